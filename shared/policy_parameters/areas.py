"""Administrative divisions by code: does a place exist, what is it called, what lies below it. Sources: book/national/README.md.

Counties are listed for the whole nation. Towns and villages are listed for the provinces that have a file `towns_of_NN.csv`;
elsewhere any town or village of a known county passes, and has no name.
"""

import csv
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from enrolment_terms.regions import is_area_code
from policy_parameters.book_files import BOOK

_NATION = BOOK / "national"
_HEADINGS = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
"""Rows that group others and are no places: they stand in no name, and in no list to choose from."""


class _Town(NamedTuple):
    """A town and its villages as they stand in the file: packed, because 27,000 names are seldom asked for."""

    name: str
    packed: str

    @property
    def villages(self) -> dict[str, str]:
        """The last three digits of each village -> its name."""
        return {one[:3]: one[3:] for one in self.packed.split("|") if one}


@lru_cache(maxsize=16384)
def is_known_area(code: str) -> bool:
    """True for a province, city, county, town or village that exists today. An abolished one is not: nobody can enrol there."""
    if not is_area_code(code) or code[:6] not in _areas():
        return False
    return len(code) == 6 or code[:2] not in _provinces_with_towns() or area_name(code) is not None


def area_name(code: str) -> str | None:
    """440783115 -> 月山镇, 440783 -> 开平市, the abolished 330103 -> 下城区; None if unknown or not listed."""
    if len(code) == 6:
        return _areas().get(code) or _former_areas().get(code)
    town = _towns().get(code[:9])
    if town is None or len(code) == 9:
        return town and town.name
    return town.villages.get(code[9:])


def full_area_name(code: str) -> str | None:
    """440783115221 -> 广东省江门市开平市月山镇金村村委会; None if the place itself is unknown."""
    if area_name(code) is None:
        return None
    parts: list[str] = []
    for part in (code[:2] + "0000", code[:4] + "00", code[:6], code[:9], code):
        name = area_name(part)
        if name is not None and name not in _HEADINGS and name not in parts[-1:]:
            parts.append(name)
    return "".join(parts)


def towns_of(county: str) -> Mapping[str, str]:
    """Code -> name of the towns of a county; of a city without counties (东莞, 中山) too. Empty where they are not listed."""
    return _towns_by_county().get(county, {})


def areas_below(parent: str | None) -> Mapping[str, str]:
    """Code -> name of what one chooses from next, from the provinces (below None) to the villages. Empty if nothing is listed."""
    if parent is None:
        return _children().get("", {})
    if len(parent) == 9:
        town = _towns().get(parent)
        return {parent + digits: name for digits, name in town.villages.items()} if town else {}
    return _children().get(parent) or towns_of(parent)


@lru_cache
def _children() -> Mapping[str, Mapping[str, str]]:
    below: dict[str, dict[str, str]] = {}
    for code, name in _areas().items():
        if name not in _HEADINGS:
            below.setdefault(_parent_of(code), {})[code] = name
    return below


def _parent_of(code: str) -> str:
    """The division above; where that is a heading (北京的市辖区, 省直辖), the one above it."""
    if code.endswith("0000"):
        return ""
    city, province = code[:4] + "00", code[:2] + "0000"
    return city if code != city and _areas().get(city, "县") not in _HEADINGS else province


@lru_cache
def _areas() -> Mapping[str, str]:
    return {row["code"]: row["name"] for row in _rows(_NATION / "areas.csv") if not row["last_listed"]}


@lru_cache
def _former_areas() -> Mapping[str, str]:
    return {row["code"]: row["name"] for row in _rows(_NATION / "areas.csv") if row["last_listed"]}


@lru_cache
def _towns() -> Mapping[str, _Town]:
    return {row["code"]: _Town(row["name"], row["villages"]) for path in _town_files() for row in _rows(path)}


@lru_cache
def _towns_by_county() -> Mapping[str, Mapping[str, str]]:
    by_county: dict[str, dict[str, str]] = {}
    for code, town in _towns().items():
        by_county.setdefault(code[:6], {})[code] = town.name
    return by_county


@lru_cache
def _provinces_with_towns() -> frozenset[str]:
    return frozenset(path.stem[-2:] for path in _town_files())


def _town_files() -> list[Path]:
    return sorted(_NATION.glob("towns_of_[0-9][0-9].csv"))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
