"""Changes of bills and money as events."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any
from uuid import UUID

from enrolment_events.envelope import Event, EventData, new_event
from enrolment_events.payment import (
    BillAbandonedV1,
    BillCancelledV1,
    BillCreatedV1,
    BillData,
    BillFailedV1,
    BillSentV1,
    PaymentDuplicateReceivedV1,
    PaymentReversedV1,
    PaymentSettledV1,
    PaymentUnmatchedV1,
    PaymentUnsettledV1,
    RepairSettledV1,
    Unsettled,
)
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.scheme import BillKind, BillState
from payment_bridge.domain.decisions import BillChange, Changes, PaymentChange
from payment_bridge.domain.facts import Charge, Payment, payment_id_of
from payment_bridge.domain.payment_states import COUNTED, PaymentState

NOBODY = UUID(int=0)
NOWHERE = "000000"
"""Person and region of money whose bill is not known."""
_DAYS_AT_ONCE = 100
"""Business days of the work in hand."""

_TYPES: dict[BillState, type[BillData]] = {
    BillState.SENT: BillSentV1,
    BillState.DEDUCTING: BillSentV1,
    BillState.FAILED_PERSONAL: BillFailedV1,
    BillState.FAILED_SYSTEM: BillFailedV1,
    BillState.RESEND_QUEUED: BillFailedV1,
    BillState.ABANDONED: BillAbandonedV1,
    BillState.CANCELLED: BillCancelledV1,
}
_MONEY = {PaymentState.DUPLICATE: PaymentDuplicateReceivedV1, PaymentState.UNMATCHED: PaymentUnmatchedV1}
Causes = Mapping[UUID, Event[Any]]
"""By participation, the event that led to the decision."""


def events_of(changes: Changes, now: datetime, causes: Causes) -> Iterator[Event[Any]]:
    """The events of one decision."""
    for change in changes.made:
        yield _bill_event(_bill(BillCreatedV1, change), change, now, causes)
    for change in changes.changed:
        if change.is_told:
            yield _bill_event(_changed(change), change, now, causes)
    for payment in changes.payments:
        if payment.state in _MONEY:
            yield _money_event(payment, now)
        if payment.state is PaymentState.REVERSED and payment.charge:
            yield _of_money(_reversed(payment, payment.charge), payment, now)
        if payment.charge and (why := _unsettled_by(payment)):
            yield _of_money(_unsettled(payment, payment.charge, why), payment, now)


def _unsettled_by(change: PaymentChange) -> Unsettled | None:
    """Why money counts no more, so that nobody is covered by it; None of money that did not count, or that a refund gives back."""
    if change.before not in COUNTED or change.state not in (PaymentState.REVERSED, PaymentState.UNMATCHED):
        return None
    if change.state is PaymentState.REVERSED:
        return Unsettled.REVERSED
    return Unsettled.CANCELLED if change.bill_state is BillState.CANCELLED else Unsettled.UNMATCHED


def _changed(change: BillChange) -> BillData | PaymentSettledV1 | RepairSettledV1:
    before, status = change.before, change.status
    if status.state is BillState.PAID and status != before:
        return _settled(change)
    if status == before or (status.state is BillState.RESEND_QUEUED and status.cause is None):  # its terms are others
        return _bill(BillCreatedV1, change)
    return _bill(_TYPES.get(status.state, BillCreatedV1), change)


def _bill(data: type[BillData], change: BillChange) -> BillData:
    charge, status = change.facts.charge, change.status
    return data(
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
        expired=status.state is BillState.CANCELLED and change.facts.is_expired,
        group_id=charge.group_id,
    )


def _settled(change: BillChange) -> PaymentSettledV1 | RepairSettledV1:
    """Of money that came in parts the last one is told, with the whole amount."""
    charge, status = change.facts.charge, change.status
    payment = next(payment for payment in change.facts.payments if payment.tax_serial == status.settled_serial)
    if charge.kind is BillKind.REPAIR:
        return _repaired(charge, payment)
    return PaymentSettledV1(
        payment_id=payment_id_of(payment.tax_serial),
        bill_id=charge.bill_id,
        participation_id=charge.participation_id,
        kind=charge.kind,
        benefit_year=charge.benefit_year,
        area=charge.area,
        amount=charge.amount,
        payer=charge.payer,
        channel=payment.channel,
        arrival_date=payment.arrival_date,
        deemed_in_window=status.deemed_in_window,
        tax_serial=payment.tax_serial,
        group_complete=status.group_complete,
        group_id=charge.group_id,
    )


def _bill_event(data: BillData | PaymentSettledV1 | RepairSettledV1, change: BillChange, now: datetime, causes: Causes) -> Event[Any]:
    charge = change.facts.charge
    return new_event(
        data,
        aggregate_id=charge.bill_id,
        aggregate_version=change.version,
        person_id=charge.person_id,
        region=charge.region,
        occurred_at=_midnight(change.status.effective_on),
        recorded_at=now,
        because_of=causes.get(charge.participation_id),
    )


def _repaired(charge: Charge, payment: Payment) -> RepairSettledV1:
    """R-105: repair money is told by this alone."""
    return RepairSettledV1(
        payment_id=payment_id_of(payment.tax_serial),
        bill_id=charge.bill_id,
        participation_id=charge.participation_id,
        benefit_year=charge.benefit_year,
        repair_years=charge.repair_years,
        amount=charge.amount,
        arrival_date=payment.arrival_date,
        tax_serial=payment.tax_serial,
    )


def _reversed(change: PaymentChange, charge: Charge) -> PaymentReversedV1:
    return PaymentReversedV1(
        payment_id=change.payment_id,
        bill_id=change.bill_id,
        participation_id=charge.participation_id,
        amount=change.payment.amount,
        reversed_on=change.on,
        tax_serial=change.tax_serial,
    )


def _unsettled(change: PaymentChange, charge: Charge, why: Unsettled) -> PaymentUnsettledV1:
    return PaymentUnsettledV1(
        payment_id=change.payment_id,
        bill_id=change.bill_id,
        participation_id=charge.participation_id,
        kind=charge.kind,
        benefit_year=charge.benefit_year,
        amount=change.payment.amount,
        payer=charge.payer,
        arrival_date=change.payment.arrival_date,
        why=why,
        on=change.on,
    )


def _money_event(change: PaymentChange, now: datetime) -> Event[Any]:
    charge, payment = change.charge, change.payment
    facts: dict[str, Any] = {name: getattr(payment, name) for name in ("tax_serial", "amount", "channel", "arrival_date")}
    facts["participation_id"] = charge.participation_id if charge else None
    return _of_money(_MONEY[change.state](payment_id=change.payment_id, bill_id=change.bill_id, **facts), change, now)


def _of_money(data: EventData, change: PaymentChange, now: datetime) -> Event[Any]:
    charge = change.charge
    return new_event(
        data,
        aggregate_id=change.payment_id,
        aggregate_version=change.version,
        person_id=charge.person_id if charge else NOBODY,
        region=charge.region if charge else NOWHERE,
        occurred_at=_midnight(change.on),
        recorded_at=now,
    )


@lru_cache(_DAYS_AT_ONCE)
def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
