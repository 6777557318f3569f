"""The target table of a campaign (S2 附件3): towns, printed totals, and what does not add up."""

from collections.abc import Mapping, Sequence
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


def check_target_table(table: TargetTable, where: str) -> list[Problem]:
    """Columns against their printed totals, and (4)=(1)-(2) in every row, as warnings: the source is kept as printed (R-112)."""
    problems = []
    for position, column in enumerate(COLUMNS, start=1):
        found = sum(getattr(town, column) or 0 for town in table.towns)
        printed = getattr(table.printed, column)
        if printed is not None and found != printed:
            msg = f"column {position} ({column}): rows {found:,}, printed {printed:,}"
            problems.append(Problem("warning", "TOTAL_MISMATCH", where, msg))
    return problems + _difference_faults([*table.towns, table.printed], where)


def _difference_faults(rows: Sequence[TownTarget], where: str) -> list[Problem]:
    """「(4)=(1)-(2)」 as the head of the table says."""
    faults = []
    for row in rows:
        numbers = (row.registered_population, row.employee_insured, row.should_enrol)
        if None not in numbers and row.registered_population - row.employee_insured != row.should_enrol:  # type: ignore[operator]
            faults.append(Problem("warning", "ROW_DIFFERENCE", where, f"{row.town}: (4) is not (1)-(2)"))
    return faults
