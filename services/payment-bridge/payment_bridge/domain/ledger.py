"""The double-entry ledger (总账): every fen that is owed, comes or goes, as postings from one account to another.

A posting has a debit side, a credit side and one amount, so each balances by its own form, and the sum of both sides is the same whatever
is posted. Postings are never changed: what was wrong is posted the other way round. What stands where follows from the states of D3 and D4:

- a bill that is owed: its payer owes it, the fund has it to come;
- money that came: it is on its way from the tax office, and lies where its state says, on its payer's account once it settles the bill;
- money that is given back: it is owed to whom it came from (REFUNDS_PAYABLE) until the bank has paid it;
- money that left beside all that (`domain/claims.py`): it is to come back (TO_RECOVER).
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from enrolment_terms.labels import labelled
from enrolment_terms.scheme import BillState, Payer
from payment_bridge.domain.facts import BillFacts, BillStatus
from payment_bridge.domain.payment_states import PaymentState


class Account(StrEnum):
    """Where money is owed or lies. The first four are payers: what they owe and have paid."""

    PERSON = "PERSON"
    FINANCE = "FINANCE"
    SCHOOL = "SCHOOL"
    GOVERNMENT = "GOVERNMENT"
    CONTRIBUTIONS = "CONTRIBUTIONS"
    TAX_IN_TRANSIT = "TAX_IN_TRANSIT"
    BANK = "BANK"
    PARTIAL_GROUP = "PARTIAL_GROUP"
    UNMATCHED = "UNMATCHED"
    MISMATCH = "MISMATCH"
    DUPLICATE = "DUPLICATE"
    REFUNDS_PAYABLE = "REFUNDS_PAYABLE"
    TO_RECOVER = "TO_RECOVER"


labelled(
    Account,
    "账户",
    {
        Account.PERSON: "个人应缴",
        Account.FINANCE: "财政应缴",
        Account.SCHOOL: "学校代收应缴",
        Account.GOVERNMENT: "政府代缴应缴",
        Account.CONTRIBUTIONS: "保费收入",
        Account.TAX_IN_TRANSIT: "税务在途资金",
        Account.BANK: "国库或银行存款",
        Account.PARTIAL_GROUP: "暂收：同组未缴清",
        Account.UNMATCHED: "暂收：无对应账单",
        Account.MISMATCH: "暂收：金额不符",
        Account.DUPLICATE: "暂收：重复缴费",
        Account.REFUNDS_PAYABLE: "应付退费",
        Account.TO_RECOVER: "待收回款项",
    },
)

PAYERS = {payer: Account(payer) for payer in Payer}
_HELD = {
    PaymentState.PARTIAL_GROUP: Account.PARTIAL_GROUP,
    PaymentState.UNMATCHED: Account.UNMATCHED,
    PaymentState.MISMATCH: Account.MISMATCH,
    PaymentState.DUPLICATE: Account.DUPLICATE,
    PaymentState.REFUND_PENDING: Account.REFUNDS_PAYABLE,
    PaymentState.REFUNDED: Account.BANK,
}
NOT_OWED = (BillState.CANCELLED, BillState.ABANDONED, BillState.REFUNDED)


class Posting(NamedTuple):
    """`amount` fen from the credit of one account to the debit of another. One for each `cause_id`, `cause_version` and `line`."""

    cause_id: UUID
    cause_version: int
    line: int
    debit: Account
    credit: Account
    amount: int
    booked_on: date
    bill_id: UUID | None = None
    payment_id: UUID | None = None


class Owed(NamedTuple):
    """What a bill asks of whom; nothing in the states in which it is not owed."""

    account: Account
    amount: int


def owed_on(facts: BillFacts, status: BillStatus | None) -> Owed | None:
    """None before the bill was made, while it is not owed, and once it is given back."""
    if status is None or status.state in NOT_OWED or facts.is_given_back:
        return None
    return Owed(PAYERS[facts.charge.payer], facts.charge.amount)


def place_of(state: PaymentState, payer: Payer | None) -> Account | None:
    """Where money of this state lies; None before it came, and once the tax office has taken it back. `payer`: of its bill."""
    if state in (PaymentState.RECEIVED, PaymentState.MATCHED, PaymentState.REVERSED):
        return None
    if state is PaymentState.SETTLED:
        assert payer is not None
        return PAYERS[payer]
    return _HELD[state]


class Cause(NamedTuple):
    """What a posting books: one version of a bill, of a payment, of a refund, or a line of a statement; `on` its business day."""

    cause_id: UUID
    version: int
    on: date


def postings_of_bill(bill_id: UUID, before: Owed | None, now: Owed | None, cause: Cause) -> Iterator[Posting]:
    """What is owed on a bill has changed: what was owed is booked the other way round, then what is owed."""
    sides = [(Account.CONTRIBUTIONS, before.account, before.amount)] if before else []
    sides += [(now.account, Account.CONTRIBUTIONS, now.amount)] if now else []
    for line, (debit, credit, amount) in enumerate(sides):
        yield Posting(cause.cause_id, cause.version, line, debit, credit, amount, cause.on, bill_id)


def posting_of_money(bill_id: UUID, amount: int, before: Account | None, now: Account | None, cause: Cause) -> Posting | None:
    """Money comes from, and goes back to, the tax office; between the two it moves from place to place. `cause`: of the payment."""
    if before is now:
        return None
    return Posting(
        cause_id=cause.cause_id,
        cause_version=cause.version,
        line=0,
        debit=before or Account.TAX_IN_TRANSIT,
        credit=now or Account.TAX_IN_TRANSIT,
        amount=amount,
        booked_on=cause.on,
        bill_id=bill_id,
        payment_id=cause.cause_id,
    )
