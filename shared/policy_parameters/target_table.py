"""The target table of a campaign (S2 附件3): towns, printed totals, and what does not add up."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from policy_parameters.book_files import Problem

COLUMNS = ("registered_population", "employee_insured", "resident_paid_last_year", "should_enrol", "target")
"""The printed columns (1) to (5)."""


@dataclass(frozen=True, slots=True)
class TownTarget:
    """One row. A column that is empty in the source is None, never 0."""

    code: str
    town: str
    registered_population: int | None
    employee_insured: int | None
    resident_paid_last_year: int | None
    should_enrol: int | None
    target: int | None


@dataclass(frozen=True, slots=True)
class TargetTable:
    """The towns in printed order and the printed total row, kept beside each other even where they differ."""

    towns: tuple[TownTarget, ...]
    printed: TownTarget


def number(cell: object) -> int | None:
    """A printed number: blanks and commas stripped (「681, 503」), empty is None. Raises ValueError for anything else."""
    if cell is None or isinstance(cell, int):
        return cell
    text = "".join(str(cell).split()).replace(",", "").replace("，", "")
    if not text.isascii():
        raise ValueError("a printed number has the digits 0 to 9")
    return int(text) if text else None


def town_target(row: Mapping[str, Any]) -> TownTarget:
    """A row of the table from a mapping with the printed columns by name."""
    cells = [number(row.get(column)) for column in COLUMNS]
    return TownTarget(str(row["code"]), str(row["town"]), *cells)


@dataclass(frozen=True, slots=True)
class TotalMismatch:
    """A column (1 to 5) whose rows do not add up to the printed total."""

    column: int
    found: int
    printed: int


@dataclass(frozen=True, slots=True)
class RowDifference:
    """A row whose (4) is not (1)-(2)."""

    town: str


def target_faults(table: TargetTable) -> list[TotalMismatch | RowDifference]:
    """Columns against their printed totals, and (4)=(1)-(2) in every row. The source is kept as printed (R-112)."""
    return [*_mismatches(table), *_differences([*table.towns, table.printed])]


def check_target_table(table: TargetTable, where: str) -> list[Problem]:
    """The same as warnings."""
    return [_warning(fault, where) for fault in target_faults(table)]


def _mismatches(table: TargetTable) -> Iterator[TotalMismatch]:
    for position, column in enumerate(COLUMNS, start=1):
        found = sum(getattr(town, column) or 0 for town in table.towns)
        printed = getattr(table.printed, column)
        if printed is not None and found != printed:
            yield TotalMismatch(position, found, printed)


def _differences(rows: Sequence[TownTarget]) -> Iterator[RowDifference]:
    """「(4)=(1)-(2)」 as the head of the table says."""
    for row in rows:
        numbers = (row.registered_population, row.employee_insured, row.should_enrol)
        if None not in numbers and row.registered_population - row.employee_insured != row.should_enrol:  # type: ignore[operator]
            yield RowDifference(row.town)


def _warning(fault: TotalMismatch | RowDifference, where: str) -> Problem:
    if isinstance(fault, RowDifference):
        return Problem("warning", "ROW_DIFFERENCE", where, f"{fault.town}: (4) is not (1)-(2)")
    column = f"column {fault.column} ({COLUMNS[fault.column - 1]})"
    return Problem("warning", "TOTAL_MISMATCH", where, f"{column}: rows {fault.found:,}, printed {fault.printed:,}")
