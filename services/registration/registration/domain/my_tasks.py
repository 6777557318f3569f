"""What a person has to do now, out of what is known of those he may act for (R-004, R-036, R-066)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from enrolment_terms.labels import labelled
from enrolment_terms.money import yuan
from enrolment_terms.scheme import BillKind, BillState, ParticipationState, Payer
from policy_parameters import PolicyBook
from policy_parameters.rule_parameters import windows
from registration.domain.application_states import ApplicationState


class TaskKind(StrEnum):
    """What is asked of a person."""

    CORRECTION_ASKED = "CORRECTION_ASKED"
    BILL_TO_PAY = "BILL_TO_PAY"
    PERMIT_EXPIRING = "PERMIT_EXPIRING"


labelled(
    TaskKind,
    "待办事项",
    {TaskKind.CORRECTION_ASKED: "补正材料", TaskKind.BILL_TO_PAY: "缴纳医保费", TaskKind.PERMIT_EXPIRING: "居住证即将到期"},
)


@dataclass(frozen=True, slots=True)
class MyApplication:
    """An application of somebody. `asked_on`: since when it stands as it does; `person_id` is None for whoever only filed it."""

    application_id: UUID
    person_id: UUID | None
    state: str
    area: str
    asked_on: date


@dataclass(frozen=True, slots=True)
class MyBill:
    """A bill of somebody's participation."""

    bill_id: UUID
    person_id: UUID
    participation_id: UUID
    state: str
    kind: str
    payer: str
    benefit_year: int
    area: str
    category: str
    amount: int
    registered_on: date


@dataclass(frozen=True, slots=True)
class MyPermit:
    """A participation that stands on a residence permit."""

    participation_id: UUID
    person_id: UUID
    state: str
    permit_valid_to: date


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do, for whom and until when; `msg` says it in a sentence."""

    kind: TaskKind
    person_id: UUID | None
    msg: str
    due_on: date | None
    application_id: UUID | None = None
    participation_id: UUID | None = None
    bill_id: UUID | None = None


_TO_PAY = frozenset({BillState.SENT, BillState.DEDUCTING, BillState.FAILED_PERSONAL, BillState.FAILED_SYSTEM, BillState.RESEND_QUEUED})
_PERMIT_NOTICE = timedelta(days=60)
"""So long before its end a permit is worth a word."""


def tasks_of(
    applications: Sequence[MyApplication], bills: Sequence[MyBill], permits: Sequence[MyPermit], today: date, policy: PolicyBook
) -> list[Task]:
    """All of them, the most urgent first; what has no last day comes last."""
    found = [*_corrections(applications, policy), *_payments(bills, today, policy), *_permits(permits, today)]
    return sorted(found, key=lambda task: (task.due_on or date.max, task.kind))


def _corrections(applications: Sequence[MyApplication], policy: PolicyBook) -> Iterator[Task]:
    """R-004: what was asked for is to be handed in within the region's days."""
    for one in applications:
        if one.state == ApplicationState.NEEDS_CORRECTION:
            days = policy.value("application.correction_days", region=one.area, year=one.asked_on.year).value
            due = one.asked_on + timedelta(days=days)
            yield Task(TaskKind.CORRECTION_ASKED, one.person_id, f"申请需要补正，请于{due}前提交", due, application_id=one.application_id)


def _payments(bills: Sequence[MyBill], today: date, policy: PolicyBook) -> Iterator[Task]:
    """R-066: amount, last day and what follows if it is not paid."""
    for one in bills:
        if one.state in _TO_PAY and one.payer == Payer.PERSON:
            until = last_day_to_pay(one.kind, one.area, one.benefit_year, one.category, one.registered_on, policy)
            if until is None or until >= today:
                msg = payment_text(one.benefit_year, one.amount, until)
                yield Task(TaskKind.BILL_TO_PAY, one.person_id, msg, until, participation_id=one.participation_id, bill_id=one.bill_id)


def last_day_to_pay(kind: str, area: str, year: int, category: str, registered_on: date, policy: PolicyBook) -> date | None:
    """Of the period of this category, or of a bill that was made after it (D3, H2 R-033); None for kinds that have days of their own."""
    if kind not in (BillKind.NORMAL, BillKind.MIDYEAR):
        return None
    until = policy.read(windows, area, year).period_end(category)
    if kind == BillKind.NORMAL and registered_on <= until:
        return until
    days = policy.value("levy.midyear_bill_days", region=area, year=year).value
    return registered_on + timedelta(days=days)


def payment_text(year: int, fen: int, until: date | None) -> str:
    """「提醒…及时…足额缴纳」, with the consequence."""
    last = f"请于{until}前足额缴纳" if until else "请及时足额缴纳"
    return f"{year}年度医保费{yuan(fen)}元待缴，{last}，未缴的不能享受待遇"


def _permits(permits: Sequence[MyPermit], today: date) -> Iterator[Task]:
    """R-036: who renews it in time goes on without a gap."""
    for one in permits:
        if one.state == ParticipationState.ACTIVE and today <= one.permit_valid_to <= today + _PERMIT_NOTICE:
            msg = f"居住证于{one.permit_valid_to}到期，请及时签注"
            yield Task(TaskKind.PERMIT_EXPIRING, one.person_id, msg, one.permit_valid_to, participation_id=one.participation_id)
