"""R-008 「异地通办」, H-R-008: any desk of the province takes an application in; the office of the place of participation decides."""

import pytest

from enrolment_terms.reasons import ReasonCode
from tests.registration.answers import codes_of
from tests.registration.builders import check_completed, form, fresh_number, hit
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
