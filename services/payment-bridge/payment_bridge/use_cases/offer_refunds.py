"""What may be asked back of relations that are not kept: shown with the bill, as long as somebody may ask for it (R-133, R-071)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from enrolment_terms.scheme import BillKind, BillState
from payment_bridge.domain.decisions import BillRecord
from payment_bridge.domain.duplicates import Proof
from payment_bridge.domain.facts import Registration
from payment_bridge.domain.payment_states import COUNTED, HELD
from payment_bridge.domain.refunds import Asked, Ground, judge_request, period_start
from payment_bridge.repository.bill_facts import look_at_records
from payment_bridge.repository.duplicates import proofs_of
from payment_bridge.repository.participations import registrations
from policy_parameters import PolicyBook, PolicyNotKnown
from row_sets import Record
from service_runtime import ReadConnection


class RefundOffer(NamedTuple):
    """A ground that is proved, the case that proves it, and the last day on which the refund may be asked for."""

    ground: Ground
    case_id: UUID | None
    known_on: date
    apply_until: date


async def offer_refunds(read: ReadConnection, bills: Sequence[Record]) -> dict[UUID, list[RefundOffer]]:
    """By bill; nothing of bills that are not paid, or whose money is on its way back already."""
    paid = [row for row in bills if row["state"] == BillState.PAID and row["kind"] != BillKind.REPAIR]
    proofs = await proofs_of(read.driver, [row["participation_id"] for row in paid]) if paid else {}
    if not proofs:
        return {}
    records = await look_at_records(read.driver, [row["bill_id"] for row in paid if row["participation_id"] in proofs])
    known = {one.participation_id: one for one, _ in await registrations(read.driver, list(proofs))}
    return {
        bill_id: list(_offers(record, known[record.charge.participation_id], proofs[record.charge.participation_id], read))
        for bill_id, record in records.items()
    }


def _offers(record: BillRecord, registration: Registration, proofs: Mapping[Ground, Proof], read: ReadConnection) -> Iterator[RefundOffer]:
    if record.facts.going_back:
        return
    for ground, proof in sorted(proofs.items()):
        asked = _asked(record, registration, ground, proof, read.now.date())
        start = _open_before(asked, read.policy)
        if asked.of_bill and start is not None:
            yield RefundOffer(ground, proof.case_id, proof.known_on, start - timedelta(days=1))


def _asked(record: BillRecord, registration: Registration, ground: Ground, proof: Proof, today: date) -> Asked:
    """As if the person asked for the bill today."""
    states = [(payment, record.stored_payments[payment.tax_serial].state) for payment in record.facts.payments]
    status = record.status
    return Asked(
        ground=ground,
        applied_on=today,
        fact_on=None,
        facts=record.facts,
        state=status.state if status else None,
        deemed_in_window=status is not None and status.deemed_in_window,
        registration=registration,
        money=[(payment, state) for payment, state in states if state in COUNTED],
        papers=(),
        by_office=False,
        known_on=proof.known_on,
        case_id=proof.case_id,
        is_second_relation=ground is Ground.DUPLICATE_PAYMENT and all(state not in HELD for _, state in states),
        area=record.charge.area,
        year=record.charge.benefit_year,
    )


def _open_before(asked: Asked, policy: PolicyBook) -> date | None:
    """The first day on which it is too late; None if it is by now, or if anything else speaks against it."""
    try:
        return None if judge_request(asked, policy).reasons else period_start(asked, policy)
    except PolicyNotKnown:
        return None
