"""What somebody still owes, told in words: why, until when, and whether and how it can be paid now (B17, R-066)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID

from enrolment_terms.labels import FAILURE_CAUSES, PAYERS, labelled
from enrolment_terms.money import yuan
from enrolment_terms.scheme import BillKind, BillState, FailureCause, Payer, PaymentChannel
from payment_bridge.domain.facts import group_of
from policy_parameters import PolicyBook
from policy_parameters.rule_parameters import windows

OWN_CHANNELS = (
    PaymentChannel.YUE_YIBAO,
    PaymentChannel.YUE_SHUITONG,
    PaymentChannel.YUE_SHENGSHI,
    PaymentChannel.TAX_WECHAT,
    PaymentChannel.TAX_TERMINAL,
    PaymentChannel.TAX_HALL,
)
"""By which a person pays himself (S2 五、（七）「参保人可通过多种方式缴费」)."""


class DueStatus(StrEnum):
    """Where a bill stands for whoever owes it."""

    TO_PAY = "TO_PAY"
    IN_DEDUCTION = "IN_DEDUCTION"
    DEDUCTION_FAILED = "DEDUCTION_FAILED"
    DEDUCTED_AGAIN = "DEDUCTED_AGAIN"
    NOT_SENT = "NOT_SENT"
    BY_OTHERS = "BY_OTHERS"
    OVERDUE = "OVERDUE"


_D = DueStatus
DUE_STATUSES = labelled(
    DueStatus,
    "待缴情况",
    {
        _D.TO_PAY: "待缴费",
        _D.IN_DEDUCTION: "批扣中",
        _D.DEDUCTION_FAILED: "扣费不成功",
        _D.DEDUCTED_AGAIN: "将重新扣费",
        _D.NOT_SENT: "待核定后传送税务部门",
        _D.BY_OTHERS: "由他方缴费",
        _D.OVERDUE: "已过缴费期限",
    },
)
_PAYABLE = {_D.TO_PAY, _D.IN_DEDUCTION, _D.DEDUCTION_FAILED, _D.DEDUCTED_AGAIN}
_BY_STATE = {
    BillState.DEDUCTING: _D.IN_DEDUCTION,
    BillState.FAILED_PERSONAL: _D.DEDUCTION_FAILED,
    BillState.FAILED_SYSTEM: _D.DEDUCTED_AGAIN,
    BillState.RESEND_QUEUED: _D.DEDUCTED_AGAIN,
}
GONE = (BillState.PAID, BillState.CANCELLED, BillState.REFUNDED)
"""Nothing is owed."""


@dataclass(frozen=True, slots=True)
class OwedBill:
    """A bill that is not paid. `amount` in fen; `sent_no` -1: the tax office does not know it yet."""

    bill_id: UUID
    participation_id: UUID
    person_id: UUID
    kind: BillKind
    benefit_year: int
    area: str
    amount: int
    payer: Payer
    last_day: date | None
    sent_no: int
    state: BillState
    cause: FailureCause | None

    @property
    def group_id(self) -> UUID:
        """Bills that settle together (R-024)."""
        return group_of(self.kind, self.bill_id, self.participation_id)


@dataclass(frozen=True, slots=True)
class Due:
    """What is told of one. `until`: last day on which money for it counts; None while a fault that was not the person's keeps it open.

    `group_id`: bills that should be paid together have the same one.
    """

    bill: OwedBill
    status: DueStatus
    until: date | None
    told: str
    group_id: UUID

    @property
    def payable(self) -> bool:
        """It can be paid now, by any channel of a person (R-062)."""
        return self.status in _PAYABLE


def due_of(bill: OwedBill, today: date, policy: PolicyBook) -> Due:
    """R-032, R-055, R-058, R-059 as they look to whoever owes it. Raises PolicyNotKnown."""
    again = _BY_STATE.get(bill.state) is _D.DEDUCTED_AGAIN
    until = None if again else bill.last_day or policy.read(windows, bill.area, bill.benefit_year).period_end()
    status = _status(bill, until, today)
    return Due(bill, status, until, _told(bill, status, until), bill.group_id)


_BOTH_YEARS = "与另一年度的账单一并缴清的，自出生之日起连续享受两个年度的待遇"


def paid_together(dues: Sequence[Due]) -> list[Due]:
    """R-024 「应同时缴纳两年的居民医保费」: the bills of a newborn's two years are two registrations, and one group for who pays."""
    own = {(due.bill.person_id, due.bill.benefit_year): due for due in dues if due.payable and due.bill.kind is not BillKind.REPAIR}
    groups: dict[UUID, UUID] = {}
    for (person_id, year), first in own.items():
        following = own.get((person_id, year + 1))
        if first.bill.kind is BillKind.NEWBORN_BIRTHYEAR and following is not None:
            groups |= dict.fromkeys((first.bill.bill_id, following.bill.bill_id), first.group_id)
    return [
        replace(due, group_id=groups[due.bill.bill_id], told=f"{due.told}；{_BOTH_YEARS}") if due.bill.bill_id in groups else due
        for due in dues
    ]


def _status(bill: OwedBill, until: date | None, today: date) -> DueStatus:
    if bill.state is BillState.ABANDONED or (until is not None and today > until):
        return _D.OVERDUE
    if bill.payer is not Payer.PERSON:
        return _D.BY_OTHERS
    if bill.sent_no < 0:
        return _D.NOT_SENT
    return _BY_STATE.get(bill.state, _D.TO_PAY)


def _told(bill: OwedBill, status: DueStatus, until: date | None) -> str:
    amount = f"{yuan(bill.amount)}元"
    match status:
        case _D.OVERDUE:
            return "已过缴费期限" if bill.state is not BillState.ABANDONED else "集中参保期结束仍未缴费，视为自动弃保"
        case _D.BY_OTHERS:
            return f"{amount}，{PAYERS[bill.payer]}，个人无须缴纳"
        case _D.NOT_SENT:
            return f"{amount}，统一核定后传送税务部门，届时可在{until}前缴纳"
        case _D.DEDUCTED_AGAIN:
            return f"{amount}，非个人原因扣费不成功，将重新扣费，也可自行缴纳，不影响按期享受待遇"
        case _D.DEDUCTION_FAILED:
            why = FAILURE_CAUSES[bill.cause] if bill.cause else "原因待查"
            return f"{amount}，扣费不成功（{why}），请在{until}前存足款项或自行缴纳，未缴的视为自动弃保"
        case _D.IN_DEDUCTION:
            return f"{amount}，正在从签约账户扣缴；也可在{until}前自行缴纳，重复缴纳的可以退还"
        case _:
            return f"请在{until}前足额缴纳{amount}，未缴的不能享受待遇"
