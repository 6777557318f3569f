"""Facts come in: keep them, derive again what they touch, publish what has changed. Any number of events of one type at once."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from benefits.domain.fact_kinds import Fact
from benefits.repository.facts import save_facts
from benefits.repository.people import Sighting, lock_people, merge_people
from benefits.use_cases.derive_entitlements import derive_entitlements
from benefits.use_cases.facts_from_events import FactsOf, recorded_version
from enrolment_events.envelope import Event
from enrolment_events.registration import ParticipationData, PersonIdentityUpdatedV1, PersonMergedV1
from event_bus import Transaction
from policy_parameters import PolicyBook


async def hear_facts(tx: Transaction, events: Sequence[Event[Any]], facts_of: FactsOf, policy: PolicyBook, now: datetime) -> None:
    """One transaction, the people locked, the same end whatever the order and however often (blueprint §4)."""
    await lock_people(tx.connection, [sighting for event in events for sighting in _sightings(event)])
    for event in events:
        if isinstance(event.data, PersonMergedV1):
            await merge_people(tx.connection, event.data.kept_person_id, event.data.merged_person_id)
    facts = _distinct([fact for event in events for fact in facts_of(event)])
    if facts:
        await save_facts(tx.connection, facts, now)
    causes = {event.personid: event for event in events}
    await derive_entitlements(tx, list(causes), causes, policy, now)


def _sightings(event: Event[Any]) -> Iterable[Sighting]:
    data = event.data
    if isinstance(data, PersonMergedV1):
        yield Sighting(data.kept_person_id)
        yield Sighting(data.merged_person_id)
    elif isinstance(data, ParticipationData):
        yield Sighting(event.personid, data.area, recorded_version(event), tuple(key.token for key in data.person.keys))
    elif isinstance(data, PersonIdentityUpdatedV1):
        yield Sighting(event.personid, tokens=tuple(key.token for key in data.person.keys))
    else:
        yield Sighting(event.personid)


def _distinct(facts: Sequence[Fact]) -> list[Fact]:
    """Each version of a fact once: one statement cannot insert a row twice."""
    return list({(fact.person_id, fact.kind, fact.fact_id, fact.version): fact for fact in facts}.values())
