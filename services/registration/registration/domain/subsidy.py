"""Subsidised persons: who may say so, until when a list is in time, and what a row of it does (R-040 ... R-046)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from enrolment_terms.benefit_year import add_months
from enrolment_terms.documents import Document
from enrolment_terms.labels import labelled
from enrolment_terms.reasons import Reason, ReasonCode, reason
from enrolment_terms.regions import is_area_code
from policy_parameters import is_known_area
from policy_parameters.rule_parameters import SubsidyRules
from registration.domain.application_form import name_reasons

_DAYS_AHEAD_MONTHS = 12


class MarkAction(StrEnum):
    """What a row says of a person."""

    ADD = "ADD"
    REMOVE = "REMOVE"


labelled(MarkAction, "困难身份变动", {MarkAction.ADD: "新增", MarkAction.REMOVE: "减员"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkRow:
    """One row of a department's list, unchecked."""

    name: str
    document: Document
    category: str
    action: MarkAction
    effective_on: date
    area: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A mark of a person; without `removed_on` it is in force."""

    mark_id: UUID
    person_id: UUID
    category: str
    department: str
    list_month: str
    received_on: date
    marked_on: date
    removed_on: date | None = None
    removal_received_on: date | None = None

    @property
    def is_in_force(self) -> bool:
        """Not taken away."""
        return self.removed_on is None


def mark_reasons(row: MarkRow, department: str, today: date, rules: SubsidyRules, accepts: Callable[[str], bool]) -> Iterator[Reason]:
    """All faults of one row: a bad row never stops the others. `accepts` tells the areas of the department."""
    category = rules.categories.get(row.category)
    if category is None:
        yield reason(ReasonCode.OTHER, field="category", rule="R-040", msg="困难身份类别不在可用范围")
    elif category.authority != department:
        yield reason(ReasonCode.WRONG_AUTHORITY, field="category", rule="R-040")
    yield from name_reasons(row.name)
    if not row.document.has_valid_shape:
        yield reason(ReasonCode.DOCUMENT_SHAPE, field="document_number", rule="R-010")
    elif not row.document.has_valid_checksum:
        yield reason(ReasonCode.ID_CHECKSUM, field="document_number", rule="R-010")
    if not (is_area_code(row.area) and is_known_area(row.area) and accepts(row.area)):
        yield reason(ReasonCode.UNKNOWN_AREA, field="area", rule="R-040", msg="须为本部门负责的本市户籍所在地")
    if not add_months(today, -_DAYS_AHEAD_MONTHS) <= row.effective_on <= today:
        yield reason(ReasonCode.OTHER, field="effective_on", rule="R-041", msg="生效日期须在近一年以内且不晚于今日")


def list_month_reasons(list_month: str, today: date) -> Iterator[Reason]:
    """R-041: of a month that has begun, and not of long ago."""
    month = date(int(list_month[:4]), int(list_month[5:7]), 1)
    if not add_months(today, -_DAYS_AHEAD_MONTHS) <= month <= today:
        yield reason(ReasonCode.OTHER, field="list_month", rule="R-041", msg="名单月份须在近一年以内且不晚于本月")


def removal_reasons(removed_on: date, held: Mark) -> Iterator[Reason]:
    """A mark is not gone before it was made."""
    if removed_on < held.marked_on:
        yield reason(ReasonCode.OTHER, field="effective_on", rule="R-043", msg="减员日期早于该困难身份的标识日期")


def is_late(list_month: str, received_on: date, due_day: int) -> bool:
    """R-041 「每月10日前」: the list of a month is due by that day of the next one; a late one is taken all the same."""
    month = date(int(list_month[:4]), int(list_month[5:7]), 1)
    return received_on > add_months(month, 1).replace(day=due_day)


def funded_on(registered_on: date, marks: Sequence[Mark]) -> date | None:
    """R-042 「完成参保登记、做好身份标识的即日起」: the first day on which the registration and a mark stood together; None if none did."""
    days = [max(registered_on, mark.marked_on) for mark in marks]
    return min((day for day, mark in zip(days, marks, strict=True) if mark.removed_on is None or mark.removed_on > day), default=None)


def years_to_register(today: date, next_year_is_open: bool) -> tuple[int, ...]:
    """R-046 「免申即享」: the year that runs, and the next one while its concentrated period is open."""
    return (today.year, today.year + 1) if next_year_is_open else (today.year,)
