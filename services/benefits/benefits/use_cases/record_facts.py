"""Facts come in: keep them, derive again what they touch, publish what has changed. Any number of events at once."""

from collections.abc import Iterable, Sequence
from typing import Any

from benefits.domain.fact_kinds import Fact
from benefits.repository.facts import save_facts
from benefits.repository.people import NamedPerson, lock_people, merge_people
from benefits.use_cases.derive_entitlements import derive_entitlements
from benefits.use_cases.facts_from_events import FACTS_OF, recorded_version
from benefits.use_cases.update_filings import update_filings
from enrolment_events.envelope import Event
from enrolment_events.registration import ParticipationData, PersonCreatedV1, PersonIdentityUpdatedV1, PersonMergedV1
from service_runtime import Transaction


async def record_facts(tx: Transaction, events: Sequence[Event[Any]]) -> None:
    """One transaction, the people locked, the same end whatever the order and however often."""
    await lock_people(tx.driver, [person for event in events for person in _named(event)])
    merges = [event.data for event in events if isinstance(event.data, PersonMergedV1)]
    for merge in merges:
        await merge_people(tx.driver, merge.kept_person_id, merge.merged_person_id)
    facts = _distinct([fact for event in events for fact in FACTS_OF[type(event.data)](event)])
    added = await save_facts(tx.driver, facts, tx.now) if facts else {}
    causes = {event.personid: event for event in events}
    await derive_entitlements(tx, list(causes), causes, None if merges else added)
    await update_filings(tx, list(causes))


def _named(event: Event[Any]) -> Iterable[NamedPerson]:
    data = event.data
    if isinstance(data, PersonMergedV1):
        yield NamedPerson(data.kept_person_id)
        yield NamedPerson(data.merged_person_id)
    elif isinstance(data, ParticipationData):
        yield NamedPerson(event.personid, data.area, recorded_version(event), tuple(key.token for key in data.person.keys))
    elif isinstance(data, PersonCreatedV1 | PersonIdentityUpdatedV1):
        yield NamedPerson(event.personid, tokens=tuple(key.token for key in data.person.keys))
    else:
        yield NamedPerson(event.personid)


def _distinct(facts: Sequence[Fact]) -> list[Fact]:
    """Each version of a fact once."""
    return list({(fact.person_id, fact.kind, fact.fact_id, fact.version): fact for fact in facts}.values())
