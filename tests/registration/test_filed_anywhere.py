"""R-008 「异地通办」, H-R-008: any desk of the province takes an application in; the office of the place of participation decides."""

import asyncio
from datetime import datetime
from typing import Any

import pytest

from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.documents import Sex
from enrolment_terms.reasons import ReasonCode
from tests.registration.answers import codes_of, neutral
from tests.registration.builders import check_completed, form, fresh_number, hit, insured
from tests.registration.world import World

VILLAGE = ["440781100001"]
"""A village of Taishan: its desk takes for Kaiping and for anywhere in Guangdong."""


@pytest.mark.parametrize("role", ["clerk", "school"])
async def test_it_goes_to_the_place_of_participation(world: World, role: str) -> None:
    """R-008, R-012: Taishan takes it, Kaiping's queue has it, Kaiping decides; Taishan reads state and history, and decides nothing."""
    desk = world.as_(role, f"{role}:taishan", VILLAGE)
    there, here = world.as_("clerk", "clerk:taishan:2", ["440781"]), world.as_("clerk", "clerk:kaiping")
    taken = await world.apply(desk)
    await world.hear(check_completed(taken))
    assert taken in (await world.get("/applications", here, state="UNDER_REVIEW", limit=1000)).text
    assert (await world.get(f"/applications/{taken}", there)).status_code == 404, "another desk of Taishan"
    if role == "clerk":
        own = await world.post(f"/applications/{taken}/decision", {"decision": "APPROVE"}, desk)
        assert own.status_code == 404, "whoever takes it in does not decide, and another place does not either"
    assert (await world.post(f"/applications/{taken}/decision", {"decision": "APPROVE"}, here)).status_code == 200
    seen = (await world.get(f"/applications/{taken}", desk)).json()
    assert (seen["state"], seen["person_id"]) == ("APPROVED", None)
    mine = (await world.get("/applications", desk, taken="true", limit=1000)).json()["items"]
    assert taken in [one["application_id"] for one in mine]
    assert {one["area"] for one in mine} == {"440783115"}


async def test_the_desk_hears_no_more_than_that_an_office_must_be_asked(world: World) -> None:
    """R-008: what is on file of the person elsewhere is told to the place of participation, never to the desk that took it in."""
    desk, here = world.as_("clerk", "clerk:far", VILLAGE), world.as_("clerk", "clerk:kaiping")
    taken = await world.apply(desk)
    await world.hear(check_completed(taken, hits=(hit(ReasonCode.CANCEL_OR_REFUND_FIRST),)))
    told = [[one["code"] for one in (await world.get(f"/applications/{taken}", caller)).json()["reasons"]] for caller in (desk, here)]
    assert told == [["ASK_OFFICE"], ["CANCEL_OR_REFUND_FIRST"]]
    registered = fresh_number()
    await world.register(document_number=registered)
    answers = [await world.post("/applications", form(document_number=registered), caller) for caller in (desk, here)]
    assert [await codes_of(answer) for answer in answers] == [["ASK_OFFICE"], ["ALREADY_REGISTERED"]]


async def test_the_desk_corrects_and_withdraws_what_it_took(world: World) -> None:
    """R-004, R-008: missing papers are handed in where it was taken, and nowhere else abroad."""
    desk, other = world.as_("clerk", "clerk:far:1", VILLAGE), world.as_("clerk", "clerk:far:2", VILLAGE)
    number = fresh_number()
    taken = await world.apply(desk, document_number=number)
    await world.hear(check_completed(taken, hits=(hit(ReasonCode.CANCEL_OR_REFUND_FIRST),)))
    again = form(document_number=number, phone="10000000009")
    assert (await world.post(f"/applications/{taken}/corrections", again, other)).status_code == 404
    assert (await world.post(f"/applications/{taken}/corrections", again, desk)).status_code == 202
    assert (await world.post(f"/applications/{taken}/withdraw", {}, other)).status_code == 404
    assert (await world.post(f"/applications/{taken}/withdraw", {}, desk)).status_code == 200


async def test_papers_that_were_seen_at_the_desk_are_readable_there_and_where_it_is_decided(world: World) -> None:
    """R-013: and by no third office."""
    desk, here, third = (
        world.as_("clerk", "clerk:far:3", VILLAGE),
        world.as_("clerk", "clerk:kaiping"),
        world.as_("clerk", "c:4", ["440705"]),
    )
    paper = await world.paper("TRIPARTITE_AGREEMENT", desk)
    await world.apply(desk, materials=[paper])
    looks = [(await world.get(f"/materials/{paper['reference']}", caller)).status_code for caller in (desk, here, third)]
    assert looks == [200, 200, 404]


def stopping(number: str, **more: Any) -> dict[str, Any]:
    """Who stops next year's participation, at the counter."""
    unasked = ("household_area", "household_address", "account_holder", "bank", "account_number", "phone")
    told = {"item": "stop", "benefit_year": 2024, "channel": "COUNTER", "form": {"stop_reason": "ARMY"}, **dict.fromkeys(unasked)}
    return form(document_number=number, **told | more)


async def in_time(world: World) -> str:
    """Somebody registered in Kaiping for 2024, on a day on which he may still stop."""
    world.clock.move_to(datetime(2023, 10, 6, 9, tzinfo=SHANGHAI))
    number = fresh_number()
    await world.register(document_number=number)
    return number


async def test_a_stop_is_taken_far_away_and_decided_where_one_takes_part(world: World) -> None:
    """B5, R-008, R-012: Taishan takes it, Kaiping approves it; Taishan reads what it took, and nothing of the participation."""
    number = await in_time(world)
    desk, here = world.as_("clerk", "clerk:far:stop", VILLAGE), world.as_("clerk", "clerk:kaiping")
    answer = await world.post("/applications", stopping(number), desk)
    assert answer.status_code == 202, answer.text
    taken = answer.json()["application_id"]
    own = await world.post(f"/applications/{taken}/decision", {"decision": "APPROVE"}, desk)
    assert own.status_code == 404
    decided = await world.post(f"/applications/{taken}/decision", {"decision": "APPROVE"}, here)
    assert decided.status_code == 200, decided.text
    participation = decided.json()["participation_id"]
    assert (await world.participation(participation))["state"] == "CANCELLED"
    seen = (await world.get(f"/applications/{taken}", desk)).json()
    assert (seen["state"], seen["person_id"]) == ("APPROVED", None)
    assert (await world.get(f"/participations/{participation}/acts", desk)).status_code == 404


async def test_a_change_is_taken_far_away_with_all_that_it_lacks(world: World) -> None:
    """B4, R-004, R-008: the desk is told what paper is missing, then hands it in."""
    number = await in_time(world)
    desk = world.as_("clerk", "clerk:far:change", VILLAGE)
    told = _ACCOUNT
    answer = await world.post("/applications", stopping(number, **told), desk)
    assert "materials.TRIPARTITE_AGREEMENT" in [one["field"] for one in answer.json()["missing"]]
    paper = await world.paper("TRIPARTITE_AGREEMENT", desk)
    assert (await world.post("/applications", stopping(number, **told, materials=[paper]), desk)).status_code == 202


async def test_far_away_nobody_hears_of_a_participation(world: World) -> None:
    """R-008: nobody there, too late, or another place than his: it all reads the same; a desk of another province takes nothing."""
    number = await in_time(world)
    desk = world.as_("clerk", "clerk:far:hears", VILLAGE)
    unknown = await world.post("/applications", stopping(fresh_number()), desk)
    elsewhere = await world.post("/applications", stopping(number, area="440783001"), desk)
    at_home = await world.post("/applications", stopping(number, area="440781100"), desk)
    world.clock.move_to(datetime(2023, 10, 20, 9, tzinfo=SHANGHAI))
    late = await world.post("/applications", stopping(number), desk)
    assert {neutral(one)[0] for one in (unknown, elsewhere, at_home, late)} == {422}
    assert [await codes_of(one) for one in (unknown, elsewhere, at_home, late)] == [["ASK_OFFICE"]] * 4
    abroad = world.as_("clerk", "clerk:hunan", ["430100"])
    assert await codes_of(await world.post("/applications", stopping(number), abroad)) == ["UNKNOWN_AREA"]
    by_app = await world.post("/applications", stopping(number, channel="YUE_YIBAO"), desk)
    assert await codes_of(by_app) == ["OTHER"]


_ACCOUNT = {
    "item": "account_change",
    "form": None,
    "account_holder": "陈大文",
    "bank": "开平农商银行",
    "account_number": "9900000000000777",
}


@pytest.mark.parametrize(
    "faulty",
    [
        pytest.param({"form": {}}, id="no reason"),
        pytest.param({"channel": "YUE_YIBAO"}, id="channel"),
        pytest.param(_ACCOUNT, id="no agreement"),
    ],
)
async def test_what_a_form_lacks_is_told_alike_of_whoever_is_known_and_of_nobody(world: World, faulty: dict[str, Any]) -> None:
    """B4, B5, R-008: only a whole form hears that an office must be asked; it would tell for nothing filed whether somebody is insured."""
    number = await in_time(world)
    desk = world.as_("clerk", "clerk:far:lacks", VILLAGE)
    answers = [await world.post("/applications", stopping(one, **faulty), desk) for one in (number, fresh_number())]
    assert "ASK_OFFICE" not in await codes_of(answers[0])
    assert neutral(answers[0]) == neutral(answers[1])


async def test_a_mother_is_told_of_to_a_whole_form_only(world: World) -> None:
    """B6, R-020: whether she is insured here is said to no form that is refused anyway."""
    world.clock.move_to(datetime(2024, 2, 19, 9, tzinfo=SHANGHAI))
    mothers = fresh_number(Sex.FEMALE), fresh_number(Sex.FEMALE)
    await world.imports({"benefit_year": 2024, "people": [insured(document_number=mothers[0], name="王示例", sex="女")]})
    told: dict[str, Any] = {"item": "pre_newborn_enrolment", "name": "王示例", "sex": None, "household_area": "440103", "phone": "call me"}
    told |= {"channel": "COUNTER", "form": {"expected_on": "2024-06-10"}}
    desk = world.as_("clerk", "clerk:far:mother", VILLAGE)
    answers = [await world.post("/applications", form(document_number=mother, **told), desk) for mother in mothers]
    assert "phone" in [one["field"] for one in answers[0].json()["reasons"]]
    assert neutral(answers[0]) == neutral(answers[1])


async def test_nobody_chooses_the_place_that_decides(world: World) -> None:
    """R-012: a stop goes to no other town's queue, whoever of the region files it."""
    number = await in_time(world)
    for caller in (world.as_("clerk", "clerk:jiangmen", ["4407"]), world.as_("clerk", "clerk:kaiping", ["440783"])):
        answer = await world.post("/applications", stopping(number, area="440783001"), caller)
        assert answer.status_code == 422
        assert [(one["field"], one["rule"]) for one in answer.json()["reasons"]] == [("area", "R-012")]
    by_county = await world.post("/applications", stopping(number, area="440783"), world.as_("clerk", "clerk:kaiping", ["440783"]))
    assert by_county.status_code == 202


async def test_two_desks_at_once_take_one_stop(world: World) -> None:
    """R-008: the second hears only that an office must be asked."""
    number = await in_time(world)
    desks = [world.as_("clerk", f"clerk:far:twice:{n}", VILLAGE) for n in range(3)]
    answers = await asyncio.gather(*(world.post("/applications", stopping(number), desk) for desk in desks))
    assert sorted(one.status_code for one in answers) == [202, 422, 422]
    assert [await codes_of(one) for one in answers if one.status_code == 422] == [["ASK_OFFICE"]] * 2
