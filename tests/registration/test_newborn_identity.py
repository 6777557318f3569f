"""B8: a child that was enrolled before birth, or by its birth certificate, gets its name and papers and stays the same person (R-026)."""

import asyncio
from datetime import date, datetime
from typing import Any
from uuid import UUID

import httpx

from enrolment_events.registration import ParticipationChangedV1, ParticipationRegisteredV1, PersonIdentityUpdatedV1
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.documents import Sex
from enrolment_terms.fictitious import fictitious_id
from tests.registration.builders import TOWN, form, fresh_number, settled
from tests.registration.test_unborn import FIRST_DAY, approve, codes, pre_enrolled
from tests.registration.world import World

BORN = datetime(2024, 6, 6, 9, tzinfo=SHANGHAI)
CERTIFICATE = "O440000001"


def born(**changes: Any) -> dict[str, Any]:
    """What is told of a child that was born on 5 June."""
    told = {"new_name": "陈新生", "new_sex": "女", "new_birth_date": "2024-06-05", "new_document_type": "BIRTH_CERT", **changes}
    return {name: text for name, text in told.items() if text is not None}


async def change(world: World, number: str, told: dict[str, str], subject: str = "wx:mother", **identity: Any) -> httpx.Response:
    """The application of a guardian with a copy of the paper."""
    caller = world.as_("citizen", subject)
    who = {"name": "王示例", "document_type": "EXPECTED_CHILD", "document_number": number, "area": TOWN, "confirmed": True, **identity}
    paper = await world.paper("BIRTH_CERTIFICATE", caller)
    return await world.post("/applications", {"item": "identity_change", **who, "form": told, "materials": [paper]}, caller)


async def decided(world: World, filed: httpx.Response) -> httpx.Response:
    assert (filed.status_code, filed.json().get("state")) == (202, "UNDER_REVIEW"), filed.text
    path = f"/applications/{filed.json()['application_id']}/decision"
    return await world.post(path, {"decision": "APPROVE"}, world.as_("reviewer"))


async def identities(world: World, person_id: str) -> list[PersonIdentityUpdatedV1]:
    return [event.data for event in await world.published(person_id) if isinstance(event.data, PersonIdentityUpdatedV1)]


async def test_born_and_named_it_is_the_same_person(world: World) -> None:
    """B8, V-31, R-026, E person.identity_updated: certificate, then ID number; one person, one registration, no loss of cover."""
    world.clock.move_to(FIRST_DAY)
    mother = fresh_number(Sex.FEMALE)
    person_id, participation_id = await pre_enrolled(world, document_number=mother)
    await world.hear(settled(participation_id, on=date(2024, 3, 5)))
    world.clock.move_to(BORN)
    assert (await decided(world, await change(world, f"{mother}-1", born(new_document_number=CERTIFICATE)))).status_code == 200
    [first] = await identities(world, person_id)
    assert (first.person.birth_date, first.person.sex, first.provisional) == (date(2024, 6, 5), Sex.FEMALE, True)
    assert world.opened(first.person.name, "name", person_id) == "陈新生"
    number = fictitious_id(date(2024, 6, 5), 7, Sex.FEMALE)
    known = {"name": "陈新生", "document_type": "BIRTH_CERT", "document_number": CERTIFICATE, "sex": "女", "birth_date": "2024-06-05"}
    told = {"new_document_type": "HOUSEHOLD_BOOK", "new_document_number": number}
    assert (await decided(world, await change(world, CERTIFICATE, told, **known))).status_code == 200
    last = (await identities(world, person_id))[-1]
    assert {key.kind for key in last.person.keys} == {"EXPECTED_CHILD", "BIRTH_CERT", "HOUSEHOLD_BOOK"}
    assert not last.provisional
    assert (await world.participation(participation_id))["state"] == "ACTIVE"
    events = [event.data for event in await world.published(participation_id)]
    assert len([one for one in events if isinstance(one, ParticipationRegisteredV1)]) == 1, "no second bill"
    assert [one.changed for one in events if isinstance(one, ParticipationChangedV1)] == [("person",), ("person",)]
    again = form(item="newborn_enrolment", name="陈新生", sex="女", document_number=number, benefit_year=2024)
    again["materials"] = [await world.paper("HOUSEHOLD_BOOK", world.as_("citizen", "wx:mother"))]
    assert codes(await world.post("/applications", again, world.as_("citizen", "wx:mother"))) == ["ALREADY_REGISTERED"]


async def test_all_faults_in_one_answer(world: World) -> None:
    """R-004, R-026: a child is told to be born with name, sex, day and paper; its day is bounded by today and by the expected day."""
    world.clock.move_to(FIRST_DAY)
    mother = fresh_number(Sex.FEMALE)
    person_id, _ = await pre_enrolled(world, document_number=mother)
    world.clock.move_to(BORN)
    refused = await change(world, f"{mother}-1", {"new_birth_date": "2024-06-07"})
    assert refused.status_code == 422
    assert {one["field"] for one in refused.json()["missing"]} == {"name", "sex", "document"}
    assert "NOT_YET_BORN" in codes(refused)
    assert {one["field"] for one in (await change(world, f"{mother}-1", {})).json()["missing"]} == {"new_name"}
    too_early = born(new_birth_date="2024-01-20", new_document_number="O440000004")
    answer = await decided(world, await change(world, f"{mother}-1", too_early))
    assert (answer.status_code, answer.json()["code"]) == (422, "CORRECTION_HAS_FAULTS")
    assert await world.rows("SELECT FROM person_keys WHERE person_id = $1 AND kind = 'BIRTH_CERT'", UUID(person_id)) == []


async def test_a_paper_of_another_person_takes_nobody_over(world: World) -> None:
    """B8: key belongs to another person: refused and nothing written; two officers make them one, and the born record stays."""
    world.clock.move_to(FIRST_DAY)
    mother = fresh_number(Sex.FEMALE)
    unborn, _ = await pre_enrolled(world, document_number=mother)
    world.clock.move_to(BORN)
    number = fictitious_id(date(2024, 6, 5), 9, Sex.FEMALE)
    enrolled = form(item="newborn_enrolment", name="陈新生", sex="女", document_number=number, benefit_year=2024)
    enrolled["materials"] = [await world.paper("HOUSEHOLD_BOOK", world.as_("citizen", "wx:1"))]
    filed = await world.post("/applications", enrolled, world.as_("citizen", "wx:1"))
    participation_id = (await approve(world, filed.json()["application_id"])).json()["participation_id"]
    child = str((await world.participation(participation_id))["person_id"])
    told = born(new_document_type="RESIDENT_ID", new_document_number=number)
    answer = await decided(world, await change(world, f"{mother}-1", told))
    assert (answer.status_code, answer.json()["code"]) == (409, "DOCUMENT_OF_ANOTHER")
    assert await identities(world, unborn) == []
    body = {"document": {"document_type": "RESIDENT_ID", "document_number": number}, "reason": "同一婴儿"}
    for clerk in ("reviewer:1", "reviewer:2"):
        merged = await world.post(f"/persons/{unborn}/merges", body, world.as_("reviewer", clerk))
    assert merged.status_code == 200, merged.text
    assert (merged.json()["person_id"], merged.json()["birth_year"]) == (child, 2024)


async def test_two_offices_at_once_write_one_child(world: World) -> None:
    """R-026: the same is told twice together: one key, one identity, the same end; told once more there is nothing to change."""
    world.clock.move_to(FIRST_DAY)
    person_id, _ = await pre_enrolled(world)
    world.clock.move_to(BORN)
    document = {"document_type": "BIRTH_CERT", "document_number": "O440000002"}
    body = {"name": "陈新生", "sex": "女", "birth_date": "2024-06-05", "document": document, "reason": "出生"}
    path = f"/persons/{person_id}/identity-corrections"
    answers = await asyncio.gather(*(world.post(path, body, world.as_("reviewer", f"reviewer:{n}")) for n in (1, 2)))
    assert 200 in {answer.status_code for answer in answers} <= {200, 422}
    assert (await world.post(path, body, world.as_("reviewer"))).status_code == 422
    assert len(await world.rows("SELECT FROM person_keys WHERE person_id = $1 AND kind = 'BIRTH_CERT'", UUID(person_id))) == 1
    assert {(one.person.birth_date, len(one.person.keys)) for one in await identities(world, person_id)} == {(date(2024, 6, 5), 2)}


async def test_whoever_acted_before_acts_by_the_new_paper(world: World) -> None:
    """B8: the guardian's mandate holds for the certificate too, until the child is of age; nobody else's."""
    world.clock.move_to(FIRST_DAY)
    mother = fresh_number(Sex.FEMALE)
    body = {"kind": "SELF", "subject": "wx:hers", "document_type": "RESIDENT_ID", "document_number": mother, "area": "440783"}
    await world.post("/mandates", {**body, "paper": "IDENTITY_DOCUMENT", "reference": "1"}, world.as_("clerk"))
    person_id, _ = await pre_enrolled(world, document_number=mother)
    world.clock.move_to(BORN)
    told = born(new_document_number="O440000003")
    assert (await decided(world, await change(world, f"{mother}-1", told))).status_code == 200
    known = {"name": "陈新生", "sex": "女", "birth_date": "2024-06-05", "document_type": "BIRTH_CERT", "document_number": "O440000003"}
    asked = {"item": "contact_change", "area": TOWN, "confirmed": True, "phone": "10000000009", "benefit_year": 2024, **known}
    for subject, status in (("wx:hers", 202), ("wx:mother", 422)):
        answer = await world.post("/applications", asked, world.as_("citizen", subject, documents=()))
        assert answer.status_code == status, answer.text
    [row] = await world.rows("SELECT until_on FROM mandates WHERE subject = 'wx:hers' AND kind = 'GUARDIAN' AND until_on IS NOT NULL")
    assert row["until_on"] == date(2042, 6, 5)
    assert person_id in (await world.get("/me", world.as_("citizen", "wx:hers", documents=()))).text


async def test_a_child_that_is_not_born_ends_by_the_office(world: World) -> None:
    """R-021, F-27: recorded with its reason, and only of who was not born."""
    world.clock.move_to(FIRST_DAY)
    mother = fresh_number(Sex.FEMALE)
    _, participation_id = await pre_enrolled(world, document_number=mother)
    _, other = await pre_enrolled(world)
    end = {"kind": "END", "cause": "NOT_BORN", "reason": "未出生"}
    answer = await world.post(f"/participations/{participation_id}/acts", end, world.as_("clerk"))
    assert (answer.status_code, answer.json()["state"]) == (200, "TERMINATED"), answer.text
    assert (await world.participation(participation_id))["state_reason"] == "NOT_BORN"
    person = (await world.participation(other))["person_id"]
    await world.rows("UPDATE persons SET birth_date = '2024-02-10' WHERE person_id = $1", person)
    assert (await world.post(f"/participations/{other}/acts", end, world.as_("clerk"))).status_code == 422
    again, _ = await pre_enrolled(world, expected_on="2024-06-08", document_number=mother)
    assert again != str((await world.participation(participation_id))["person_id"])
