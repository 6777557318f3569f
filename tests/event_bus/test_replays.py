"""Replays of dead letters: in batches, over restarts, by several replicas, past what fails."""

import asyncio
from uuid import UUID

import pytest

from enrolment_events.envelope import encode
from event_bus import Replay, ReplayState, ask_replay, find_replay
from event_bus.consumption import Consumption
from event_bus.dead_letters import keep_dead_letter, unread
from event_bus.faults import Fault
from event_bus.replays import Replaying
from tests.event_bus.behaviour import DEAD
from tests.event_bus.effects import POISON_AREA, Service, submitted
from tests.event_keys import PUBLISHERS

AT_ONCE, LETTERS = 200, 450
"""Of one batch, and of all."""
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def replica(service: Service) -> Replaying:
    """What one replica does of the replays."""
    return Replaying(service.member, Consumption(service.member, PUBLISHERS))


@pytest.fixture
async def letters(consumer: Service) -> list[UUID]:
    """Dead letters, of which one in the middle still cannot be taken; their events in order."""
    events = [submitted(POISON_AREA if number == AT_ONCE + 7 else "440783") for number in range(LETTERS)]
    async with consumer.database.transaction() as tx:
        for event in events:
            await keep_dead_letter(tx.driver, unread(encode(event), event.type), Fault("before"))
    return [event.id for event in events]


async def asked(consumer: Service) -> Replay:
    """A replay of everything."""
    async with consumer.database.transaction() as tx:
        return await ask_replay(tx.driver, None, "operator-1")


async def progress(consumer: Service, replay: Replay) -> Replay:
    """How far it is."""
    async with consumer.database.read() as read:
        found = await find_replay(read.driver, replay.id)
    assert found is not None
    return found


async def work(one: Replaying) -> None:
    """As the background job."""
    while await one.step():
        pass


async def test_one_bad_letter_costs_only_itself_and_a_restart_nothing(consumer: Service, letters: list[UUID]) -> None:
    replay = await asked(consumer)
    await replica(consumer).step()
    halfway = await progress(consumer, replay)
    assert (halfway.state, halfway.replayed, halfway.ended_at) == (ReplayState.RUNNING, AT_ONCE, None)
    await work(replica(consumer))
    done = await progress(consumer, replay)
    assert (done.state, done.total, done.replayed, done.failed, done.gone) == (ReplayState.DONE, LETTERS, LETTERS - 1, 1, 0)
    assert await consumer.effect_ids() == sorted(set(letters) - {letters[AT_ONCE + 7]})
    assert (await consumer.query(DEAD), await consumer.query("SELECT attempts FROM dead_letters")) == (1, 2)
    assert max(consumer.calls) <= AT_ONCE, "never all of them at once"
    assert len(consumer.calls) < 40, "nor one by one"


async def test_two_replicas_do_not_do_it_twice(consumer: Service, letters: list[UUID]) -> None:
    replay = await asked(consumer)
    await asyncio.gather(*(work(replica(consumer)) for _ in range(2)))
    await work(replica(consumer))
    done = await progress(consumer, replay)
    assert (done.state, done.replayed, done.failed, done.gone) == (ReplayState.DONE, LETTERS - 1, 1, 0)
    assert len(await consumer.effect_ids()) == LETTERS - 1


async def test_a_replica_passes_over_the_replay_that_another_has_in_hand(consumer: Service, letters: list[UUID]) -> None:
    replay = await asked(consumer)
    async with consumer.database.transaction() as holding:
        await holding.driver.execute("SELECT 1 FROM dead_letters FOR UPDATE")
        first = asyncio.create_task(replica(consumer).step())
        await consumer.until(WAITING, 1)
        async with asyncio.timeout(15):
            assert not await replica(consumer).step()
    assert await first
    assert (await progress(consumer, replay)).replayed + (await progress(consumer, replay)).failed <= AT_ONCE
    await work(replica(consumer))
    assert len(await consumer.effect_ids()) == len(letters) - 1


async def test_a_table_that_is_not_there_stops_it_and_spoils_no_letter(consumer: Service, letters: list[UUID]) -> None:
    replay = await asked(consumer)
    await consumer.run("ALTER TABLE effects RENAME TO no_effects")
    await work(replica(consumer))
    stopped = await progress(consumer, replay)
    assert (stopped.state, stopped.replayed, stopped.failed) == (ReplayState.STOPPED, 0, 0)
    assert (stopped.error or "").startswith("UndefinedTableError at ")
    assert await consumer.query("SELECT count(*) FROM dead_letters WHERE attempts = 1") == LETTERS
