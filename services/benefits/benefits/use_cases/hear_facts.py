"""Facts come in: keep them, derive again what they touch, publish what has changed. Any number of events of one type at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from benefits.domain.fact_kinds import Fact
from benefits.repository.facts import save_facts
from benefits.repository.people import Sighting, lock_people
from benefits.use_cases.derive_entitlements import derive_entitlements
from benefits.use_cases.facts_from_events import FactsOf
from enrolment_events.envelope import Event
from enrolment_events.registration import ParticipationData
from event_bus import Transaction
from policy_parameters import PolicyBook


async def hear_facts(tx: Transaction, events: Sequence[Event[Any]], facts_of: FactsOf, policy: PolicyBook, now: datetime) -> None:
    """One transaction, the people locked, the same end whatever the order and however often (blueprint §4)."""
    await lock_people(tx.connection, [_sighting(event) for event in events])
    await save_facts(tx.connection, _distinct([fact for event in events for fact in facts_of(event)]), now)
    causes = {event.personid: event for event in events}
    await derive_entitlements(tx, list(causes), causes, policy, now)


def _sighting(event: Event[Any]) -> Sighting:
    data = event.data
    if not isinstance(data, ParticipationData):
        return Sighting(event.personid)
    moment = int(event.recordedtime.timestamp() * 1_000_000)
    return Sighting(event.personid, data.area, moment, tuple(key.token for key in data.person.keys))


def _distinct(facts: Sequence[Fact]) -> list[Fact]:
    """Each version of a fact once: one statement cannot insert a row twice."""
    return list({(fact.person_id, fact.kind, fact.fact_id, fact.version): fact for fact in facts}.values())
