"""Which events the relay takes next."""

from event_bus import outbox
from tests.event_bus.effects import Service, submitted


async def test_the_oldest_that_are_not_in_flight_are_next(publisher: Service) -> None:
    await publisher.publish(*(events := [submitted() for _ in range(4)]))
    async with publisher.database.read() as read:
        first = await outbox.pending(read.driver, [], 2)
        rest = await outbox.pending(read.driver, [row.id for row in first], 500)
        assert await outbox.pending(read.driver, [row.id for row in (*first, *rest)], 500) == []
    assert [row.event_id for row in (*first, *rest)] == [event.id for event in events]
    assert len(first) == 2
