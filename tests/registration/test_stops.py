"""Stop on request: B5, R-051, V-44, V-93."""

from datetime import datetime

from enrolment_events.registration import ParticipationCancelledV1, ParticipationStoppedV1
from enrolment_terms.benefit_year import SHANGHAI
from tests.registration.builders import fresh_number, settled
from tests.registration.world import World


async def test_an_unpaid_registration_is_cancelled_in_time(world: World) -> None:
    world.clock.move_to(datetime(2023, 10, 7, 23, 59, tzinfo=SHANGHAI))
    _, participation_id = await world.register()
    answer = await world.post(f"/participations/{participation_id}/stop", {"reason": "入伍"}, world.as_("citizen", "wx:1"))
    assert answer.json() == {"participation_id": participation_id, "state": "CANCELLED", "state_label": "已取消"}
    assert isinstance((await world.published(participation_id))[-1].data, ParticipationCancelledV1)


async def test_later_it_is_refused_with_all_reasons(world: World) -> None:
    _, participation_id = await world.register()
    answer = await world.post(f"/participations/{participation_id}/stop", {}, world.as_("citizen", "wx:1"))
    assert answer.status_code == 422
    assert [reason["code"] for reason in answer.json()["reasons"]] == ["DEADLINE_PASSED"]
    assert [missing["label"] for missing in answer.json()["missing"]] == ["停保原因"]
    assert (await world.participation(participation_id))["state"] == "REGISTERED"


async def test_a_paid_participation_is_stopped_and_stays_paid(world: World) -> None:
    """registration.participation.stopped."""
    _, participation_id = await world.register()
    await world.hear(settled(participation_id))
    world.clock.move_to(datetime(2023, 10, 21, 9, tzinfo=SHANGHAI))
    answer = await world.post(f"/participations/{participation_id}/stop", {"reason": "户籍迁出"}, world.as_("clerk"))
    assert answer.json()["state"] == "STOPPED"
    last = (await world.published(participation_id))[-1]
    assert isinstance(last.data, ParticipationStoppedV1)
    assert (last.data.state_reason, str(last.data.paid_on)) == ("OWN_REQUEST", "2023-10-20")
    again = await world.post(f"/participations/{participation_id}/stop", {"reason": "户籍迁出"}, world.as_("clerk"))
    assert (again.status_code, again.json()["code"]) == (409, "TRANSITION_REFUSED")


async def test_money_after_a_cancellation_opens_nothing(world: World) -> None:
    world.clock.move_to(datetime(2023, 10, 7, 9, tzinfo=SHANGHAI))
    _, participation_id = await world.register()
    await world.post(f"/participations/{participation_id}/stop", {"reason": "入伍"}, world.as_("citizen", "wx:1"))
    await world.hear(settled(participation_id))
    assert (await world.participation(participation_id))["state"] == "CANCELLED"


async def test_after_a_cancellation_one_may_apply_again(world: World) -> None:
    """R-003."""
    world.clock.move_to(datetime(2023, 10, 7, 9, tzinfo=SHANGHAI))
    number = fresh_number()
    _, participation_id = await world.register(document_number=number)
    await world.post(f"/participations/{participation_id}/stop", {"reason": "外地读大学"}, world.as_("citizen", "wx:1"))
    _, again = await world.register(document_number=number)
    assert again != participation_id


async def test_a_stranger_may_not_stop_it(world: World) -> None:
    _, participation_id = await world.register()
    answer = await world.post(f"/participations/{participation_id}/stop", {"reason": "入伍"}, world.as_("citizen", "wx:stranger"))
    assert answer.status_code == 404
