"""What the tax office tells of relations in the employee scheme: kept by number and revision, told once the person is known."""

import asyncio
from datetime import timedelta
from itertools import permutations
from typing import Any
from uuid import UUID

import msgspec
import pytest

from enrolment_events.envelope import Event, new_event
from enrolment_events.payment import EmployeeChange, EmployeeEndedV1, EmployeePaidV1, EmployeeRegisteredV1
from enrolment_events.registration import PersonIdentityUpdatedV1, PersonMergedV1
from enrolment_terms.documents import Document, DocumentType
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import EmployeeChangeKind
from payment_bridge.consumers import HANDLERS
from payment_bridge.use_cases.tell_employee_relations import renew_tokens
from service_runtime import Database, MovableClock, Vault
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import MORNING, POLICY, VAULT, VAULT_KEYS, employee_row, employees, participation_event
from tests.service_runtime.keys import with_a_new_key, without_old_keys

NUMBER = "44079919790712003X"
TOKEN = VAULT.identity_tokens(Document.read(DocumentType.RESIDENT_ID, NUMBER))[0]
PAID = {"first_payment_on": "2023-10-09", "benefits_from": "2023-11-01"}
MERGED = {"changes": [{"kind": "EMPLOYER_MERGED", "changed_on": "2023-10-10", "former_employer": "91440783MA4YANGLI2"}]}
REVISIONS = [
    employee_row(NUMBER, 1),
    employee_row(NUMBER, 2, **PAID),
    employee_row(NUMBER, 3, **PAID, **MERGED),
    employee_row(NUMBER, 4, **PAID, **MERGED, benefits_until="2023-11-30", ended_notice_on="2023-10-10"),
]


def person(bridge: Bridge, person_id: UUID, **changed: Any) -> Any:
    """Registration tells of somebody with this document."""
    return bridge.hear(participation_event(new_id(), person_id=person_id, token=TOKEN, **changed))


async def told(bridge: Bridge) -> list[tuple[str, str, int, dict[str, Any]]]:
    """Type, person, version and data of what was told of relations."""
    rows = await bridge.rows("SELECT event FROM outbox WHERE event_type LIKE 'payment.employee.%' ORDER BY id")
    events = [msgspec.json.decode(row.event) for row in rows]
    return [(one["type"], one["personid"], one["aggregateversion"], one["data"]) for one in events]


async def test_it_is_told_state_by_state_with_employer_and_changes(bridge: Bridge) -> None:
    """B20, B21, payment.employee.registered, payment.employee.paid, payment.employee.ended: the whole state each time."""
    person_id = new_id()
    await person(bridge, person_id)
    for row in REVISIONS:
        await bridge.receive(employees(row))
    events = await told(bridge)
    kinds = [EmployeeRegisteredV1, EmployeePaidV1, EmployeePaidV1, EmployeeEndedV1]
    assert [one[:3] for one in events] == [(kind.event_type, str(person_id), no) for no, kind in enumerate(kinds, 1)]
    data = msgspec.convert(events[2][3], EmployeePaidV1)
    assert data.employer == "91440783MA4YANGLI1"
    (change,) = data.changes
    assert isinstance(change, EmployeeChange)
    assert (change.kind, change.former_employer) == (EmployeeChangeKind.EMPLOYER_MERGED, "91440783MA4YANGLI2")
    assert NUMBER not in str(await bridge.rows("SELECT * FROM employee_relations")) + str(events)


async def test_in_any_order_and_twice_the_last_revision_stands(bridge: Bridge) -> None:
    """B20: the highest revision holds; who is known first, the person or the job, makes no difference."""
    for order in [*permutations(REVISIONS[:3])][::2]:
        await bridge.forget()
        person_id = new_id()
        await bridge.receive(employees(order[0], order[0]))
        assert await told(bridge) == [], "nobody here has this document yet"
        await person(bridge, person_id)
        for row in order[1:]:
            await bridge.receive(employees(row, *order))
        last = (await told(bridge))[-1]
        assert (last[1], last[3]["first_payment_on"], len(last[3]["changes"])) == (str(person_id), "2023-10-09", 1)
        assert [one[2] for one in await told(bridge)] == [*range(1, len(await told(bridge)) + 1)]


async def test_job_and_person_in_one_moment_do_not_miss_one_another(bridge: Bridge) -> None:
    """B20: a row that comes while a person is being learned waits for it, and is told."""
    waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    async with bridge.runtime.database.transaction() as tx:
        heard = participation_event(new_id(), token=TOKEN)
        await HANDLERS[type(heard.data)](tx, [heard])
        row = asyncio.create_task(bridge.receive(employees(REVISIONS[1])))
        while not row.done() and not await bridge.rows(waiting):
            pass
    await row
    assert [one[2] for one in await told(bridge)] == [1]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"registered_on": "2030-01-01"}, "registered_on"),
        ({"first_payment_on": "2023-09-30"}, "first_payment_on"),
        ({"benefits_from": "2023-11-01"}, "benefits_from"),
        ({"benefits_until": "2023-09-30"}, "benefits_until"),
        ({"employer": None}, "employer"),
        ({"identity": "FLEXIBLE"}, "employer"),
        ({"changes": [{"kind": "STAFF", "changed_on": "2030-01-01"}]}, "changes"),
        ({"identity": "RETIRED"}, "identity"),
        ({"employer": "short"}, "employer"),
        ({"changes": [{"kind": "MOVED", "changed_on": "2023-10-01"}]}, "changes[0].kind"),
    ],
)
async def test_a_row_without_sense_is_set_aside_alone(bridge: Bridge, changed: dict[str, Any], field: str) -> None:
    """B21: neither its neighbours nor its number are lost, and the number is nowhere to be read."""
    await person(bridge, new_id())
    await bridge.receive(employees(employee_row(NUMBER, relation_no="2000000009") | changed, REVISIONS[0]))
    (case,) = await bridge.cases()
    assert case.field == field
    assert NUMBER not in str(case)
    assert [one[0] for one in await told(bridge)] == [EmployeeRegisteredV1.event_type]


def corrected(person_id: UUID, token: str, later: int = 1) -> Event[PersonIdentityUpdatedV1]:
    """Registration tells that this person has that document, and no other."""
    state = participation_event(new_id(), person_id=person_id, token=token).data.person
    at = MORNING + timedelta(hours=later)
    return new_event(
        PersonIdentityUpdatedV1(person=state),
        aggregate_id=person_id,
        aggregate_version=1 + later,
        person_id=person_id,
        region="440700",
        occurred_at=at,
        recorded_at=at,
    )


async def test_it_follows_its_document_to_another_person(bridge: Bridge) -> None:
    """R-010, R-081: a number that was another's by a slip: his relation is taken back, and told of who has the document."""
    wrong, right = new_id(), new_id()
    await person(bridge, wrong)
    await bridge.receive(employees(REVISIONS[1]))
    await bridge.hear(corrected(wrong, "f" * 64))
    await bridge.hear(corrected(wrong, "f" * 64, 2))
    await person(bridge, right)
    found = [(one[1], one[2], one[3].get("withdrawn", False)) for one in await told(bridge)]
    assert found == [(str(wrong), 1, False), (str(wrong), 2, True), (str(right), 3, False)]
    await bridge.receive(employees(REVISIONS[3]))
    assert [one[1:3] for one in (await told(bridge))[3:]] == [(str(right), 4)]


async def test_who_has_it_then_is_heard_before_who_had_it(bridge: Bridge) -> None:
    """R-010: whichever is heard first, it ends with who has the document; each version is told once."""
    first, second = sorted([new_id(), new_id()])
    for wrong, right in ((first, second), (second, first)):
        await bridge.forget()
        await person(bridge, wrong)
        await bridge.receive(employees(REVISIONS[1]))
        await bridge.hear(corrected(right, TOKEN))
        await bridge.hear(corrected(wrong, "f" * 64))
        events = await told(bridge)
        assert (events[-1][1], events[-1][3].get("withdrawn", False)) == (str(right), False)
        assert [one[2] for one in events] == [*range(1, len(events) + 1)]
        assert [one[1] for one in events if one[3].get("withdrawn")] == [str(wrong)]


async def test_a_merge_takes_nothing_back(bridge: Bridge) -> None:
    """R-026: the relation of the one record is that of the other."""
    merged, kept = new_id(), new_id()
    await person(bridge, merged)
    await bridge.receive(employees(REVISIONS[1]))
    data = PersonMergedV1(kept_person_id=kept, merged_person_id=merged)
    await bridge.hear(
        new_event(data, aggregate_id=merged, aggregate_version=2, person_id=kept, region="440700", occurred_at=MORNING, recorded_at=MORNING)
    )
    await bridge.hear(corrected(kept, TOKEN))
    found = [(one[1], one[2], one[3].get("withdrawn", False)) for one in await told(bridge)]
    assert found == [(str(merged), 1, False), (str(kept), 2, False)]


async def test_two_corrections_at_one_moment_leave_it_with_who_has_the_document(bridge: Bridge) -> None:
    """R-010: neither sees what the other has not ended yet."""
    wrong, right = sorted([new_id(), new_id()])
    await person(bridge, wrong)
    await bridge.receive(employees(REVISIONS[1]))
    waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    async with bridge.runtime.database.transaction() as tx:
        await HANDLERS[PersonIdentityUpdatedV1](tx, [corrected(wrong, "f" * 64)])
        other = asyncio.create_task(bridge.hear(corrected(right, TOKEN)))
        while not other.done() and not await bridge.rows(waiting):
            pass
    await other
    last = (await told(bridge))[-1]
    assert (last[1], last[3].get("withdrawn", False)) == (str(right), False)


async def test_one_that_waits_is_found_after_a_change_of_keys(bridge: Bridge) -> None:
    """Tokens of a key that is gone are nobody's: they are made anew of the sealed document, and a second run finds nothing."""
    await bridge.receive(employees(REVISIONS[1]))
    keys = with_a_new_key(VAULT_KEYS)
    surroundings = bridge.runtime.database.surroundings
    vault = Vault.from_json(without_old_keys(keys))
    both = Database(bridge.runtime.database.url, MovableClock(MORNING), policy=POLICY, vault=Vault.from_json(keys), safe=surroundings.safe)
    try:
        assert [await renew_tokens(both), await renew_tokens(both)] == [1, 0]
    finally:
        await both.close()
    person_id, token = new_id(), vault.identity_token(Document.read(DocumentType.RESIDENT_ID, NUMBER))
    assert token != TOKEN
    await bridge.hear(participation_event(new_id(), person_id=person_id, token=token))
    assert [one[1:3] for one in await told(bridge)] == [(str(person_id), 1)]
    assert NUMBER not in str(await bridge.rows("SELECT * FROM employee_relations"))
