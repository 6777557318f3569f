"""Who the people with bills are: their documents as tokens, the records that are one person."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from enrolment_events.envelope import Event
from enrolment_events.registration import ParticipationData, PersonCreatedV1, PersonIdentityUpdatedV1, PersonMergedV1, PersonState
from enrolment_terms.identifiers import as_stored
from payment_bridge.repository.employee_relations import share_documents
from payment_bridge.repository.people import Merged, PersonToken, ToldPerson, keep_merges, keep_tokens
from payment_bridge.use_cases.tell_employee_relations import tell_relations_of
from service_runtime import Transaction

Told = Event[ParticipationData] | Event[PersonCreatedV1] | Event[PersonIdentityUpdatedV1]


async def record_people(tx: Transaction, events: Iterable[Told]) -> None:
    """The documents of each person as they were told last, and what waited for them. Any order, any repetition."""
    await share_documents(tx.driver)
    last: dict[UUID, tuple[datetime, PersonState]] = {}
    for event in events:
        person, told_at = event.data.person, event.recordedtime
        person_id = as_stored(person.person_id)
        if person_id not in last or last[person_id][0] < told_at:
            last[person_id] = told_at, person
    told = [ToldPerson(person_id, told_at) for person_id, (told_at, _) in last.items()]
    tokens = {PersonToken(person_id, key.token) for person_id, (_, person) in last.items() for key in person.keys}
    await keep_tokens(tx.driver, told, tokens)
    await tell_relations_of(tx, last, {one.token for one in tokens})


async def record_merges(tx: Transaction, events: Sequence[Event[PersonMergedV1]]) -> None:
    """R-026: the bills of either record are those of one person."""
    await keep_merges(tx.driver, sorted({Merged(event.data.merged_person_id, event.data.kept_person_id) for event in events}))
