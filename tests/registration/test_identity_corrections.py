"""An office corrects who somebody is: with a reason, in its areas, with what was there before under seal, told to the other services."""

import asyncio
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from enrolment_events.registration import ParticipationChangedV1, PersonIdentityUpdatedV1
from enrolment_terms.documents import Document, DocumentType, Sex
from registration.repository.person_facts_lock import PERSON_FACTS
from tests.registration.builders import AUTUMN, check_completed, form, fresh_number
from tests.registration.test_at_once import WAITS
from tests.registration.world import World

REASON = "户口簿与身份证核对，姓名录入有误"


async def registered(world: World, **changes: Any) -> tuple[str, str]:
    """(person, participation)."""
    _, participation_id = await world.register(**changes)
    return str((await world.participation(participation_id))["person_id"]), participation_id


async def correct(world: World, person_id: str, caller: dict[str, str] | None = None, **body: Any) -> httpx.Response:
    return await world.post(f"/persons/{person_id}/identity-corrections", {"reason": REASON, **body}, caller or world.as_("reviewer"))


def permit(number: str) -> dict[str, Any]:
    return {"document_type": "HMT_PERMIT", "document_number": number}


async def test_a_corrected_name_is_told_to_the_other_services(world: World) -> None:
    """registration.person.identity_updated."""
    number = fresh_number()
    person_id, participation_id = await registered(world, document_number=number, name="陈大丈")
    answer = await correct(world, person_id, name="陈大文")
    assert (answer.status_code, answer.json()["name_masked"]) == (200, "陈**")
    changed = (await world.published(participation_id))[-1]
    assert isinstance(changed.data, ParticipationChangedV1)
    assert (changed.aggregateversion, changed.data.changed, changed.data.state) == (2, ("person",), "REGISTERED")
    updated = (await world.published(person_id))[-1]
    assert isinstance(updated.data, PersonIdentityUpdatedV1)
    assert (updated.aggregateversion, updated.personid) == (2, UUID(person_id))
    for told in (changed, updated):
        assert world.opened(told.data.person.name, "name", person_id) == "陈大文"


async def test_the_same_correction_twice_at_once_is_one(world: World) -> None:
    """R-026: the second is told that nothing is left to correct; one line of history, one version, told once."""
    person_id, participation_id = await registered(world, name="陈大丈")
    answers = await asyncio.gather(*(correct(world, person_id, world.as_("reviewer", f"reviewer:{n}"), name="陈大文") for n in (1, 2)))
    assert sorted(answer.status_code for answer in answers) == [200, 422]
    assert len(await world.rows("SELECT FROM identity_history WHERE person_id = $1", UUID(person_id))) == 1
    updated = [event for event in await world.published(person_id) if isinstance(event.data, PersonIdentityUpdatedV1)]
    assert [event.aggregateversion for event in updated] == [2]
    assert (await world.participation(participation_id))["version"] == 2


async def test_what_was_there_before_stays_sealed(world: World) -> None:
    person_id, _ = await registered(world, name="陈大丈")
    await correct(world, person_id, name="陈大文", foreign=True)
    [line] = await world.rows("SELECT * FROM identity_history WHERE person_id = $1", UUID(person_id))
    assert line["actor"] == "reviewer:1"
    assert json.loads(world.read(line["before"], "identity", person_id) or "") == {"name": "陈大丈", "of_foreigners": False}
    assert world.read(line["reason"], "reason", person_id) == REASON
    [audit] = await world.rows("SELECT * FROM audit_rows WHERE subject = $1 AND action = 'person.identity_corrected'", person_id)
    assert json.loads(audit["detail"]) == {"fields": ["name", "of_foreigners"]}
    assert not [secret for secret in ("陈大丈", "陈大文", REASON) if secret in str(audit)]


async def test_whoever_is_corrected_may_file_under_the_right_name(world: World) -> None:
    number = fresh_number()
    person_id, _ = await registered(world, document_number=number, name="陈大丈")
    query = {"document_number": number, "benefit_year": 2023, "name": "陈大文"}
    before = await world.post("/applications", form(**query), world.as_("clerk"))
    assert "IDENTITY_DIFFERS" in {reason["code"] for reason in before.json()["reasons"]}
    await correct(world, person_id, name="陈大文")
    after = await world.post("/applications", form(**query), world.as_("clerk"))
    assert "IDENTITY_DIFFERS" not in {reason["code"] for reason in after.json()["reasons"]}


async def test_a_further_document_finds_the_person(world: World) -> None:
    number = fresh_number()
    person_id, participation_id = await registered(world, document_number=number)
    world.clock.move_to(AUTUMN + timedelta(minutes=1))
    assert (await correct(world, person_id, document=permit("H90000001"))).status_code == 200
    found = await world.post("/persons/search", permit("H90000001"), world.as_("clerk"))
    assert (found.json()["person_id"], [one["kind"] for one in found.json()["documents"]]) == (person_id, ["RESIDENT_ID", "HMT_PERMIT"])
    told = (await world.published(participation_id))[-1].data.person.keys
    tokens = [world.runtime.vault.identity_token(Document(DocumentType.HMT_PERMIT, "H90000001"))]
    assert [key.token for key in told if key.kind is DocumentType.HMT_PERMIT] == tokens
    again = await correct(world, person_id, document=permit("H90000001"))
    assert (again.status_code, again.json()["code"]) == (422, "CORRECTION_HAS_FAULTS")


async def test_a_document_of_another_is_refused(world: World) -> None:
    """Two records of one person are merged by an office, never by a correction."""
    person_id, participation_id = await registered(world)
    other = fresh_number(Sex.FEMALE)
    await registered(world, document_number=other, sex="女")
    answer = await correct(world, person_id, name="陈小文", document={"document_type": "RESIDENT_ID", "document_number": other})
    assert (answer.status_code, answer.json()["code"]) == (409, "DOCUMENT_OF_ANOTHER")
    assert len(await world.published(participation_id)) == 1


async def test_a_form_that_waits_is_compared_with_what_was_corrected(world: World) -> None:
    number = "H90000002"
    waiting = await world.apply(**permit(number), **await world.by_permit(), birth_date="1990-01-01", name="黄小明")
    person_id, _ = await registered(world)
    await correct(world, person_id, document=permit(number))
    await world.hear(check_completed(waiting))
    answer = await world.post(f"/applications/{waiting}/decision", {"decision": "APPROVE"}, world.as_("reviewer"))
    assert (answer.status_code, answer.json()["code"]) == (409, "IDENTITY_DIFFERS")


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"sex": "女"}, {"sex"}),
        ({"birth_date": "1949-01-01"}, {"birth_date"}),
        ({"birth_date": "2099-01-01"}, {"birth_date"}),
        ({"name": "  "}, {"name"}),
        ({"name": "４４０７９９"}, {"name"}),
        ({}, {None}),
        ({"document": {"document_type": "RESIDENT_ID", "document_number": "441092197907121232"}}, {"document_number", "sex", "birth_date"}),
    ],
)
async def test_all_faults_of_a_correction_are_told_at_once(world: World, body: dict[str, Any], fields: set[str | None]) -> None:
    person_id, participation_id = await registered(world)
    answer = await correct(world, person_id, **body)
    assert (answer.status_code, answer.json()["code"]) == (422, "CORRECTION_HAS_FAULTS")
    assert {reason["field"] for reason in answer.json()["reasons"]} <= fields
    assert len(await world.published(participation_id)) == 1


async def test_without_a_reason_nothing_is_corrected(world: World) -> None:
    person_id, _ = await registered(world)
    answer = await correct(world, person_id, name="陈小文", reason="   ")
    assert [missing["field"] for missing in answer.json()["missing"]] == ["reason"]
    assert (await correct(world, person_id, name="陈小文", reason="")).status_code == 422


async def test_only_a_reviewer_of_the_area_corrects_and_never_himself(world: World) -> None:
    number = fresh_number()
    person_id, _ = await registered(world, document_number=number)
    for caller, status in (
        (world.as_("clerk"), 403),
        (world.as_("citizen", "wx:1"), 403),
        (world.as_("reviewer", "reviewer:taishan", ["440781"]), 404),
        (world.as_("reviewer", "reviewer:nowhere", []), 404),
        (world.as_("reviewer", "reviewer:self", documents=[number]), 409),
    ):
        answer = await correct(world, person_id, caller, name="陈小文")
        assert answer.status_code == status, answer.text
    unknown = await correct(world, "01890000-0000-7000-8000-000000000000", name="陈小文")
    assert unknown.status_code == 404


async def test_a_correction_waits_for_whoever_writes_facts_of_persons(world: World) -> None:
    """A merge at once moves the documents that it looks at (repository/person_facts_lock.py)."""
    person_id, _ = await registered(world, name="陈大丈")
    async with world.database.transaction() as tx:
        await PERSON_FACTS.hold_alone(tx)
        other = asyncio.create_task(correct(world, person_id, name="陈大文"))
        while not (other.done() or await world.rows(WAITS)):
            pass
        assert not other.done()
    assert (await other).status_code == 200
