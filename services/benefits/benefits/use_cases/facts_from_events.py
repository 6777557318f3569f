"""What each event tells, as facts. One function for each event type; the table at the bottom is all that consumers need."""

from collections.abc import Callable, Iterable
from typing import Any

from benefits.domain.fact_kinds import Fact, Identity
from benefits.domain.facts import Participation, Payment, StateChange
from enrolment_events.envelope import Event, EventData
from enrolment_events.payment import PaymentSettledV1
from enrolment_events.registration import (
    ParticipationActivatedV1,
    ParticipationCancelledV1,
    ParticipationData,
    ParticipationLapsedV1,
    ParticipationRegisteredV1,
    ParticipationResumedV1,
    ParticipationStoppedV1,
    ParticipationSuspendedV1,
    ParticipationTerminatedV1,
)

FactsOf = Callable[[Event[Any]], Iterable[Fact]]
_INTERRUPTS = (ParticipationSuspendedV1, ParticipationResumedV1, ParticipationStoppedV1, ParticipationTerminatedV1)


def recorded_version(event: Event[Any]) -> int:
    """For facts that several aggregates repeat: the moment of recording, in microseconds."""
    return int(event.recordedtime.timestamp() * 1_000_000)


def of_participation(event: Event[ParticipationData]) -> Iterable[Fact]:
    """The participation's newest state, the person it belongs to, and the change itself if it may touch benefits."""
    data, person = event.data, event.personid
    participation = Participation(
        id=str(data.participation_id),
        benefit_year=data.benefit_year,
        scheme=data.scheme,
        area=data.area,
        category=data.category,
        payer=data.payer,
        state=data.state,
        state_reason=data.state_reason,
        registered_on=data.registered_on,
        paid_on=data.paid_on,
        effective_on=data.effective_on,
    )
    yield Fact(person, participation.id, event.aggregateversion, participation)
    yield Fact(person, str(person), recorded_version(event), Identity(data.person.birth_date, data.person.foreign))
    if isinstance(data, _INTERRUPTS):
        change = StateChange(
            participation_id=participation.id,
            version=event.aggregateversion,
            state=data.state,
            reason=data.state_reason,
            effective_on=data.effective_on,
        )
        yield Fact(person, f"{participation.id}:{event.aggregateversion}", event.aggregateversion, change)


def of_payment(event: Event[PaymentSettledV1]) -> Iterable[Fact]:
    """Money that settled a bill."""
    data = event.data
    payment = Payment(
        id=str(data.payment_id),
        participation_id=str(data.participation_id),
        benefit_year=data.benefit_year,
        kind=data.kind,
        arrival=data.arrival_date,
        deemed_in_window=data.deemed_in_window,
        payer=data.payer,
        amount=data.amount,
        bill_id=str(data.bill_id),
    )
    yield Fact(event.personid, payment.id, event.aggregateversion, payment)


FACTS_OF: dict[type[EventData], FactsOf] = {
    ParticipationRegisteredV1: of_participation,
    ParticipationActivatedV1: of_participation,
    ParticipationLapsedV1: of_participation,
    ParticipationCancelledV1: of_participation,
    ParticipationStoppedV1: of_participation,
    ParticipationSuspendedV1: of_participation,
    ParticipationResumedV1: of_participation,
    ParticipationTerminatedV1: of_participation,
    PaymentSettledV1: of_payment,
}
