"""Targets of a campaign as they were told, and what does not add up in them (R-112, R-113)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from enrolment_terms.labels import labelled
from enrolment_terms.reasons import Reason, ReasonCode, reason
from policy_parameters.target_table import RowDifference, TargetTable, TotalMismatch, TownTarget, target_faults


class WarningCode(StrEnum):
    """What does not add up."""

    TOTAL_MISMATCH = "TOTAL_MISMATCH"
    ROW_DIFFERENCE = "ROW_DIFFERENCE"


labelled(
    WarningCode,
    "任务表提示",
    {WarningCode.TOTAL_MISMATCH: "各行之和与合计行不符", WarningCode.ROW_DIFFERENCE: "应参保人数不等于户籍人口减职工参保人数"},
)


@dataclass(frozen=True, slots=True)
class TargetWarning:
    """The table is kept as printed; whoever recorded it is told."""

    code: WarningCode
    msg: str


@dataclass(frozen=True, slots=True)
class TargetVersion:
    """One version of an area's targets. The policy book's, where it has some, is version 1 and holds from the beginning."""

    version: int
    valid_from: date | None
    source: str
    table: TargetTable


def warnings_of(table: TargetTable) -> list[TargetWarning]:
    """V-90: 465,877 against 465,874."""
    return [_warning(fault) for fault in target_faults(table)]


def version_on(versions: Sequence[TargetVersion], day: date) -> TargetVersion | None:
    """R-113: the newest version whose day has come."""
    begun = [one for one in versions if one.valid_from is None or one.valid_from <= day]
    return max(begun, key=lambda one: one.version, default=None)


def table_reasons(county: str, year: int, table: TargetTable, valid_from: date, versions: Sequence[TargetVersion]) -> Iterator[Reason]:
    """All that keeps a table from being recorded, at once."""
    codes = [town.code for town in table.towns]
    for place, town in enumerate(table.towns):
        if not town.code.startswith(county) or len(town.code) != 9:
            yield reason(ReasonCode.UNKNOWN_AREA, field=f"towns.{place}.code", rule="R-112")
        if codes.index(town.code) != place:
            yield reason(ReasonCode.OTHER, field=f"towns.{place}.code", rule="R-112", msg=f"{town.town}重复出现")
    if not date(year - 1, 1, 1) <= valid_from <= date(year, 12, 31):
        yield reason(ReasonCode.OTHER, field="valid_from", rule="R-113", msg=f"生效日期应在{year - 1}年至{year}年之内")
    newest = max((one.valid_from for one in versions if one.valid_from), default=None)
    if newest and valid_from < newest:
        yield reason(ReasonCode.OTHER, field="valid_from", rule="R-113", msg=f"已有{newest}起生效的任务表，新表不得早于该日生效")


def _warning(fault: TotalMismatch | RowDifference) -> TargetWarning:
    if isinstance(fault, RowDifference):
        return TargetWarning(WarningCode.ROW_DIFFERENCE, f"{fault.town}：第(4)栏不等于第(1)栏减第(2)栏")
    told = f"第({fault.column})栏：各行之和 {fault.found:,}，合计行 {fault.printed:,}"
    return TargetWarning(WarningCode.TOTAL_MISMATCH, told)


@dataclass(frozen=True, slots=True)
class CoverageFigure:
    """One way to count the coverage of an area."""

    code: str
    label: str
    part: int | None
    whole: int | None


def coverage_figures(printed: TownTarget) -> list[CoverageFigure]:
    """R-111, F-15: the formula of the 95 % is not given, so three are told."""
    both = None if printed.employee_insured is None or printed.target is None else printed.employee_insured + printed.target
    return [
        CoverageFigure("TARGET", "参保目标数／应参保人数", printed.target, printed.should_enrol),
        CoverageFigure("LAST_YEAR_PAID", "上年度居民缴费人数／应参保人数", printed.resident_paid_last_year, printed.should_enrol),
        CoverageFigure("BOTH_SCHEMES", "（职工参保人数＋居民参保目标数）／户籍人口", both, printed.registered_population),
    ]
