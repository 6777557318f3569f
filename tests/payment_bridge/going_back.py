"""Refunds in the tests of payment-bridge: how one is asked for, reviewed and paid, and what the ledger has."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import ParticipationState, Scheme
from payment_bridge.domain.refunds import Decision, Ground, Paper, Refund
from payment_bridge.domain.scope import Scope
from payment_bridge.use_cases.request_refund import RefundForm, request_refund
from payment_bridge.use_cases.review_refund import Review, review_second
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import MORNING, normal_bill, participation_event, sale_row, sales

ALL = Scope(everywhere=True)
PROOF = (Paper("EMPLOYEE_PROOF"),)


async def paid(bridge: Bridge, *serials: str, on: date = date(2023, 10, 20)) -> UUID:
    """Somebody who has paid for 2024, as often as there are serials."""
    person = new_id()
    await bridge.hear(participation_event(person))
    for serial in serials:
        await bridge.receive(sales(sale_row(serial, normal_bill(person), on)))
    return person


async def asked(bridge: Bridge, person: UUID, ground: Ground = Ground.EMPLOYEE_SCHEME, **changed: Any) -> Refund:
    """A request at the counter."""
    plain: dict[str, Any] = {
        "bill_id": normal_bill(person), "payment_id": None, "ground": ground, "scheme": Scheme.RESIDENT,
        "fact_on": None if ground is Ground.DUPLICATE_PAYMENT else date(2023, 10, 9),
        "papers": PROOF if ground is Ground.EMPLOYEE_SCHEME else (), "payee": None,
    }  # fmt: skip
    by_office = changed.pop("by_office", True)
    async with bridge.runtime.database.transaction() as tx:
        return await request_refund(tx, RefundForm(**plain | changed), "clerk:1", "440700", by_office=by_office)


def first_review(refund: Refund, decision: str = "APPROVE", **more: Any) -> bytes:
    """The callback of the tax office's review."""
    row = {
        "refund_id": str(refund.refund_id), "submission": refund.version, "decision": decision, "reviewer": "T001",
        "reviewed_on": refund.changed_on.isoformat(), **more,
    }  # fmt: skip
    return msgspec.json.encode({"type": "tax.refund.reviews", "timestamp": MORNING.isoformat(), "data": {"rows": [row]}})


def payout_result(
    serial: str, payout_id: UUID, result: str = "PAID", cause: str | None = None, amount: str = "406.00", on: str = "2023-11-20"
) -> bytes:
    """The callback of what became of a payout."""
    row = {"serial": serial, "payout_id": str(payout_id), "result": result, "amount": amount, "arrival_date": on, "cause": cause}
    return msgspec.json.encode({"type": "tax.refund.results", "timestamp": MORNING.isoformat(), "data": {"rows": [row]}})


def reversal(serial: str, takes_back: str, bill_id: UUID, amount: str = "406.00") -> bytes:
    """The callback of money that was taken back."""
    row = {"serial": serial, "reverses": takes_back, "bill_id": str(bill_id), "amount": amount, "arrival_date": "2023-11-01"}
    return msgspec.json.encode({"type": "tax.payment.reversed", "timestamp": MORNING.isoformat(), "data": {"rows": [row]}})


async def second_review(
    bridge: Bridge, refund: Refund, decision: Decision = Decision.APPROVE, by: str = "reviewer:2", **more: Any
) -> Refund:
    """The agency's review."""
    async with bridge.runtime.database.transaction() as tx:
        review = Review(decision=decision, by=by, on=tx.now.date(), **more)
        return await review_second(tx, refund.refund_id, ALL, review)


async def ended(bridge: Bridge, person: UUID) -> None:
    """Registration has ended the participation."""
    await bridge.hear(participation_event(person, ParticipationState.TERMINATED, 5, paid_on=date(2023, 10, 20)))


async def row_of(bridge: Bridge, refund: Refund) -> Any:
    return (await bridge.rows("SELECT * FROM refunds WHERE refund_id = :id", id=refund.refund_id))[0]


async def approved(bridge: Bridge, person: UUID, ground: Ground = Ground.EMPLOYEE_SCHEME) -> Refund:
    """Asked for, and passed by both reviews."""
    bridge.on(date(2023, 11, 20))
    refund = await asked(bridge, person, ground)
    await bridge.receive(first_review(refund))
    return await second_review(bridge, refund)


async def balances(bridge: Bridge) -> dict[str, int]:
    """Debit minus credit of each account; their sum is always nothing."""
    rows = await bridge.rows(
        "SELECT account, CAST(sum(amount) AS bigint) AS fen FROM (SELECT debit AS account, amount FROM ledger_postings"
        " UNION ALL SELECT credit, -amount FROM ledger_postings) AS sides GROUP BY account HAVING sum(amount) <> 0"
    )
    found = {row.account: row.fen for row in rows}
    assert sum(found.values()) == 0
    return found
