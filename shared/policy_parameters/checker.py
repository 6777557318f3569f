"""What can be wrong with a policy book that reads well: years with holes, two answers, tables that do not add up."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from policy_parameters.book_files import BOOK, Entry, Problem, read_book
from policy_parameters.target_table import TargetTable, check_target_table, town_target


def check_book(folder: Path = BOOK) -> list[Problem]:
    """All errors and warnings of a book: citations, units, types, gaps, overlaps, sums."""
    entries, problems = read_book(folder)
    return [*problems, *faults_of(entries)]


def faults_of(entries: Sequence[Entry]) -> list[Problem]:
    """The problems that show only when the entries are seen together."""
    return [*_disagreements(entries), *_year_faults(entries), *_table_faults(entries)]


def _disagreements(entries: Iterable[Entry]) -> Iterator[Problem]:
    """One name has one label, one unit and one set of choices in every region."""
    first: dict[str, Entry] = {}
    for entry in entries:
        known = first.setdefault(entry.name, entry)
        if (entry.unit, entry.label, entry.choices) != (known.unit, known.label, known.choices):
            yield Problem("error", "DISAGREES", entry.where, f"label, unit or choices differ from {known.where}")


def _year_faults(entries: Iterable[Entry]) -> Iterator[Problem]:
    """Within one region the years of a parameter follow each other without hole or overlap."""
    lines: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        lines[entry.name, entry.region].append(entry)
    for values in lines.values():
        values.sort(key=lambda entry: entry.from_year)
        for earlier, later in itertools.pairwise(values):
            if earlier.from_year == later.from_year or (earlier.until_year is not None and earlier.until_year >= later.from_year):
                yield Problem("error", "YEARS_OVERLAP", later.where, f"overlaps {earlier.where}")
            elif earlier.until_year is not None and earlier.until_year + 1 < later.from_year:
                yield Problem("error", "YEARS_GAP", later.where, f"nothing between {earlier.until_year} and {later.from_year}")


def _table_faults(entries: Iterable[Entry]) -> Iterator[Problem]:
    """Each table of towns against the totals printed under it."""
    tables = {(entry.name, entry.region, entry.from_year): entry for entry in entries}
    for (name, region, year), entry in tables.items():
        if name != "targets.towns":
            continue
        totals = tables.get(("targets.printed_totals", region, year))
        if totals is None:
            yield Problem("error", "NO_PRINTED_TOTALS", entry.where, "targets.printed_totals is missing")
            continue
        towns = tuple(town_target(row) for row in entry.value)
        yield from check_target_table(TargetTable(towns, town_target(totals.value)), entry.where)
