"""Two replicas whose batches write the same rows in other orders: one is chosen by the database, and tries again."""

import asyncio
from collections.abc import Sequence
from typing import Any

from enrolment_events.envelope import Event
from enrolment_events.registration import ApplicationSubmittedV1
from event_bus import BusMember
from event_bus.consumption import Consumption
from row_sets import Statement
from tests.event_bus.behaviour import DEAD
from tests.event_bus.effects import Service, submitted
from tests.event_keys import PUBLISHERS

_ADD = Statement("INSERT INTO totals VALUES (:area, 1) ON CONFLICT (area) DO UPDATE SET number = totals.number + 1")


async def test_what_blocks_one_another_is_taken_in_the_end(consumer: Service) -> None:
    await consumer.run(f"ALTER DATABASE \"{consumer.database.url.rpartition('/')[2]}\" SET deadlock_timeout = '50ms'")
    await consumer.run("CREATE TABLE totals (area text PRIMARY KEY, number integer NOT NULL)")
    await consumer.database.pool.close()
    both_have_one = asyncio.Barrier(2)
    tries = 0

    async def add(tx: Any, events: Sequence[Event[ApplicationSubmittedV1]]) -> None:
        nonlocal tries
        tries += 1
        is_first = tries <= 2
        await _ADD.run(tx.driver, area=events[0].data.area)
        if is_first:
            await both_have_one.wait()
        await _ADD.run(tx.driver, area=events[1].data.area)

    member = BusMember(consumer.name, consumer.database, {ApplicationSubmittedV1: add})
    orders = [("440701", "440702"), ("440702", "440701")]
    await asyncio.gather(*(Consumption(member, PUBLISHERS).take([submitted(area) for area in order]) for order in orders))
    assert tries == 3, "one of them was chosen"
    assert await consumer.query("SELECT array_agg(number ORDER BY area) FROM totals") == [2, 2]
    assert await consumer.query(DEAD) == 0
