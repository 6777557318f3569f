"""Participations of the own region become spells of the index."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from dedup.domain.nodes import node_of
from dedup.domain.participation_spell import spell_of
from dedup.repository.identities import Identification, learn_identities, told_in_full
from dedup.repository.participation_spells import SpellVersion, save_versions
from dedup.use_cases.identify_people import Named, hold, settle
from dedup.use_cases.look_at_people import look_at
from enrolment_events.envelope import Event
from enrolment_events.registration import ParticipationData
from service_runtime import Transaction


async def record_participations(tx: Transaction, changes: Sequence[Event[ParticipationData]]) -> None:
    """Keep every version; whatever follows for these people is derived again."""
    named = [Named((event.personid, *(node_of(key.token) for key in event.data.person.keys))) for event in changes]
    causes: dict[UUID, Event[Any]] = {event.personid: event for event in changes}
    held = await hold(tx, named)
    named += _shown_in_vain(changes, await told_in_full(tx.driver, causes))
    await learn_identities(tx.driver, [_identification(event) for event in changes])
    await save_versions(tx.driver, [_version(event) for event in changes])
    applications = [event.data.application_id for event in changes if event.data.application_id]
    await look_at(tx, await settle(tx, named, held), causes, applications)


def _shown_in_vain(changes: Sequence[Event[ParticipationData]], told_in_full: Mapping[UUID, datetime]) -> list[Named]:
    """Documents that were let go before the change was heard: they are not his any more."""
    return [Named((one.personid,), may_part=True) for one in changes if one.recordedtime < told_in_full.get(one.personid, one.recordedtime)]


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
