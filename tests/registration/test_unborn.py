"""B6: a child is enrolled before birth by its mother. It is a person without a birth date, known by a key of ours, and hers to act for."""

import asyncio
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx

from enrolment_events.registration import MandateChangedV1, ParticipationRegisteredV1, PersonCreatedV1
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.documents import DocumentType, Sex
from tests.registration.builders import check_completed, form, fresh_number
from tests.registration.world import World

FIRST_DAY = datetime(2024, 2, 19, 9, tzinfo=SHANGHAI)
"""Week 24 of a child expected on 10 June 2024 (V-28)."""
ELSEWHERE = "440103"


def unborn(expected_on: str = "2024-06-10", **changes: Any) -> dict[str, Any]:
    """The form of a mother."""
    told = {"item": "pre_newborn_enrolment", "name": "王示例", "sex": None, "document_number": fresh_number(Sex.FEMALE), **changes}
    return form(**told, form={"expected_on": expected_on})


def codes(answer: httpx.Response) -> list[str]:
    return [reason["code"] for reason in answer.json()["reasons"]]


async def approve(world: World, application_id: str) -> httpx.Response:
    await world.hear(check_completed(application_id, at=world.clock.now()))
    return await world.post(f"/applications/{application_id}/decision", {"decision": "APPROVE"}, world.as_("clerk"))


async def pre_enrolled(world: World, **changes: Any) -> tuple[str, str]:
    """(person, participation) of a child that is not born yet."""
    answer = await world.post("/applications", unborn(**changes), world.as_("citizen", "wx:mother"))
    assert answer.status_code == 202, answer.text
    participation_id = (await approve(world, answer.json()["application_id"])).json()["participation_id"]
    return str((await world.participation(participation_id))["person_id"]), participation_id


async def test_the_child_is_a_person_without_a_birth_date(world: World) -> None:
    """B6, R-020, registration.person.created: provisional, under our own key, with the day on which it is expected; told to all."""
    world.clock.move_to(FIRST_DAY)
    mother = fresh_number(Sex.FEMALE)
    person_id, participation_id = await pre_enrolled(world, document_number=mother)
    [created] = await world.published(person_id)
    assert isinstance(created.data, PersonCreatedV1)
    told = created.data.person
    assert (told.birth_date, told.sex, told.expected_on, told.provisional) == (None, None, date(2024, 6, 10), True)
    assert [key.kind for key in told.keys] == [DocumentType.EXPECTED_CHILD]
    assert world.opened(told.keys[0].number, "document", person_id) == f"{mother}-1"
    assert world.opened(told.name, "name", person_id) == "王示例之婴"
    [registered] = await world.published(participation_id)
    assert isinstance(registered.data, ParticipationRegisteredV1)
    assert (registered.data.person, registered.data.benefit_year, registered.data.category) == (told, 2024, "NEWBORN")
    shown = (await world.get(f"/persons/{person_id}", world.as_("clerk"))).json()
    assert (shown["birth_year"], shown["sex"], shown["expected_on"], shown["provisional"]) == (None, None, "2024-06-10", True)


async def test_a_day_early_is_too_early(world: World) -> None:
    """V-28, R-020."""
    world.clock.move_to(FIRST_DAY - timedelta(days=1))
    answer = await world.post("/applications", unborn(), world.as_("citizen", "wx:mother"))
    assert (answer.status_code, codes(answer)) == (422, ["PREGNANCY_TOO_EARLY"])


async def test_a_parent_must_be_of_here(world: World) -> None:
    """V-30, H-R-020: local household, a mother whom the file knows as insured, or the paper of a parent; nothing else, and all at once."""
    mother = fresh_number(Sex.FEMALE)
    _, participation_id = await world.register(document_number=mother, name="王示例", sex="女")
    world.clock.move_to(FIRST_DAY)
    filed = unborn("2024-06-20", document_number=mother, household_area=ELSEWHERE)
    refused = await world.post("/applications", filed, world.as_("citizen", "wx:mother"))
    assert codes(refused) == ["PREGNANCY_TOO_EARLY", "NOT_IN_SCOPE"]
    await world.rows(
        "UPDATE participations SET state = 'ACTIVE', paid_on = '2023-11-01' WHERE participation_id = $1", UUID(participation_id)
    )
    refused = await world.post("/applications", filed, world.as_("citizen", "wx:mother"))
    assert codes(refused) == ["PREGNANCY_TOO_EARLY"]
    caller = world.as_("citizen", "wx:other")
    paper = [await world.paper("PARENT_INSURED", caller)]
    for materials, status in ([], 422), (paper, 202):
        answer = await world.post("/applications", unborn(household_area=ELSEWHERE, materials=materials), caller)
        assert answer.status_code == status, answer.text


async def test_only_the_mother_or_whoever_acts_for_her_files(world: World) -> None:
    """R-020, B6: an id is no secret, and nobody learns whether she is insured."""
    world.clock.move_to(FIRST_DAY)
    stranger = world.as_("citizen", "wx:2", documents=[fresh_number()])
    answer = await world.post("/applications", unborn(household_area=ELSEWHERE), stranger)
    assert codes(answer) == ["NOT_BOUND"]
    father = fresh_number(Sex.MALE)
    assert codes(await world.post("/applications", unborn(document_number=father), world.as_("citizen", "wx:3"))) == ["SEX_MISMATCH"]


async def test_filed_twice_it_is_one_child(world: World) -> None:
    """R-001, R-020: at once, one application is open; after the approval the child is registered already; another expected day too."""
    world.clock.move_to(FIRST_DAY)
    mother, caller = fresh_number(Sex.FEMALE), world.as_("citizen", "wx:mother")
    both = [unborn(day, document_number=mother) for day in ("2024-06-10", "2024-06-08")]
    answers = await asyncio.gather(*(world.post("/applications", body, caller) for body in both))
    [accepted] = [one for one in answers if one.status_code == 202]
    [refused] = [one for one in answers if one.status_code != 202]
    assert codes(refused) == ["APPLICATION_OPEN"]
    assert (await approve(world, accepted.json()["application_id"])).status_code == 200
    for body in both:
        assert codes(await world.post("/applications", body, caller)) == ["ALREADY_REGISTERED"]
    other_name = await world.post("/applications", {**both[0], "name": "李示例"}, caller)
    assert codes(other_name) == ["ALREADY_REGISTERED", "IDENTITY_DIFFERS"]


async def test_a_child_that_is_born_leaves_the_key_to_the_next(world: World) -> None:
    """R-021: the second pregnancy of one mother is another person."""
    world.clock.move_to(FIRST_DAY)
    mother = fresh_number(Sex.FEMALE)
    first, _ = await pre_enrolled(world, document_number=mother)
    await world.rows("UPDATE persons SET birth_date = '2024-06-05', sex = '女' WHERE person_id = $1", UUID(first))
    world.clock.move_to(datetime(2025, 6, 1, 9, tzinfo=SHANGHAI))
    second, participation_id = await pre_enrolled(world, expected_on="2025-07-01", document_number=mother)
    assert second != first
    told = (await world.published(participation_id))[-1].data.person
    assert world.opened(told.keys[0].number, "document", second) == f"{mother}-2"


async def test_the_mother_acts_for_her_child(world: World) -> None:
    """B6: by the logins that are hers when the application is approved, not by an agent's; she sees the child under `GET /me`."""
    world.clock.move_to(FIRST_DAY)
    mother = fresh_number(Sex.FEMALE)
    body = {
        "kind": "SELF",
        "subject": "wx:hers",
        "document_type": "RESIDENT_ID",
        "document_number": mother,
        "area": "440783",
        "paper": "IDENTITY_DOCUMENT",
        "reference": "1",
    }
    assert (await world.post("/mandates", body, world.as_("clerk"))).status_code == 201
    person_id, participation_id = await pre_enrolled(world, document_number=mother)
    hers, agent = world.as_("citizen", "wx:hers", documents=()), world.as_("citizen", "wx:mother", documents=())
    assert (await world.get(f"/persons/{person_id}", hers)).status_code == 200
    assert (await world.get(f"/persons/{person_id}", agent)).status_code == 404
    assert participation_id in (await world.get("/me", hers)).text
    told = [event for event in await world.published() if isinstance(event.data, MandateChangedV1)]
    assert [(event.data.subject, event.data.kind, str(event.personid)) for event in told] == [("wx:hers", "GUARDIAN", person_id)]


async def test_nothing_says_that_a_child_not_born_has_died(world: World) -> None:
    """R-091, R-021: what is not born ends by the office."""
    world.clock.move_to(FIRST_DAY)
    person_id, _ = await pre_enrolled(world)
    answer = await world.post(f"/persons/{person_id}/death", {"died_on": "2024-02-19", "source": "HEALTH"}, world.as_("reviewer"))
    assert (answer.status_code, [reason["rule"] for reason in answer.json()["reasons"]]) == (422, ["R-021"])
