"""The office's own deadline (H-R-051): what people handed in time is entered and decided by the same day."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from enrolment_terms.labels import labelled
from policy_parameters import PolicyBook
from policy_parameters.rule_parameters import windows
from registration.domain.application_states import ApplicationState


class OfficeTask(StrEnum):
    """What is left to do."""

    ENTER = "ENTER"
    DECIDE = "DECIDE"
    NAME_HEAD = "NAME_HEAD"
    ASK_BIRTH = "ASK_BIRTH"


_WORDS = {
    OfficeTask.ENTER: "录入家庭户登记表",
    OfficeTask.DECIDE: "审核申请",
    OfficeTask.NAME_HEAD: "确定新户主",
    OfficeTask.ASK_BIRTH: "核实预参保婴儿出生情况",
}
labelled(OfficeTask, "待办事项", _WORDS)


class Deadlines(NamedTuple):
    """Last days of a region and year: for changes and stops, and for new enrolments."""

    change: date
    new: date

    def of(self, is_new: bool) -> date:
        """The one that holds for it."""
        return self.new if is_new else self.change


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenWork:
    """A paper to enter, an application to decide, a household without a head, a child not told to be born; told before its deadline."""

    id: UUID
    task: OfficeTask
    area: str
    benefit_year: int
    filed_on: date
    is_new: bool
    item: str | None
    state: ApplicationState | None


class CountedWork(NamedTuple):
    """Open work of one region and day."""

    region: str
    benefit_year: int
    is_new: bool
    filed_on: date
    pieces: int


def deadlines_of(area: str, year: int, policy: PolicyBook) -> Deadlines:
    """R-051, R-052. Raises PolicyNotKnown."""
    dates = policy.read(windows, area, year)
    return Deadlines(dates.change_stop_deadline, dates.new_enrolment_deadline)


def is_overdue(filed_on: date, due_on: date, today: date) -> bool:
    """The person was in time, the office is not."""
    return filed_on <= due_on < today
