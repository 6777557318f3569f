"""Changes of bills and money as events."""

from collections.abc import Iterator, Mapping
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
from payment_bridge.domain.facts import Payment, payment_id_of
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


Causes = Mapping[UUID, Event[Any]]


def events_of(changes: Changes, now: datetime, causes: Causes) -> Iterator[Event[Any]]:
    """The events of one decision; `causes`: by participation, the event that led to it."""
    for change in changes.made:
        yield _bill_event(BillCreatedV1, change, now, causes)
    for change in changes.changed:
        if change.status.state is BillState.PAID:
            yield _settled(change, now, causes)
        elif (data := _type_of(change)) is not None:
            yield _bill_event(data, change, now, causes)
    for payment in changes.payments:
        if payment.state is PaymentState.DUPLICATE:
            yield _duplicate(payment, now)
        elif payment.state is PaymentState.UNMATCHED:
            yield _unmatched(payment, now)


def _type_of(change: BillChange) -> type[BillData] | None:
    if change.status.state not in _SENT:
        return _TYPES.get(change.status.state, BillCreatedV1)
    before = change.before
    had_it = before is not None and before.state in _SENT and before.resend_no == change.status.resend_no
    return None if had_it else BillSentV1


def _bill_event(data: type[BillData], change: BillChange, now: datetime, causes: Causes) -> Event[Any]:
    charge, status = change.facts.charge, change.status
    return new_event(
        data(
            bill_id=charge.bill_id,
            participation_id=charge.participation_id,
            state=status.state,
            kind=charge.kind,
            benefit_year=charge.benefit_year,
            area=charge.area,
            amount=charge.amount,
            payer=charge.payer,
            cause=status.cause,
            round_no=status.round_no,
            resend_no=status.resend_no,
            effective_on=status.effective_on,
        ),
        aggregate_id=charge.bill_id,
        aggregate_version=change.version,
        person_id=charge.person_id,
        region=charge.region,
        occurred_at=_midnight(status.effective_on),
        recorded_at=now,
        because_of=causes.get(charge.participation_id),
    )


def _settled(change: BillChange, now: datetime, causes: Causes) -> Event[Any]:
    charge, status = change.facts.charge, change.status
    payment = _settling(change)
    return new_event(
        PaymentSettledV1(
            payment_id=payment_id_of(payment.tax_serial),
            bill_id=charge.bill_id,
            participation_id=charge.participation_id,
            kind=charge.kind,
            benefit_year=charge.benefit_year,
            area=charge.area,
            amount=payment.amount,
            payer=charge.payer,
            channel=payment.channel,
            arrival_date=payment.arrival_date,
            deemed_in_window=status.deemed_in_window,
            tax_serial=payment.tax_serial,
            group_complete=status.group_complete,
        ),
        aggregate_id=charge.bill_id,
        aggregate_version=change.version,
        person_id=charge.person_id,
        region=charge.region,
        occurred_at=_midnight(payment.arrival_date),
        recorded_at=now,
        because_of=causes.get(charge.participation_id),
    )


def _settling(change: BillChange) -> Payment:
    return next(payment for payment in change.facts.payments if payment.tax_serial == change.status.settled_serial)


def _duplicate(change: PaymentChange, now: datetime) -> Event[Any]:
    assert change.charge is not None
    return _money_event(
        PaymentDuplicateReceivedV1(
            payment_id=change.payment_id,
            bill_id=change.bill_id,
            participation_id=change.charge.participation_id,
            amount=change.payment.amount,
            channel=change.payment.channel,
            arrival_date=change.payment.arrival_date,
            tax_serial=change.payment.tax_serial,
        ),
        change,
        now,
    )


def _unmatched(change: PaymentChange, now: datetime) -> Event[Any]:
    return _money_event(
        PaymentUnmatchedV1(
            payment_id=change.payment_id,
            bill_id=change.bill_id,
            participation_id=change.charge.participation_id if change.charge else None,
            amount=change.payment.amount,
            channel=change.payment.channel,
            arrival_date=change.payment.arrival_date,
            tax_serial=change.payment.tax_serial,
        ),
        change,
        now,
    )


def _money_event(data: PaymentDuplicateReceivedV1 | PaymentUnmatchedV1, change: PaymentChange, now: datetime) -> Event[Any]:
    return new_event(
        data,
        aggregate_id=data.payment_id,
        aggregate_version=change.version,
        person_id=change.charge.person_id if change.charge else NOBODY,
        region=change.charge.region if change.charge else NOWHERE,
        occurred_at=_midnight(change.payment.arrival_date),
        recorded_at=now,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
