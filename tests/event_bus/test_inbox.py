"""Two replicas that are handed the same events."""

import asyncio
from collections.abc import Sequence
from typing import Any

from enrolment_events.envelope import Event
from event_bus.inbox import claim_new
from tests.event_bus.effects import Service, submitted

_WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


async def _claimed(service: Service, events: Sequence[Event[Any]]) -> list[Event[Any]]:
    async with service.database.transaction() as tx:
        return await claim_new(tx.driver, events)


async def test_replicas_claim_in_the_order_of_the_ids(consumer: Service) -> None:
    """So they wait for one another instead of blocking one another for ever; what the other has claimed is not new."""
    lesser, held, greater = sorted((submitted() for _ in range(3)), key=lambda event: event.id)
    async with consumer.database.transaction() as tx:
        assert await claim_new(tx.driver, [held]) == [held]
        replica = asyncio.create_task(_claimed(consumer, [greater, held, lesser]))
        while await consumer.query(_WAITING) != 1:
            assert not replica.done()
        third = asyncio.create_task(_claimed(consumer, [greater]))
        while not third.done():
            assert await consumer.query(_WAITING) == 1, "the greater id was claimed before the lesser"
        assert await third == [greater]
    assert await replica == [lesser]
