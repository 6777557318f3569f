"""What flows over the running suite show of each item: a test whose docstring has `B8 (done, refused)` shows it in these two ways."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

from tests.coverage_of_rules.catalogue import Entry, catalogue
from tests.coverage_of_rules.shown import TESTS, docstring_of, tests_in

WAYS = {
    "done": "to its end 办成",
    "refused": "refused 不予办理",
    "twice": "twice at once 同时两次",
    "killed": "killed in the middle 中途中断",
}
_MARK = re.compile(r"(?<![\w-])(B[1-9]\d*) \(([a-z]+(?:, [a-z]+)*)\)")


def items() -> list[Entry]:
    """Those that registration and dedup do."""
    return [one for one in catalogue().values() if one.kind == "items" and {"REG", "DUP"}.intersection(one.owner)]


@cache
def seen_in_flows() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """The tests by item and way, as they stand in their files."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for place, test in tests_in(TESTS / "flows"):
        for mark in marks_in(docstring_of(test)):
            found[mark].append(place)
    return {mark: tuple(places) for mark, places in found.items()}


def marks_in(text: str) -> Iterator[tuple[str, str]]:
    """Item and way of each mark of a docstring."""
    for item, ways in _MARK.findall(text):
        yield from ((item, way) for way in ways.split(", "))


def not_seen() -> list[str]:
    """Items that no flow shows in a way, each once for a way."""
    return [f"{one.id} ({way})" for one in items() for way in WAYS if (one.id, way) not in seen_in_flows()]


def wrong_marks() -> list[str]:
    """Marks of what no item or no way is."""
    known = {(one, way) for one in catalogue() for way in WAYS}
    return [f"{item} ({way}): {places[0]}" for (item, way), places in seen_in_flows().items() if (item, way) not in known]


def lines() -> Iterator[str]:
    """The table for the page: the first test of each cell, and how many more there are."""
    yield from (
        "",
        "## Items in flows over the running suite 全流程",
        "",
        f"| id | name | {' | '.join(WAYS.values())} |",
        "| --- " * 6 + "|",
    )
    yield from (f"| {one.id} | {one.name} | {' | '.join(_cell(one.id, way) for way in WAYS)} |" for one in items())


def _cell(item: str, way: str) -> str:
    places = seen_in_flows().get((item, way), ())
    more = f"; and {len(places) - 1} more" if len(places) > 1 else ""
    return "; ".join(places[:1]).removeprefix("flows/") + more or "**not shown**"
