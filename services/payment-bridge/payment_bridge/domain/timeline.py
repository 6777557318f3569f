"""One person's way through the levy, told in Chinese from the facts that are stored."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from enrolment_terms.labels import BILL_KINDS, FAILURE_CAUSES, PAYERS, PAYMENT_CHANNELS
from enrolment_terms.money import yuan
from enrolment_terms.scheme import BillKind, BillState, FailureCause, Payer, PaymentChannel
from payment_bridge.domain.payment_states import PaymentState

_WHAT_BECAME_OF_MONEY = {
    PaymentState.SETTLED: "缴费到账",
    PaymentState.PARTIAL_GROUP: "缴费到账，同组另一账单未缴清",
    PaymentState.DUPLICATE: "重复缴费",
    PaymentState.MISMATCH: "到账金额与应征金额不符，待人工核对",
    PaymentState.UNMATCHED: "到账款项没有可缴账单，待核对或退费",
}


@dataclass(frozen=True, slots=True)
class TimelineBill:
    """A bill of the person."""

    bill_id: UUID
    kind: BillKind
    benefit_year: int
    amount: int
    payer: Payer
    state: BillState
    effective_on: date
    created_on: date
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class TimelineFact:
    """What happened to a bill: SENT, FAILED with its cause, or MONEY with channel, amount (fen) and state."""

    bill_id: UUID
    at: date
    recorded_at: datetime
    code: str
    cause: FailureCause | None
    channel: PaymentChannel | None
    amount: int | None
    round_no: int
    resend_no: int
    state: PaymentState | None


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened to a person's bills. `detail` holds codes and ids only."""

    at: date
    recorded_at: datetime
    code: str
    what: str
    detail: dict[str, Any]


def timeline_of(bills: Sequence[TimelineBill], facts: Sequence[TimelineFact]) -> list[TimelineEntry]:
    """By business date, then by when it became known."""
    by_id = {bill.bill_id: bill for bill in bills}
    told = [_made(bill) for bill in bills]
    told += [_fact(by_id[fact.bill_id], fact) for fact in facts]
    told += [ended for bill in bills for ended in _ended(bill)]
    return sorted(told, key=lambda entry: (entry.at, entry.recorded_at))


def _made(bill: TimelineBill) -> TimelineEntry:
    what = f"生成{bill.benefit_year}年度{BILL_KINDS[bill.kind]}应征账单 {yuan(bill.amount)} 元（{PAYERS[bill.payer]}）"
    return TimelineEntry(bill.created_on, bill.created_at, "BILL_CREATED", what, _detail(bill))


def _fact(bill: TimelineBill, fact: TimelineFact) -> TimelineEntry:
    what, more = _sent(fact)
    if fact.cause is not None:
        what, more = f"扣费不成功：{_failed(fact.cause)}", {"cause": fact.cause, "round_no": fact.round_no}
    elif fact.channel is not None and fact.amount is not None and fact.state is not None:
        became = _WHAT_BECAME_OF_MONEY.get(fact.state, fact.state)
        what = f"{PAYMENT_CHANNELS[fact.channel]} {yuan(fact.amount)} 元：{became}"
        more = {"channel": fact.channel, "amount": yuan(fact.amount), "payment_state": fact.state}
    return TimelineEntry(fact.at, fact.recorded_at, fact.code, what, _detail(bill) | more)


def _sent(fact: TimelineFact) -> tuple[str, dict[str, Any]]:
    again = f"应征数据第{fact.resend_no}次重新传送税务部门"
    return again if fact.resend_no else "应征数据已传送税务部门", {"resend_no": fact.resend_no}


def _failed(cause: FailureCause) -> str:
    if cause.is_personal:
        return FAILURE_CAUSES[cause]
    return FAILURE_CAUSES[cause] + ("，将更正后重新传送" if cause is FailureCause.DATA_ERROR else "，将重新传送")


def _ended(bill: TimelineBill) -> Iterator[TimelineEntry]:
    if bill.state is BillState.ABANDONED:
        what = "集中参保期结束仍未缴费，视为自动弃保"
        yield TimelineEntry(bill.effective_on, bill.changed_at, "BILL_ABANDONED", what, _detail(bill))
    if bill.state is BillState.CANCELLED:
        yield TimelineEntry(bill.effective_on, bill.changed_at, "BILL_CANCELLED", "应征账单已取消", _detail(bill))


def _detail(bill: TimelineBill) -> dict[str, Any]:
    return {"bill_id": str(bill.bill_id), "benefit_year": bill.benefit_year, "kind": bill.kind, "state": bill.state}
