"""Two replicas that are handed the same events; and an inbox in which years of events lie."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from enrolment_events.catalogue import decode
from enrolment_events.envelope import Event, encode
from event_bus.inbox import claim_new
from row_sets import MANY
from tests.event_bus.effects import Service, blocks_read, submitted

_WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


async def _claimed(service: Service, events: Sequence[Event[Any]]) -> list[Event[Any]]:
    async with service.database.transaction() as tx:
        return await claim_new(tx.driver, events)


@pytest.mark.parametrize("others", [0, MANY])
async def test_replicas_claim_in_the_order_of_the_ids(consumer: Service, others: int) -> None:
    """So they wait for one another instead of blocking one another for ever; what the other has claimed is not new."""
    lesser, held, greater = sorted((submitted() for _ in range(3)), key=lambda event: event.id)
    more = [submitted() for _ in range(others)]
    async with consumer.database.transaction() as tx:
        assert await claim_new(tx.driver, [held]) == [held]
        replica = asyncio.create_task(_claimed(consumer, [*reversed(more), greater, held, lesser]))
        while await consumer.query(_WAITING) != 1:
            assert not replica.done()
        third = asyncio.create_task(_claimed(consumer, [greater]))
        while not third.done():
            assert await consumer.query(_WAITING) == 1, "the greater id was claimed before the lesser"
        assert await third == [greater]
    assert await replica == [*reversed(more), lesser]


@pytest.mark.parametrize("others", [0, MANY])
async def test_an_event_is_new_once(consumer: Service, others: int) -> None:
    """In one call and in two; in the order in which they came."""
    one, other, third = sorted((submitted() for _ in range(3)), key=lambda event: event.id, reverse=True)
    more, again = [submitted() for _ in range(others)], [submitted() for _ in range(others)]
    assert await _claimed(consumer, [one, *more, other, decode(encode(one))]) == [one, *more, other]
    assert await _claimed(consumer, [other, *again, third, *more, one]) == [*again, third]
    assert await _claimed(consumer, again) == []


async def test_what_was_claimed_and_not_committed_is_new(consumer: Service) -> None:
    """A batch of any size that failed is claimed again."""
    events = [submitted() for _ in range(MANY)]

    async def fail() -> None:
        async with consumer.database.transaction() as tx:
            assert await claim_new(tx.driver, events) == events
            raise ValueError("it fails")

    with pytest.raises(ValueError, match="it fails"):
        await fail()
    assert await _claimed(consumer, events) == events


async def test_many_rows_of_the_past_cost_a_batch_nothing(consumer: Service) -> None:
    """Where money is booked the inbox is never purged: a batch touches the places of its own ids, not the table."""
    await consumer.run("INSERT INTO inbox (event_id, received_at) SELECT gen_random_uuid(), now() FROM generate_series(1, 200000)")
    await consumer.run("ANALYZE inbox")
    session = await consumer.database.relay_session()
    known = [submitted() for _ in range(100)]
    async with session.transaction():
        await claim_new(session, known)
    before = await blocks_read(session, "inbox")
    new = [submitted() for _ in range(100)]
    async with session.transaction():
        assert await claim_new(session, [*known, *new]) == new
    assert await blocks_read(session, "inbox") - before < 200 * 10, "the table alone has more pages"
    assert await session.fetchval("SELECT pg_relation_size('inbox') / 8192") > 200 * 5
    await session.close()
