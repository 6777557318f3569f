"""An application that waits too long for its conflict check is an alarm, not an outage."""

from datetime import timedelta

from tests.figures.asking import value
from tests.registration.builders import check_completed
from tests.registration.world import World


async def test_applications_and_participations_are_counted_by_state(world: World) -> None:
    waiting = await value(world.client, "canbao_applications", state="CHECK_PENDING")
    reviewed = await value(world.client, "canbao_applications", state="UNDER_REVIEW")
    application_id = await world.apply()
    assert await value(world.client, "canbao_applications", state="CHECK_PENDING") == waiting + 1
    await world.hear(check_completed(application_id))
    assert await value(world.client, "canbao_applications", state="CHECK_PENDING") == waiting
    assert await value(world.client, "canbao_applications", state="UNDER_REVIEW") == reviewed + 1
    (counted,) = await world.rows("SELECT count(*) AS registered FROM participations WHERE state = 'REGISTERED'")
    assert await value(world.client, "canbao_participations", state="REGISTERED") == counted["registered"]


async def test_an_overdue_check_warns(world: World) -> None:
    application_id = await world.apply()
    figures = (await world.client.get("/registration/readyz")).json()["checks"]
    assert figures["conflict_checks:overdue"][0]["observedValue"] == 0
    world.clock.move_to(world.clock.now() + timedelta(hours=2))
    answer = await world.client.get("/registration/readyz")
    assert answer.status_code == 200
    assert answer.json()["checks"]["conflict_checks:overdue"][0] == {"status": "warn", "observedValue": 1, "observedUnit": "applications"}
    await world.hear(check_completed(application_id))
    answered = (await world.client.get("/registration/readyz")).json()["checks"]
    assert answered["conflict_checks:overdue"][0]["status"] == "pass"
