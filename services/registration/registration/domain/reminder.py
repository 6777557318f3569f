"""Reminders by the calendar: 「提醒和指导…及时…足额缴纳」 (S3 第十四条, R-066). They say what is due, and of nobody who it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from enrolment_terms.benefit_year import add_months, last_day
from enrolment_terms.scheme import ParticipationState
from policy_parameters import PolicyBook
from policy_parameters.rule_parameters import windows
from registration.domain.listed_residents import newborn_window
from registration.domain.pre_enrolment import BIRTH_ASKED_AFTER

_S = ParticipationState
FRESH = timedelta(days=7)
"""A reminder that could not be made for so long is none any more."""


class ReminderKind(StrEnum):
    """What somebody is reminded of."""

    PERIOD = "PERIOD"
    DEADLINE = "DEADLINE"
    UNPAID = "UNPAID"
    PERMIT = "PERMIT"
    BIRTH = "BIRTH"


_K = ReminderKind
_DEADLINE_AHEAD = timedelta(days=7)
_UNPAID_AHEAD = (timedelta(days=30), timedelta(days=16))
"""1 and 15 December, where the period ends with the year."""
PERMIT_AHEAD = timedelta(days=30)
_BIRTH_ASKED_FOR = timedelta(days=30)
"""Who agrees so late hears it still; notices are kept longer, so nobody hears it twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded:
    """One participation and one login that has agreed to be reminded."""

    participation_id: UUID
    person_id: UUID
    subject: str
    area: str
    permit_valid_to: date | None
    bill_id: UUID | None
    amount: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Newborn:
    """One newborn of a roster, whom nobody has registered, and one login of a parent that has agreed to be reminded."""

    resident_id: UUID
    parent_person_id: UUID
    subject: str
    area: str
    birth_date: date
    document_kind: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a reminder says, in twenty characters each."""

    item: str
    due: date
    then: str


_NEWBORN_AHEAD, _LONGEST_WINDOW_MONTHS = timedelta(days=30), 14


def births_to_look_at(day: date) -> tuple[date, date]:
    """First and last birth date of newborns whose window may be open."""
    return add_months(day, -_LONGEST_WINDOW_MONTHS), day


def newborn_told(born_on: date, document_kind: str, area: str, today: date, policy: PolicyBook) -> Told | None:
    """H-B7, R-022, R-027: from thirty days before the window closes, or the birth year ends, until the window closes; else None."""
    until = newborn_window(born_on, document_kind, area, policy)
    if until is None or not min(until, last_day(born_on.year)) - _NEWBORN_AHEAD <= today <= until:
        return None
    return Told("新生儿参保登记和缴费", until, "如未参保请办理，自出生起享受待遇")


def _from(policy: PolicyBook, region: str, year: int) -> date:
    return policy.read(windows, region, year).period_start


def _until(policy: PolicyBook, region: str, year: int) -> date:
    return policy.read(windows, region, year).period_end()


def _owed_year(policy: PolicyBook, region: str, day: date) -> int | None:
    """The year whose period soon ends, which may be the one that has begun (H3); None where none does."""
    return next((year for year in (day.year, day.year + 1) if _until(policy, region, year) - day in _UNPAID_AHEAD), None)


def _deadline(policy: PolicyBook, region: str, year: int) -> date:
    last: date = policy.value("windows.change_stop_deadline", region=region, year=year).value
    return last


DAYS_OF: Mapping[ReminderKind, Callable[[PolicyBook, str, date], bool]] = {
    _K.PERIOD: lambda policy, region, day: day == _from(policy, region, day.year + 1),
    _K.DEADLINE: lambda policy, region, day: day == _deadline(policy, region, day.year + 1) - _DEADLINE_AHEAD,
    _K.UNPAID: lambda policy, region, day: _owed_year(policy, region, day) is not None,
}
"""Of the kinds that a region reminds of on days of its own, whether a day is one."""


def states_of(kind: ReminderKind, region: str, day: date, policy: PolicyBook) -> tuple[int, list[ParticipationState]]:
    """Which year, and how the participation stands: who is insured now, who is registered for the next year; a child may have two."""
    if kind is _K.PERIOD:
        return day.year, [_S.ACTIVE]
    if kind is _K.PERMIT:
        return day.year, [_S.REGISTERED, _S.ACTIVE]
    if kind is _K.BIRTH:
        return day.year, [_S.REGISTERED, _S.ACTIVE, _S.SUSPENDED]
    owed = _owed_year(policy, region, day) if kind is _K.UNPAID else None
    return owed or day.year + 1, [_S.REGISTERED]


def asked_about(day: date) -> tuple[date, date]:
    """First and last expected day of the children of whom nobody told that they are born (B8, R-026)."""
    last = day - BIRTH_ASKED_AFTER
    return last - _BIRTH_ASKED_FOR, last


def told(kind: ReminderKind, one: Reminded, day: date, policy: PolicyBook) -> Told:
    """Deadline and consequence; an unpaid bill has a template of its own, with its amount."""
    if kind is _K.PERIOD:
        return Told(f"{day.year + 1}年度居民医保集中参保缴费", _until(policy, one.area, day.year + 1), "请及时足额缴费，逾期有等待期")
    if kind is _K.DEADLINE:
        return Told(f"{day.year + 1}年度停保及账户变更", _deadline(policy, one.area, day.year + 1), "逾期不再受理该年度变更")
    if kind is _K.UNPAID:
        year = _owed_year(policy, one.area, day) or day.year + 1
        return Told(f"{year}年度居民医保费", _until(policy, one.area, year), "")
    if kind is _K.BIRTH:
        return Told("孕程预参保的出生登记和证件", _until(policy, one.area, day.year + 1), "如已出生，请尽快办理")
    assert one.permit_valid_to is not None
    return Told("居住证有效期", one.permit_valid_to, "请及时签注，到期自动停保")
