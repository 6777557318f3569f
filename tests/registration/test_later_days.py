"""Acts of a later day: kept when they are told, held and told to others from that day on (R-073, R-128, R-134)."""

import asyncio
from datetime import date
from uuid import UUID, uuid4

from enrolment_events.duplicates import SuspendAction
from enrolment_events.payment import RefundState
from registration.use_cases.timed_jobs import DUE_ACTS
from service_runtime import Run
from tests.registration.builders import employed, refund, suspend_requested
from tests.registration.test_acts import at, paid, stands
from tests.registration.test_at_once import WAITS, hearing, in_its_own_transaction
from tests.registration.world import World


async def told_of(world: World, participation_id: str) -> list[str]:
    return [event.type.split(".")[2] for event in await world.published(participation_id)]


async def begin_day(world: World) -> None:
    """What the job of the day does, twice."""
    for _ in range(2):
        async with world.database.transaction() as tx:
            await DUE_ACTS.step(tx, Run(1, DUE_ACTS.name, "440700", tx.now.date(), None, 0))


async def test_what_is_asked_for_a_later_day_holds_from_that_day_on(world: World) -> None:
    """R-128, R-087: not before the new relation is complete; a repetition tells nobody twice."""
    participation_id, _ = await paid(world)
    before = await told_of(world, participation_id)
    rests = suspend_requested(participation_id, SuspendAction.SUSPEND, date(2023, 10, 25), not_before=date(2023, 11, 1))
    await world.hear(rests, rests)
    for day, state in (((2023, 10, 31), "ACTIVE"), ((2023, 11, 1), "SUSPENDED"), ((2023, 11, 2), "SUSPENDED")):
        world.clock.move_to(at(*day))
        await begin_day(world)
        assert (await stands(world, participation_id))[0] == state
    assert await stands(world, participation_id) == ("SUSPENDED", "DUPLICATE", date(2023, 11, 1))
    assert (await told_of(world, participation_id))[len(before) :] == ["suspended"]


async def test_another_fact_of_the_day_does_not_wait_for_the_job(world: World) -> None:
    """Whatever is derived goes by the day; the job that comes later leads to the same."""
    participation_id, person_id = await paid(world)
    await world.hear(refund(participation_id, RefundState.APPROVED, 3))
    assert (await stands(world, participation_id))[0] == "ACTIVE", "ends on 20 November"
    world.clock.move_to(at(2023, 11, 20))
    await world.hear(employed(person_id, 1, paid_on=date(2023, 11, 18)))
    for _ in ("at once", "after the job"):
        assert await stands(world, participation_id) == ("TERMINATED", "REFUNDED", date(2023, 11, 20))
        await begin_day(world)


async def test_what_was_taken_back_before_its_day_never_held(world: World) -> None:
    participation_id, _ = await paid(world)
    before = await told_of(world, participation_id)
    for version, withdrawn in ((1, False), (2, True)):
        await world.hear(refund(participation_id, RefundState.REJECTED if withdrawn else RefundState.APPROVED, version))
    world.clock.move_to(at(2023, 11, 20))
    await begin_day(world)
    assert (await stands(world, participation_id))[0] == "ACTIVE"
    assert await told_of(world, participation_id) == before


async def test_a_job_that_ends_later_resumes_on_the_day_after(world: World) -> None:
    """V-78, R-134: the end is told ahead, and the relation rests until then."""
    participation_id, person_id = await paid(world)
    world.clock.move_to(at(2024, 5, 10))
    await world.hear(employed(person_id, 2, until=date(2024, 5, 31)))
    for day, state in (((2024, 5, 31), "SUSPENDED"), ((2024, 6, 1), "ACTIVE")):
        world.clock.move_to(at(*day))
        await begin_day(world)
        assert (await stands(world, participation_id))[0] == state
    assert (await told_of(world, participation_id))[-1] == "resumed"


async def test_a_request_locks_the_participation_before_its_acts(world: World) -> None:
    """As the job of the day does: neither waits for the other in a circle."""
    participation_id, _ = await paid(world)
    case_id = uuid4()
    await world.hear(suspend_requested(participation_id, SuspendAction.SUSPEND, date(2023, 11, 1), case_id=case_id))
    again = suspend_requested(participation_id, SuspendAction.SUSPEND, date(2023, 11, 2), version=2, case_id=case_id)
    async with world.database.transaction() as tx:
        await tx.driver.execute("SELECT FROM participations WHERE participation_id = $1 FOR UPDATE", UUID(participation_id))
        other = asyncio.create_task(in_its_own_transaction(world, hearing(again)))
        while not (other.done() or await world.rows(WAITS)):
            pass
        await tx.driver.execute("UPDATE participation_acts SET is_ahead = true WHERE participation_id = $1", UUID(participation_id))
    await other
    [act] = await world.rows("SELECT happened_on FROM participation_acts WHERE participation_id::text = $1", participation_id)
    assert act["happened_on"] == date(2023, 11, 2)
