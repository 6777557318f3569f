"""Participations of the own region become spells of the index."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from dedup.domain.nodes import node_of
from dedup.domain.participation_spell import spell_of
from dedup.repository.checks import close_registered
from dedup.repository.identities import Identification, identities_told, learn_identities
from dedup.repository.participation_spells import SpellVersion, save_versions
from dedup.use_cases.identify_people import Named, hold, settle
from dedup.use_cases.learn_weak_tokens import learn_of_persons
from dedup.use_cases.look_at_people import look_at
from enrolment_events.envelope import Event
from enrolment_events.registration import ParticipationData
from service_runtime import Transaction


async def record_participations(tx: Transaction, changes: Sequence[Event[ParticipationData]]) -> None:
    """Keep every version; whatever follows for these people is derived again."""
    named = [Named((event.personid, *(node_of(key.token) for key in event.data.person.keys))) for event in changes]
    causes: dict[UUID, Event[Any]] = {event.personid: event for event in changes}
    held = await hold(tx, named)
    await learn_identities(tx.driver, [_identification(event) for event in changes])
    await learn_of_persons(tx, [(event.data.person, event.recordedtime) for event in changes])
    await save_versions(tx.driver, [_version(event) for event in changes])
    applications = [event.data.application_id for event in changes if event.data.application_id]
    await close_registered(tx.driver, applications)
    await look_at(tx, await settle(tx, await _doubting(tx, changes, named), held), causes, applications)


async def _doubting(tx: Transaction, changes: Sequence[Event[ParticipationData]], named: Sequence[Named]) -> list[Named]:
    """What was recorded before all documents of the person were told may name documents that are no longer his."""
    told = await identities_told(tx.driver, {event.personid for event in changes})
    late = (event.personid in told and event.recordedtime < told[event.personid] for event in changes)
    return [replace(one, may_part=may_part) for one, may_part in zip(named, late, strict=True)]


def _identification(event: Event[ParticipationData]) -> Identification:
    keys = event.data.person.keys
    kinds = tuple(key.kind for key in keys)
    return Identification(event.personid, tuple(key.token for key in keys), event.recordedtime, kinds=kinds)


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
