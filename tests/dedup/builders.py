"""Events and spells for the tests of the dedup service, with a word for everything that does not matter."""

import hashlib
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from dedup.domain.spell import Spell
from dedup.domain.told_by_regions import GoneSpell, ToldSpell
from enrolment_events.envelope import Event, EventData, new_event
from enrolment_events.registration import (
    ApplicationDecidedV1,
    ApplicationSubmittedV1,
    DecidedState,
    MandateChangedV1,
    MandateKind,
    ParticipationActivatedV1,
    ParticipationCancelledV1,
    ParticipationData,
    ParticipationLapsedV1,
    ParticipationRegisteredV1,
    ParticipationStoppedV1,
    ParticipationSuspendedV1,
    ParticipationTerminatedV1,
    PersonIdentityUpdatedV1,
    PersonKey,
    PersonMergedV1,
    PersonState,
)
from enrolment_terms.benefit_year import SHANGHAI, first_day, last_day
from enrolment_terms.documents import DocumentType, Sex
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import Category, Channel, EmployeeIdentity, ParticipationState, Payer, Scheme
from enrolment_terms.sealed import IdentityToken, Sealed

KAIPING = "440783115"
GUANGZHOU = "440100"
HUNAN = "430100"
MORNING = datetime(2023, 10, 11, 9, 0, tzinfo=SHANGHAI)

_TYPES: dict[ParticipationState, type[ParticipationData]] = {
    ParticipationState.REGISTERED: ParticipationRegisteredV1,
    ParticipationState.ACTIVE: ParticipationActivatedV1,
    ParticipationState.LAPSED: ParticipationLapsedV1,
    ParticipationState.STOPPED: ParticipationStoppedV1,
    ParticipationState.SUSPENDED: ParticipationSuspendedV1,
    ParticipationState.TERMINATED: ParticipationTerminatedV1,
    ParticipationState.CANCELLED: ParticipationCancelledV1,
}


def token(word: str) -> IdentityToken:
    """A token; equal words are equal documents."""
    return IdentityToken(hashlib.sha256(word.encode()).hexdigest())


def submitted(
    application: UUID, person: UUID, *tokens: IdentityToken, at: datetime = MORNING, **changed: Any
) -> Event[ApplicationSubmittedV1]:
    """An application for Kaiping 2024, handed in on 2023-10-11."""
    data: dict[str, Any] = {
        "application_id": application,
        "submit_no": 1,
        "benefit_year": 2024,
        "area": KAIPING,
        "category": Category.GENERAL,
        "channel": Channel.YUE_YIBAO,
        "applied_on": at.date(),
        "tokens": tokens,
        **changed,
    }
    return _event(ApplicationSubmittedV1(**data), application, data["submit_no"], person, at)


def decided(
    application: UUID, person: UUID, *, at: datetime = MORNING, submit_no: int = 1, state: DecidedState = DecidedState.APPROVED
) -> Event[ApplicationDecidedV1]:
    """A decision on a submit, approved unless changed."""
    data = ApplicationDecidedV1(
        application_id=application, submit_no=submit_no, benefit_year=2024, state=state, operator="clerk-2", decided_on=at.date()
    )
    return _event(data, application, submit_no + 1, person, at)


def identity_updated(person: UUID, *tokens: IdentityToken, version: int = 2, at: datetime = MORNING) -> Event[PersonIdentityUpdatedV1]:
    """All documents that a person has from now on."""
    return _event(PersonIdentityUpdatedV1(person=_person(person, tokens)), person, version, person, at)


def merged(kept: UUID, gone: UUID, *, at: datetime = MORNING) -> Event[PersonMergedV1]:
    """Two of our persons are one."""
    return _event(PersonMergedV1(kept_person_id=kept, merged_person_id=gone), kept, 3, kept, at)


def mandate(
    person: UUID, subject: str, kind: MandateKind, *, until_on: date | None = None, mandate_id: UUID | None = None, version: int = 1
) -> Event[MandateChangedV1]:
    """That this login may act for the person from 2023-10-01 on."""
    mandate_id = mandate_id or new_id()
    data = MandateChangedV1(mandate_id=mandate_id, subject=subject, kind=kind, from_on=date(2023, 10, 1), until_on=until_on)
    return _event(data, mandate_id, version, person, MORNING)


def participation(
    participation_id: UUID, person: UUID, *tokens: IdentityToken, version: int = 1, at: datetime = MORNING, **changed: Any
) -> Event[ParticipationData]:
    """A resident participation in Kaiping for 2024, paid on the day, unless changed."""
    state = changed.pop("state", ParticipationState.ACTIVE)
    data: dict[str, Any] = {
        "participation_id": participation_id,
        "state": state,
        "benefit_year": 2024,
        "scheme": Scheme.RESIDENT,
        "area": KAIPING,
        "category": Category.GENERAL,
        "channel": Channel.YUE_YIBAO,
        "payer": Payer.PERSON,
        "registered_on": at.date(),
        "paid_on": None if state is ParticipationState.REGISTERED else at.date(),
        "effective_on": at.date(),
        "person": _person(person, tokens),
        **changed,
    }
    return _event(_TYPES[state](**data), participation_id, version, person, at)


def reported(ref: str, of: IdentityToken, *, area: str = GUANGZHOU, year: int = 2024, source: str = "tests", **changed: Any) -> ToldSpell:
    """A paid resident spell of another region for a whole benefit year, unless changed."""
    spell: dict[str, Any] = {
        "spell_ref": ref,
        "scheme": Scheme.RESIDENT,
        "area": area,
        "benefit_year": year,
        "starts_on": first_day(year),
        "ends_on": last_day(year),
        "paid": True,
        "state": ParticipationState.ACTIVE,
        **changed,
    }
    version, more = spell.pop("version", None), spell.pop("more", ())
    return ToldSpell(tokens=(of, *more), source=source, spell=Spell(**spell), version=version)


def gone(ref: str, *, source: str = "tests", version: int | None = None) -> GoneSpell:
    """The source takes back what it told under the reference."""
    return GoneSpell(source, ref, version)


def employed(ref: str, of: IdentityToken, identity: EmployeeIdentity = EmployeeIdentity.FLEXIBLE, **changed: Any) -> ToldSpell:
    """An employee relation in Shenzhen since 2022, unless changed."""
    open_ended: dict[str, Any] = {"area": "440300", "starts_on": date(2022, 3, 1), "ends_on": None, "benefit_year": None}
    return reported(ref, of, scheme=Scheme.EMPLOYEE, identity=identity, **{**open_ended, **changed})


def hours_later(hours: int) -> datetime:
    """So many hours after the morning on which it all begins."""
    return MORNING + timedelta(hours=hours)


def _person(person: UUID, tokens: tuple[IdentityToken, ...]) -> PersonState:
    keys = tuple(PersonKey(kind=DocumentType.RESIDENT_ID, token=one, number=Sealed("k1.sealed")) for one in tokens)
    return PersonState(person_id=person, name=Sealed("k1.sealed"), sex=Sex.FEMALE, birth_date=date(1990, 1, 1), keys=keys)


def _event(data: EventData, aggregate: UUID, version: int, person: UUID, at: datetime) -> Event[Any]:
    return new_event(
        data, aggregate_id=aggregate, aggregate_version=version, person_id=person, region="440700", occurred_at=at, recorded_at=at
    )
