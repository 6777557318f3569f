"""Participations of the own region become spells of the index."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from dedup.domain.participation_spell import spell_of
from dedup.repository.identities import Identification, learn_identities
from dedup.repository.locks import lock_identities
from dedup.repository.participation_spells import SpellVersion, save_versions
from dedup.use_cases.answer_checks import answer_checks
from dedup.use_cases.ask_suspensions import Concerned, ask_suspensions
from dedup.use_cases.open_notices import open_notices
from enrolment_events.envelope import Event
from enrolment_events.registration import ParticipationData
from service_runtime import Transaction


async def record_participations(tx: Transaction, changes: Sequence[Event[ParticipationData]]) -> None:
    """Keep every version; checks that were made after it was recorded, and did not know of it yet, are answered again."""
    seen = [_identification(event) for event in changes]
    causes: dict[UUID, Event[Any]] = {event.personid: event for event in changes}
    await lock_identities(tx.driver, seen)
    await learn_identities(tx.driver, seen)
    await save_versions(tx.driver, [_version(event) for event in changes])
    answered = await answer_checks(tx, seen, causes)
    own = [event.data.application_id for event in changes if event.data.application_id]
    await open_notices(tx, [*answered, *own])
    await ask_suspensions(tx, Concerned(people=causes.keys()), causes)


def _identification(event: Event[ParticipationData]) -> Identification:
    return Identification(event.personid, tuple(key.token for key in event.data.person.keys), event.recordedtime)


def _version(event: Event[ParticipationData]) -> SpellVersion:
    return SpellVersion(
        participation_id=event.data.participation_id,
        version=event.aggregateversion,
        person_id=event.personid,
        application_id=event.data.application_id,
        spell=spell_of(event.data),
        channel=event.data.channel,
        registered_on=event.data.registered_on,
        recorded_at=event.recordedtime,
    )
