"""Participations as events: the type follows from the state, the payload is the full public state."""

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

import msgspec

from enrolment_events.envelope import Event, new_event
from enrolment_events.households import BankAccount
from enrolment_events.registration import (
    ParticipationActivatedV1,
    ParticipationCancelledV1,
    ParticipationChangedV1,
    ParticipationData,
    ParticipationLapsedV1,
    ParticipationRegisteredV1,
    ParticipationResumedV1,
    ParticipationStoppedV1,
    ParticipationSuspendedV1,
    ParticipationTerminatedV1,
    PersonCreatedV1,
    PersonKey,
    PersonState,
    Suspension,
)
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.documents import DocumentType
from enrolment_terms.scheme import ParticipationState, Payer
from registration.domain.participation import Participation, suspensions_of
from registration.domain.participation_acts import ActFact
from registration.repository.participation_facts import acts_of
from registration.repository.participation_rows import load_participations
from registration.use_cases.make_weak_tokens import weak_tokens_of
from service_runtime import Transaction, Vault

EVENT_OF_STATE: dict[ParticipationState, type[ParticipationData]] = {
    ParticipationState.REGISTERED: ParticipationRegisteredV1,
    ParticipationState.ACTIVE: ParticipationActivatedV1,
    ParticipationState.LAPSED: ParticipationLapsedV1,
    ParticipationState.CANCELLED: ParticipationCancelledV1,
    ParticipationState.STOPPED: ParticipationStoppedV1,
    ParticipationState.SUSPENDED: ParticipationSuspendedV1,
    ParticipationState.TERMINATED: ParticipationTerminatedV1,
}


async def publish_participations(tx: Transaction, ids: Sequence[UUID], made: Set[UUID] = frozenset()) -> None:
    """Publishes the participations as they now stand, with the weak tokens of their persons; `made` are new persons among theirs."""
    participations, acts = await load_participations(tx.driver, ids), await acts_of(tx.driver, ids, tx.now.date())
    new = {one.person_id: one for one in participations if one.person_id in made}
    tx.publish(*(_created(one, tx.vault, tx.now) for one in new.values()), *events_of(participations, acts, tx.now, vault=tx.vault))


async def publish_states(tx: Transaction, ids: Sequence[UUID], because_of: Mapping[UUID, Event[Any]] | None = None) -> None:
    """The same of people who are as they were: without weak tokens. `because_of` names the event that moved each."""
    participations, acts = await load_participations(tx.driver, ids), await acts_of(tx.driver, ids, tx.now.date())
    tx.publish(*events_of(participations, acts, tx.now, because_of))


def _created(participation: Participation, vault: Vault, now: datetime) -> Event[PersonCreatedV1]:
    return new_event(
        PersonCreatedV1(person=person_state(participation, vault)),
        aggregate_id=participation.person_id,
        aggregate_version=1,
        person_id=participation.person_id,
        region=participation.region,
        occurred_at=now,
        recorded_at=now,
    )


async def publish_changes(tx: Transaction, changed: Mapping[UUID, tuple[str, ...]]) -> None:
    """Publishes participations whose state stays; `changed` names what of each is another."""
    participations, acts = await load_participations(tx.driver, list(changed)), await acts_of(tx.driver, list(changed), tx.now.date())
    tx.publish(
        *(_changed(event, changed[event.data.participation_id]) for event in events_of(participations, acts, tx.now, vault=tx.vault))
    )


def _changed(event: Event[ParticipationData], changed: tuple[str, ...]) -> Event[ParticipationData]:
    return new_event(
        ParticipationChangedV1(**msgspec.structs.asdict(event.data), changed=changed),
        aggregate_id=event.data.participation_id,
        aggregate_version=event.aggregateversion,
        person_id=event.personid,
        region=event.region,
        occurred_at=event.recordedtime,
        recorded_at=event.recordedtime,
    )


def events_of(
    participations: Iterable[Participation],
    acts: Mapping[UUID, tuple[ActFact, ...]],
    now: datetime,
    because_of: Mapping[UUID, Event[Any]] | None = None,
    vault: Vault | None = None,
) -> Iterable[Event[ParticipationData]]:
    """One event per participation; `acts` are those of the few that have any. Without `vault` weak tokens are not told."""
    causes = because_of or {}
    for participation in participations:
        yield new_event(
            _data(participation, acts.get(participation.participation_id, ()), vault),
            aggregate_id=participation.participation_id,
            aggregate_version=participation.version,
            person_id=participation.person_id,
            region=participation.region,
            occurred_at=_moment(participation.effective_on, now),
            recorded_at=now,
            because_of=causes.get(participation.participation_id),
        )


def _moment(day: date, now: datetime) -> datetime:
    """The fact's time: now if it is of today, else the beginning of its day."""
    return now if day == now.date() else datetime.combine(day, time(), SHANGHAI)


def _kind(participation: Participation) -> type[ParticipationData]:
    """A resumption is told as one, never as a first activation."""
    return ParticipationResumedV1 if participation.resumed_on else EVENT_OF_STATE[participation.state]


def _data(participation: Participation, acts: tuple[ActFact, ...], vault: Vault | None) -> ParticipationData:
    return _kind(participation)(
        participation_id=participation.participation_id,
        state=participation.state,
        state_reason=participation.state_reason,
        benefit_year=participation.benefit_year,
        scheme=participation.scheme,
        area=participation.area,
        category=participation.category,
        channel=participation.channel,
        payer=participation.payer,
        household_no=participation.household_no,
        registered_on=participation.registered_on,
        filed_on=participation.filed_on,
        paid_on=participation.paid_on,
        effective_on=participation.effective_on,
        person=person_state(participation, vault),
        account=_account(participation),
        application_id=participation.application_id,
        consent_signed_on=participation.consent_signed_on,
        covered_by_finance=participation.is_covered_by_finance,
        permit_valid_to=participation.permit_valid_to,
        school=participation.school if participation.payer is Payer.SCHOOL else None,
        government_until=participation.government_until,
        suspensions=tuple(
            Suspension(reason=one.reason, from_on=one.from_on, until_on=one.until_on) for one in suspensions_of(participation, acts)
        ),
    )


def person_state(participation: Participation, vault: Vault | None) -> PersonState:
    """The person of a participation, as events carry him; with the weak tokens if there is a vault to make them."""
    documents = zip(participation.kinds, participation.tokens, participation.numbers, strict=True)
    return PersonState(
        person_id=participation.person_id,
        name=participation.name,
        sex=participation.sex,
        birth_date=participation.birth_date,
        keys=tuple(PersonKey(kind=DocumentType(kind), token=token, number=number) for kind, token, number in documents),
        foreign=participation.of_foreigners,
        expected_on=participation.expected_on,
        provisional=participation.provisional,
        guardian_person_id=participation.guardian_person_id,
        weak=() if vault is None else weak_tokens_of(participation, vault),
    )


def _account(participation: Participation) -> BankAccount | None:
    if participation.holder is None or participation.bank is None or participation.account_number is None:
        return None
    return BankAccount(holder=participation.holder, bank=participation.bank, number=participation.account_number)
