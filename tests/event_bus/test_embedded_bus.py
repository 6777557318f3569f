"""The in-process transport."""

import pytest

from event_bus import EmbeddedBus, EventBus
from tests.event_bus.behaviour import EFFECTS, OUTBOX, BusBehaviour
from tests.event_bus.effects import Service, submitted, until


class TestEmbeddedBus(BusBehaviour):
    """All of it in one process, on one bus."""

    @pytest.fixture(autouse=True)
    def _one_bus(self) -> None:
        self.bus = EmbeddedBus()

    def make_bus(self) -> EventBus:
        return self.bus


async def test_nothing_is_relayed_before_everybody_is_there(publisher: Service, consumer: Service) -> None:
    bus = EmbeddedBus(expects=["registration", "dedup"])
    await bus.join(publisher.publishing_member)
    await publisher.publish(submitted())
    assert await publisher.query(OUTBOX) == 1
    await bus.join(consumer.member)
    await consumer.until(EFFECTS, 1)
    await publisher.until(OUTBOX, 0)
    await bus.close()


async def test_what_is_committed_while_a_consumer_is_away_waits_for_it(publisher: Service, consumer: Service) -> None:
    bus = EmbeddedBus()
    membership = await bus.join(consumer.member)
    publishing = await bus.join(publisher.publishing_member)
    publisher.database.on_commit = publishing.wake
    await publisher.publish(submitted())
    await consumer.until(EFFECTS, 1)
    await membership.leave()
    await publisher.publish(submitted())
    await until(lambda: publishing.health.restarts > 0)
    assert await publisher.query(OUTBOX) == 1
    await bus.join(consumer.member)
    await consumer.until(EFFECTS, 2)
    await bus.close()
