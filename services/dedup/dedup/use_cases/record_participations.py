"""Participations of the own region become spells of the index."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from dedup.domain.participation_spell import spell_of
from dedup.repository.identities import Identification, learn_identities
from dedup.repository.locks import lock_identities
from dedup.repository.participation_spells import SpellVersion, save_versions
from dedup.use_cases.answer_checks import answer_checks_of
from dedup.use_cases.open_notices import derive_notices
from enrolment_events.envelope import Event
from enrolment_events.registration import ParticipationData
from event_bus import Transaction
from policy_parameters import PolicyBook


async def record_participations(tx: Transaction, changes: Sequence[Event[ParticipationData]], policy: PolicyBook, now: datetime) -> None:
    """Keep every version; checks that were made after it was recorded, and did not know of it yet, are answered again."""
    seen = [_identification(event) for event in changes]
    causes: dict[Any, Event[Any]] = {event.personid: event for event in changes}
    await lock_identities(tx.connection, seen)
    await learn_identities(tx.connection, seen)
    await save_versions(tx.connection, [_version(event) for event in changes])
    answered = await answer_checks_of(tx, seen, causes, policy, now)
    own = [event.data.application_id for event in changes if event.data.application_id]
    await derive_notices(tx, [*answered, *own], now)


def _identification(event: Event[ParticipationData]) -> Identification:
    return Identification(event.personid, tuple(key.token for key in event.data.person.keys), event.recordedtime)


def _version(event: Event[ParticipationData]) -> SpellVersion:
    return SpellVersion(
        participation_id=event.data.participation_id,
        version=event.aggregateversion,
        person_id=event.personid,
        application_id=event.data.application_id,
        spell=spell_of(event.data),
        recorded_at=event.recordedtime,
    )
