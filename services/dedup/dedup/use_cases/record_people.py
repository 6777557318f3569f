"""Registration tells who somebody is: all of his documents, or that he is somebody else whom it knows."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from dedup.domain.nodes import node_of
from dedup.repository.identities import Identification, learn_identities, learn_merges
from dedup.use_cases.identify_people import Named, hold, settle
from dedup.use_cases.learn_weak_tokens import learn_of_persons
from dedup.use_cases.look_at_people import look_at
from enrolment_events.envelope import Event
from enrolment_events.registration import PersonCreatedV1, PersonIdentityUpdatedV1, PersonMergedV1
from service_runtime import Transaction


async def record_people(tx: Transaction, told: Sequence[Event[PersonCreatedV1] | Event[PersonIdentityUpdatedV1]]) -> None:
    """R-026, V-31: a newborn gets its number, a passport is renewed; a document that was told before and is not any more is let go."""
    named = [Named(_nodes(event), may_part=True) for event in told]
    held = await hold(tx, named)
    seen = [_identification(event) for event in told]
    await learn_identities(tx.driver, seen)
    await learn_of_persons(tx, [(event.data.person, event.recordedtime) for event in told])
    causes: dict[UUID, Event[Any]] = {event.personid: event for event in told}
    await look_at(tx, await settle(tx, named, held), causes)


async def record_merges(tx: Transaction, merged: Sequence[Event[PersonMergedV1]]) -> None:
    """R-026: from now on the facts of one are those of the other."""
    pairs = {event.data.merged_person_id: event.data.kept_person_id for event in merged}
    named = [Named(pair) for pair in pairs.items()]
    held = await hold(tx, named)
    await learn_merges(tx.driver, pairs)
    await look_at(tx, await settle(tx, named, held), {event.personid: event for event in merged})


def _nodes(event: Event[PersonCreatedV1] | Event[PersonIdentityUpdatedV1]) -> tuple[UUID, ...]:
    return (event.data.person.person_id, *(node_of(key.token) for key in event.data.person.keys))


def _identification(event: Event[PersonCreatedV1] | Event[PersonIdentityUpdatedV1]) -> Identification:
    person = event.data.person
    complete = isinstance(event.data, PersonIdentityUpdatedV1)
    tokens, kinds = tuple(key.token for key in person.keys), tuple(key.kind for key in person.keys)
    return Identification(person.person_id, tokens, event.recordedtime, complete, kinds)
