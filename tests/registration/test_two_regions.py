"""An approval never stands on a check that is older than a registration in another region, be it a moment ago (R-001, C8)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from registration.domain.application_form import Faults
from registration.domain.review import Decision, Verdict
from registration.domain.scope import Scope
from registration.use_cases.decide_applications import decide_applications
from service_runtime import Transaction
from tests.registration.builders import AUTUMN, check_completed, fresh_number
from tests.registration.test_at_once import at_once
from tests.registration.world import World

MAOMING = "440902"
PROVINCE = Scope("reviewer:1", ["44%"])


async def both_checked(world: World) -> tuple[str, str]:
    """Applications of one person in Kaiping and Maoming, both answered clear."""
    number = fresh_number()
    here = await world.apply(document_number=number)
    there = await world.apply(document_number=number, area=MAOMING, household_area=MAOMING)
    await world.hear(check_completed(here), check_completed(there))
    world.clock.move_to(AUTUMN + timedelta(minutes=5))
    return here, there


async def decide(world: World, application_id: str) -> Any:
    caller = world.as_("reviewer", "reviewer:1", ["44"])
    return (await world.post(f"/applications/{application_id}/decision", {"decision": "APPROVE"}, caller)).json()


async def test_the_second_region_asks_again(world: World) -> None:
    here, there = await both_checked(world)
    assert (await decide(world, here))["state"] == "APPROVED"
    assert (await decide(world, there))["code"] == "CHECK_STALE"
    asked = [event.data.submit_no for event in await world.asked(there)]
    assert asked == [1, 2]
    assert (await decide(world, there))["code"] == "CHECK_PENDING"
    await world.hear(check_completed(there, 2, at=world.clock.now()))
    world.clock.move_to(world.clock.now() + timedelta(minutes=1))
    assert (await decide(world, there))["state"] == "APPROVED", "dedup knew of the other one and let it through: another year, a flag"


async def test_two_regions_at_once_are_one_after_the_other(world: World) -> None:
    here, there = await both_checked(world)

    def approving(application_id: str) -> Any:
        decision = Decision(UUID(application_id), Verdict.APPROVE, Faults(), None)

        async def work(tx: Transaction) -> Any:
            [outcome] = await decide_applications(tx, [decision], PROVINCE)
            return outcome.refused.code if outcome.refused else outcome.state

        return work

    assert await at_once(world, approving(here), approving(there)) == ("APPROVED", "CHECK_STALE", True)


async def test_two_regions_in_one_list_are_one_after_the_other(world: World) -> None:
    filed = await both_checked(world)
    decisions = [{"application_id": one, "decision": "APPROVE"} for one in filed]
    answer = await world.post("/decisions", {"decisions": decisions}, world.as_("reviewer", "reviewer:1", ["44"]))
    assert sorted((result["refused"] or {}).get("code", "") for result in answer.json()["results"]) == ["", "CHECK_STALE"]
