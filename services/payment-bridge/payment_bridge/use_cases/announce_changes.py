"""Changes of bills and money as events."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from enrolment_events.envelope import Event, new_event
from enrolment_events.payment import (
    BillAbandonedV1,
    BillCancelledV1,
    BillCreatedV1,
    BillData,
    BillFailedV1,
    BillSentV1,
    PaymentDuplicateReceivedV1,
    PaymentSettledV1,
    PaymentUnmatchedV1,
)
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.scheme import BillState
from payment_bridge.domain.decisions import BillChange, Changes, PaymentChange
from payment_bridge.domain.facts import Receipt, payment_id_of
from payment_bridge.domain.payment_states import PaymentState

NOBODY = UUID(int=0)
NOWHERE = "000000"
"""Person and region of money whose bill is not known."""

_TYPES: dict[BillState, type[BillData]] = {
    BillState.FAILED_PERSONAL: BillFailedV1,
    BillState.FAILED_SYSTEM: BillFailedV1,
    BillState.RESEND_QUEUED: BillFailedV1,
    BillState.ABANDONED: BillAbandonedV1,
    BillState.CANCELLED: BillCancelledV1,
}
_SENT = {BillState.SENT, BillState.DEDUCTING}


def events_of(changes: Changes, now: datetime, causes: dict[UUID, Event[Any]]) -> Iterator[Event[Any]]:
    """The events of one decision; `causes`: by participation, the event that led to it."""
    for change in changes.made:
        yield _bill_event(BillCreatedV1, change, now, causes)
    for change in changes.changed:
        if change.standing.state is BillState.PAID:
            yield _settled(change, now, causes)
        elif (data := _type_of(change)) is not None:
            yield _bill_event(data, change, now, causes)
    for payment in changes.payments:
        if payment.state is PaymentState.DUPLICATE:
            yield _duplicate(payment, now)
        elif payment.state is PaymentState.UNMATCHED:
            yield _unmatched(payment, now)


def _type_of(change: BillChange) -> type[BillData] | None:
    if change.standing.state not in _SENT:
        return _TYPES.get(change.standing.state, BillCreatedV1)
    before = change.before
    had_it = before is not None and before.state in _SENT and before.resend_no == change.standing.resend_no
    return None if had_it else BillSentV1


def _bill_event(data: type[BillData], change: BillChange, now: datetime, causes: dict[UUID, Event[Any]]) -> Event[Any]:
    charge, standing = change.dossier.charge, change.standing
    return new_event(
        data(
            bill_id=charge.bill_id,
            participation_id=charge.participation_id,
            state=standing.state,
            kind=charge.kind,
            benefit_year=charge.benefit_year,
            area=charge.area,
            amount=charge.amount,
            payer=charge.payer,
            cause=standing.cause,
            round_no=standing.round_no,
            resend_no=standing.resend_no,
            effective_on=standing.effective_on,
        ),
        aggregate_id=charge.bill_id,
        aggregate_version=change.version,
        person_id=charge.person_id,
        region=charge.region,
        occurred_at=_midnight(standing.effective_on),
        recorded_at=now,
        because_of=causes.get(charge.participation_id),
    )


def _settled(change: BillChange, now: datetime, causes: dict[UUID, Event[Any]]) -> Event[Any]:
    charge, standing = change.dossier.charge, change.standing
    receipt = _settling(change)
    return new_event(
        PaymentSettledV1(
            payment_id=payment_id_of(receipt.serial),
            bill_id=charge.bill_id,
            participation_id=charge.participation_id,
            kind=charge.kind,
            benefit_year=charge.benefit_year,
            area=charge.area,
            amount=receipt.amount,
            payer=charge.payer,
            channel=receipt.channel,
            arrival_date=receipt.arrival_date,
            deemed_in_window=standing.deemed_in_window,
            tax_serial=receipt.serial,
            group_complete=standing.group_complete,
        ),
        aggregate_id=charge.bill_id,
        aggregate_version=change.version,
        person_id=charge.person_id,
        region=charge.region,
        occurred_at=_midnight(receipt.arrival_date),
        recorded_at=now,
        because_of=causes.get(charge.participation_id),
    )


def _settling(change: BillChange) -> Receipt:
    return next(receipt for receipt in change.dossier.receipts if receipt.serial == change.standing.settled_serial)


def _duplicate(payment: PaymentChange, now: datetime) -> Event[Any]:
    assert payment.charge is not None
    return _money_event(
        PaymentDuplicateReceivedV1(
            payment_id=payment_id_of(payment.receipt.serial),
            bill_id=payment.bill_id,
            participation_id=payment.charge.participation_id,
            amount=payment.receipt.amount,
            channel=payment.receipt.channel,
            arrival_date=payment.receipt.arrival_date,
            tax_serial=payment.receipt.serial,
        ),
        payment,
        now,
    )


def _unmatched(payment: PaymentChange, now: datetime) -> Event[Any]:
    return _money_event(
        PaymentUnmatchedV1(
            payment_id=payment_id_of(payment.receipt.serial),
            bill_id=payment.bill_id,
            participation_id=payment.charge.participation_id if payment.charge else None,
            amount=payment.receipt.amount,
            channel=payment.receipt.channel,
            arrival_date=payment.receipt.arrival_date,
            tax_serial=payment.receipt.serial,
        ),
        payment,
        now,
    )


def _money_event(data: PaymentDuplicateReceivedV1 | PaymentUnmatchedV1, payment: PaymentChange, now: datetime) -> Event[Any]:
    return new_event(
        data,
        aggregate_id=data.payment_id,
        aggregate_version=payment.version,
        person_id=payment.charge.person_id if payment.charge else NOBODY,
        region=payment.charge.region if payment.charge else NOWHERE,
        occurred_at=_midnight(payment.receipt.arrival_date),
        recorded_at=now,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
