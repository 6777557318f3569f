"""Administrative divisions by code (GB/T 2260): does a place exist, and what is it called."""

import csv
from collections.abc import Mapping
from functools import lru_cache

from policy_parameters.book_files import BOOK, read_yaml

_NAMELESS = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}


def is_known_area(code: str) -> bool:
    """True for a province, city or county of the nation, and for a town if its county's towns are known (else for any town of it)."""
    if len(code) != 9:
        return code in _areas()
    return code in _towns() or (code[:6] in _areas() and code[:6] not in _counties_with_towns())


def area_name(code: str) -> str | None:
    """440783115 -> 月山镇, 440783 -> 开平市; None if unknown."""
    return _towns().get(code) or _areas().get(code)


def full_area_name(code: str) -> str | None:
    """440783115 -> 广东省江门市开平市月山镇; None if the place itself is unknown."""
    if area_name(code) is None:
        return None
    parts: list[str] = []
    for part in (code[:2] + "0000", code[:4] + "00", code[:6], code):
        name = area_name(part)
        if name is not None and name not in _NAMELESS and name not in parts[-1:]:
            parts.append(name)
    return "".join(parts)


def towns_of(county: str) -> Mapping[str, str]:
    """Code -> name of the towns of a county that the book lists, in printed order."""
    return {code: name for code, name in _towns().items() if code[:6] == county}


@lru_cache
def _areas() -> Mapping[str, str]:
    with (BOOK / "national" / "areas.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


@lru_cache
def _towns() -> Mapping[str, str]:
    pages = (read_yaml(path)["parameters"] for path in sorted(BOOK.glob("*/targets.yaml")))
    lines = (line for page in pages for parameter in page if parameter["name"] == "targets.towns" for line in parameter["values"])
    return {str(row["code"]): str(row["town"]) for line in lines for row in line["value"]}


@lru_cache
def _counties_with_towns() -> frozenset[str]:
    return frozenset(code[:6] for code in _towns())
