"""Applications that ask something of a participation that is there: stop it, cancel it, give it other terms (B4, B5, B24)."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from enrolment_events.registration import ApplicationDecidedV1
from enrolment_terms.benefit_year import SHANGHAI
from tests.registration.answers import codes_of, neutral
from tests.registration.builders import TOWN, fresh_number, settled
from tests.registration.world import World

IN_TIME = datetime(2023, 10, 7, 9, tzinfo=SHANGHAI)
LATE = datetime(2023, 10, 8, 9, tzinfo=SHANGHAI)
REASON = {"stop_reason": "ARMY"}
ACCOUNT = {"account_holder": "陈大文", "bank": "示例银行", "account_number": "9900000000000777"}


@pytest.fixture
async def in_time(world: World) -> World:
    """The last day of changes and stops for 2024."""
    world.clock.move_to(IN_TIME)
    return world


def asking(item: str, number: str, **told: Any) -> dict[str, Any]:
    """A form of somebody who is known by his document."""
    identity = {"name": "陈大文", "document_type": "RESIDENT_ID", "document_number": number, "area": TOWN, "confirmed": True}
    return {"item": item, "benefit_year": 2024, **identity, **told}


async def filed(world: World, item: str, number: str, **told: Any) -> str:
    answer = await world.post("/applications", asking(item, number, **told), world.as_("citizen", "wx:1"))
    assert (answer.status_code, answer.json().get("state")) == (202, "UNDER_REVIEW"), answer.text
    application_id: str = answer.json()["application_id"]
    return application_id


async def refused(world: World, item: str, number: str, **told: Any) -> tuple[list[str], list[str]]:
    answer = await world.post("/applications", asking(item, number, **told), world.as_("citizen", "wx:1"))
    return await codes_of(answer), [missing["field"] for missing in answer.json()["missing"]]


async def approve(world: World, application_id: str) -> dict[str, Any]:
    answer = await world.post(f"/applications/{application_id}/decision", {"decision": "APPROVE"}, world.as_("reviewer"))
    told: dict[str, Any] = answer.json()
    return told


async def test_a_stop_filed_in_time_and_approved_later_holds_from_the_filing(in_time: World) -> None:
    """registration.application.decided."""
    world, number = in_time, fresh_number()
    _, participation_id = await world.register(document_number=number)
    application_id = await filed(world, "stop", number, form=REASON)
    assert await world.asked(application_id) == []
    world.clock.move_to(datetime(2023, 10, 12, 9, tzinfo=SHANGHAI))
    assert (await approve(world, application_id))["participation_id"] == participation_id
    row = await world.participation(participation_id)
    assert (row["state"], row["effective_on"]) == ("CANCELLED", IN_TIME.date())
    assert (await world.published(participation_id))[-1].data.state == "CANCELLED"
    [decided] = [event.data for event in await world.published(application_id) if isinstance(event.data, ApplicationDecidedV1)]
    assert (decided.item, decided.participation_id) == ("stop", UUID(participation_id))
    shown = (await world.get(f"/applications/{application_id}", world.as_("citizen", "wx:1"))).json()
    assert [step["event"] for step in shown["history"]] == ["submit", "check_not_asked", "approve"]


async def test_what_was_paid_stays_when_it_is_stopped(in_time: World) -> None:
    number = fresh_number()
    _, participation_id = await in_time.register(document_number=number)
    await in_time.hear(settled(participation_id, on=IN_TIME.date()))
    await approve(in_time, await filed(in_time, "stop", number, form=REASON))
    assert (await in_time.participation(participation_id))["state"] == "STOPPED"


async def test_a_stop_holds_at_its_approval_in_every_channel(in_time: World) -> None:
    """R-094, R-095: registered and stopped on one day; the mini-program, the counter and the events tell the same at once."""
    world, number = in_time, fresh_number()
    _, participation_id = await world.register(document_number=number)
    answer = await world.post(
        "/applications", asking("stop", number, form=REASON, channel="KIOSK"), world.as_("citizen+kiosk", "kiosk:1", [])
    )
    application_id = answer.json()["application_id"]
    await approve(world, application_id)
    citizen, clerk = world.as_("citizen", "wx:1"), world.as_("clerk")
    person = (await world.rows("SELECT person_id FROM applications WHERE application_id::text = $1", application_id))[0]["person_id"]
    told = [(await world.get(f"/persons/{person}/timeline", one)).json() for one in (citizen, clerk)]
    assert told[0] == told[1]
    assert (await world.participation(participation_id))["state"] == "CANCELLED"
    assert (await world.published(participation_id))[-1].data.state == "CANCELLED"


async def test_v93_a_late_stop_without_a_reason_has_both_faults(in_time: World) -> None:
    number = fresh_number()
    await in_time.register(document_number=number)
    assert await refused(in_time, "stop", number) == ([], ["stop_reason"])
    in_time.clock.move_to(LATE)
    assert await refused(in_time, "stop", number) == (["DEADLINE_PASSED"], ["stop_reason"])
    assert await refused(in_time, "stop", number, form={"stop_reason": "OTHER"}) == (["DEADLINE_PASSED"], ["stop_reason_text"])


async def test_a_correction_does_not_turn_into_another_item(in_time: World) -> None:
    """R-004, R-051: a telephone number filed in time and sent back is no stop that was filed in time."""
    world, number = in_time, fresh_number()
    _, participation_id = await world.register(document_number=number)
    path = f"/applications/{await filed(world, 'contact_change', number, phone='10000000099')}"
    sent_back = {"decision": "NEEDS_CORRECTION", "reasons": [{"code": "OTHER", "msg": "请核对"}]}
    assert (await world.post(f"{path}/decision", sent_back, world.as_("reviewer"))).status_code == 200
    world.clock.move_to(LATE)
    turned = await world.post(f"{path}/corrections", asking("stop", number, form=REASON), world.as_("citizen", "wx:1"))
    assert [(one["code"], one["field"]) for one in turned.json()["reasons"]] == [("OTHER", "item")]
    again = asking("contact_change", number, phone="10000000098")
    assert (await world.post(f"{path}/corrections", again, world.as_("citizen", "wx:1"))).status_code == 202
    assert (await world.participation(participation_id))["state"] == "REGISTERED"


async def test_who_is_not_registered_is_told_so_and_a_stranger_hears_nothing(in_time: World) -> None:
    world, number, nobody = in_time, fresh_number(), fresh_number()
    await world.register(document_number=number)
    assert await refused(world, "stop", nobody, form=REASON) == (["NOT_REGISTERED"], [])
    taishan = world.as_("clerk", "clerk:taishan", ["440781"])
    answers = [await world.post("/applications", asking("stop", one, form=REASON, area="440781"), taishan) for one in (number, nobody)]
    assert [await codes_of(answer) for answer in answers] == [["ASK_OFFICE"]] * 2
    assert neutral(answers[0]) == neutral(answers[1])


async def test_a_stop_of_what_ended_meanwhile_is_refused(in_time: World) -> None:
    world, number = in_time, fresh_number()
    _, participation_id = await world.register(document_number=number)
    application_id = await filed(world, "stop", number, form=REASON)
    await world.post(f"/participations/{participation_id}/stop", {"reason": "入伍"}, world.as_("citizen", "wx:1"))
    assert (await approve(world, application_id))["code"] == "NOT_REGISTERED"
    shown = (await world.get(f"/applications/{application_id}", world.as_("reviewer"))).json()
    assert (shown["state"], shown["participation_id"]) == ("UNDER_REVIEW", None)


async def test_next_year_is_cancelled_until_it_begins(in_time: World) -> None:
    world, number, paid = in_time, fresh_number(), fresh_number()
    _, participation_id = await world.register(document_number=number)
    _, other = await world.register(document_number=paid)
    await world.hear(settled(other, on=IN_TIME.date()))
    assert await refused(world, "cancel_next_year", paid) == (["OTHER"], [])
    world.clock.move_to(datetime(2023, 12, 31, 9, tzinfo=SHANGHAI))
    application_id = await filed(world, "cancel_next_year", number)
    world.clock.move_to(datetime(2024, 1, 2, 9, tzinfo=SHANGHAI))
    await approve(world, application_id)
    assert (await world.participation(participation_id))["state"] == "CANCELLED"
    assert "DEADLINE_PASSED" in (await refused(world, "cancel_next_year", paid))[0]


async def test_another_account_needs_its_agreement_and_its_deadline(in_time: World) -> None:
    world, number = in_time, fresh_number()
    _, participation_id = await world.register(document_number=number)
    codes, missing = await refused(world, "account_change", number, **ACCOUNT)
    assert (codes, "materials.TRIPARTITE_AGREEMENT" in missing) == ([], True)
    first, second = [[await world.paper("TRIPARTITE_AGREEMENT", world.as_("citizen", "wx:1"))] for _ in range(2)]
    application_id = await filed(world, "account_change", number, **ACCOUNT, materials=first)
    world.clock.move_to(datetime(2023, 10, 12, 9, tzinfo=SHANGHAI))
    assert (await approve(world, application_id))["state"] == "APPROVED"
    row = await world.participation(participation_id)
    assert world.opened(row["account_number"], "account", row["person_id"]) == "9900000000000777"
    codes, _ = await refused(world, "account_change", number, **ACCOUNT | {"account_number": "9900000000000778"}, materials=second)
    assert codes == ["DEADLINE_PASSED"]


async def test_contact_data_reach_the_person_any_day(world: World) -> None:
    number = fresh_number()
    _, participation_id = await world.register(document_number=number)
    assert await refused(world, "contact_change", number) == ([], ["phone"])
    assert (await approve(world, await filed(world, "contact_change", number, phone="10000000055")))["state"] == "APPROVED"
    person_id = (await world.participation(participation_id))["person_id"]
    [person] = await world.rows("SELECT phone, address FROM persons WHERE person_id = $1", person_id)
    told = [world.opened(person[name], name, person_id) for name in ("phone", "address")]
    assert told == ["10000000055", "示例村 1 号"]


async def test_v70_the_office_moves_inside_the_pooling_region(world: World) -> None:
    number = fresh_number()
    _, participation_id = await world.register(document_number=number)
    assert await refused(world, "office_change", number, form={"new_area": "440902"}) == (["OTHER"], [])
    await approve(world, await filed(world, "office_change", number, form={"new_area": "440781"}))
    row = await world.participation(participation_id)
    assert (row["area"], row["state"]) == ("440781", "REGISTERED")


async def test_an_office_of_another_county_does_not_decide(world: World) -> None:
    number = fresh_number()
    await world.register(document_number=number)
    application_id = await filed(world, "contact_change", number, phone="10000000056")
    taishan = world.as_("reviewer", "reviewer:taishan", ["440781"])
    assert (await world.post(f"/applications/{application_id}/decision", {"decision": "APPROVE"}, taishan)).status_code == 404
    nowhere = world.as_("reviewer", "reviewer:nowhere", [])
    assert (await world.post(f"/applications/{application_id}/decision", {"decision": "APPROVE"}, nowhere)).status_code == 404
