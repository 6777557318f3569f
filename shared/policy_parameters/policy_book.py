"""The policy book: which value holds where and when. Read often, so everything resolved is kept."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, cast

from policy_parameters.book_files import BOOK, NATION, Entry, labels_of, read_book
from policy_parameters.checker import faults_of
from policy_parameters.parameter import ParameterValue, PolicyNotKnown, Status
from policy_parameters.units import for_year, typed

Reading = TypeVar("Reading")


class PolicyBookBroken(ValueError):
    """The book has errors; a service does not start on it."""


class PolicyBook:
    """Values by name, region and benefit year. The most specific region wins, in it the newest year not after the asked one."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = tuple(entries)
        self._labels = labels_of(self._entries)
        self._regions = {entry.region for entry in self._entries}
        self._lines: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        for entry in sorted(self._entries, key=lambda entry: -entry.from_year):
            self._lines[entry.name, entry.region].append(entry)
        self._values: dict[tuple[str, str, int], ParameterValue] = {}
        self._readings: dict[tuple[object, str, int], object] = {}
        self._home = lru_cache(maxsize=4096)(self._find_home)

    def value(self, name: str, *, region: str, year: int) -> ParameterValue:
        """The value for an area (town, county, pooling region …) and benefit year. Raises PolicyNotKnown."""
        home = self._home(region)
        known = self._values.get((name, home, year))
        if known is None:
            known = self._resolve(name, home, region, year)
            self._values[name, home, year] = known
        return known

    def read(self, reading: "Callable[[PolicyBook, str, int], Reading]", area: str, year: int) -> Reading:
        """What `reading(book, area, year)` returns, computed once per region and year. Raises PolicyNotKnown."""
        key = (reading, self._home(area), year)
        known = self._readings.get(key)
        if known is None:
            try:
                known = reading(self, key[1], year)
            except PolicyNotKnown as unknown:
                raise PolicyNotKnown(unknown.name, area, unknown.year, unknown.label) from None
            self._readings[key] = known
        return cast(Reading, known)

    def names(self) -> tuple[str, ...]:
        """All parameter names, sorted."""
        return tuple(sorted(self._labels))

    @cached_property
    def digest(self) -> str:
        """The same for two books that say the same, in hexadecimal digits."""
        lines = sorted(repr((one.name, one.region, one.from_year, one.until_year, one.value)) for one in self._entries)
        return sha256("\n".join(lines).encode()).hexdigest()

    def entries(self) -> tuple[Entry, ...]:
        """All lines of the book, for listings and checks."""
        return self._entries

    def with_values(self, values: Mapping[str, object]) -> "PolicyBook":
        """A book in which these parameters have these values everywhere and always (values written as in YAML)."""
        changed = [_overridden(self._one(name), value) for name, value in values.items()]
        return PolicyBook([*(entry for entry in self._entries if entry.name not in values), *changed])

    def _one(self, name: str) -> Entry:
        for entry in self._entries:
            if entry.name == name:
                return entry
        raise PolicyNotKnown(name, NATION, 0)

    def _find_home(self, area: str) -> str:
        """The most specific region of an area that the book has a page for."""
        for region in _chain(area):
            if region in self._regions:
                return region
        return NATION

    def _resolve(self, name: str, home: str, asked: str, year: int) -> ParameterValue:
        for region in _chain(home):
            for entry in self._lines.get((name, region), ()):
                if entry.from_year <= year and (entry.until_year is None or year <= entry.until_year):
                    return _value_of(entry, year)
        raise PolicyNotKnown(name, asked, year, self._labels.get(name))


def _chain(area: str) -> tuple[str, ...]:
    """Village, town, county, pooling region, province, nation."""
    return area, area[:9], area[:6], area[:4] + "00", area[:2] + "0000", NATION


def _value_of(entry: Entry, year: int) -> ParameterValue:
    return ParameterValue(
        name=entry.name,
        label=entry.label,
        unit=entry.unit,
        value=for_year(entry.unit, entry.value, year),
        region=entry.region,
        from_year=entry.from_year,
        until_year=entry.until_year,
        source=entry.source,
        clause=entry.clause,
        status=entry.status,
    )


def _overridden(entry: Entry, value: object) -> Entry:
    parsed: Any = typed(entry.unit, value, entry.choices)
    return replace(
        entry, value=parsed, region=NATION, from_year=0, until_year=None,
        source="CASE", clause="用例指定", status=Status.FIXTURE, where="override",
    )  # fmt: skip


@lru_cache
def load_policy_book(folder: Path = BOOK) -> PolicyBook:
    """The checked book of a folder. Raises PolicyBookBroken with every error at once."""
    entries, problems = read_book(folder)
    errors = [problem for problem in [*problems, *faults_of(entries)] if problem.level == "error"]
    if errors:
        raise PolicyBookBroken("\n".join(str(error) for error in errors))
    return PolicyBook(entries)
