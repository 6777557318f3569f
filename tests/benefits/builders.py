"""Events for the tests of the benefits service, with a word for everything that does not matter."""

import hashlib
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from enrolment_events.envelope import Event, EventData, new_event
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
    PersonKey,
    PersonState,
)
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.documents import DocumentType, Sex
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import BillKind, Category, Channel, ParticipationState, Payer, PaymentChannel, Scheme
from enrolment_terms.sealed import IdentityToken, Sealed

KAIPING = "440783115"
MORNING = datetime(2023, 10, 11, 9, 0, tzinfo=SHANGHAI)

_TYPES: dict[str, type[ParticipationData]] = {
    "REGISTERED": ParticipationRegisteredV1,
    "ACTIVE": ParticipationActivatedV1,
    "LAPSED": ParticipationLapsedV1,
    "CANCELLED": ParticipationCancelledV1,
    "STOPPED": ParticipationStoppedV1,
    "SUSPENDED": ParticipationSuspendedV1,
    "RESUMED": ParticipationResumedV1,
    "TERMINATED": ParticipationTerminatedV1,
}


def at(day: date | str, hour: int = 9) -> datetime:
    """An instant of a day in Kaiping."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


def token_of(person: UUID) -> IdentityToken:
    """The identity token of a person's document."""
    return IdentityToken(hashlib.sha256(person.bytes).hexdigest())


def person_state(person: UUID, born: date = date(1990, 1, 1), foreign: bool = False) -> PersonState:
    """A fictitious person as events carry one; the token is made from the id."""
    key = PersonKey(kind=DocumentType.RESIDENT_ID, token=token_of(person), number=Sealed("k1.sealed"))
    return PersonState(person_id=person, name=Sealed("k1.sealed"), sex=Sex.FEMALE, birth_date=born, keys=(key,), foreign=foreign)


def participation(
    participation_id: UUID, person: UUID, state: str = "REGISTERED", *, version: int = 1, when: datetime = MORNING, **changed: Any
) -> Event[Any]:
    """A resident participation in Kaiping for 2024, registered on the day unless changed."""
    born, foreign = changed.pop("born", date(1990, 1, 1)), changed.pop("foreign", False)
    data: dict[str, Any] = {
        "participation_id": participation_id,
        "state": ParticipationState.ACTIVE if state == "RESUMED" else ParticipationState(state),
        "benefit_year": 2024,
        "scheme": Scheme.RESIDENT,
        "area": KAIPING,
        "category": Category.GENERAL,
        "channel": Channel.YUE_YIBAO,
        "payer": Payer.PERSON,
        "registered_on": MORNING.date(),
        "effective_on": when.date(),
        "person": person_state(person, born, foreign),
        **changed,
    }
    return event(_TYPES[state](**data), participation_id, version, person, when)


def settled(participation_id: UUID, person: UUID, arrival: date | str, *, year: int = 2024, **changed: Any) -> Event[Any]:
    """Money for a participation."""
    arrival = date.fromisoformat(arrival) if isinstance(arrival, str) else arrival
    payment_id = changed.pop("payment_id", None) or new_id()
    version = changed.pop("version", 1)
    data: dict[str, Any] = {
        "payment_id": payment_id,
        "bill_id": new_id(),
        "participation_id": participation_id,
        "kind": BillKind.NORMAL,
        "benefit_year": year,
        "area": KAIPING,
        "amount": 40600,
        "payer": Payer.PERSON,
        "channel": PaymentChannel.BANK_DEDUCTION,
        "arrival_date": arrival,
        "tax_serial": f"T{payment_id}",
        **changed,
    }
    return event(PaymentSettledV1(**data), payment_id, version, person, at(arrival))


def event(data: EventData, aggregate: UUID, version: int, person: UUID, when: datetime) -> Event[Any]:
    """The event around its data."""
    return new_event(
        data, aggregate_id=aggregate, aggregate_version=version, person_id=person, region="440700", occurred_at=when, recorded_at=when
    )


def hours_later(hours: int) -> datetime:
    """So many hours after the morning on which it all begins."""
    return MORNING + timedelta(hours=hours)
