"""The in-process transport."""

from dataclasses import replace

import pytest

from enrolment_events.envelope import encode
from event_bus import EmbeddedBus, EventBus
from event_bus.proof import Message
from tests.conftest import FreshDatabase
from tests.event_bus.behaviour import EFFECTS, END_RELAY, OUTBOX, BusBehaviour
from tests.event_bus.effects import Service, service_on, submitted, until
from tests.event_bus.proofs import BusProofs
from tests.event_keys import signer_of


class TestEmbeddedBus(BusBehaviour):
    """All of it in one process, on one bus."""

    @pytest.fixture(autouse=True)
    def _one_bus(self) -> None:
        self.bus = EmbeddedBus()

    def make_bus(self) -> EventBus:
        return self.bus


class TestEmbeddedProofs(BusProofs):
    """Messages handed over by somebody who got hold of the bus."""

    @pytest.fixture(autouse=True)
    def _one_bus(self) -> None:
        self.bus = EmbeddedBus()

    def make_bus(self) -> EventBus:
        return self.bus

    async def send(self, message: Message) -> None:
        await self.bus.hand_over([message])


async def test_members_without_keys_get_keys_of_this_bus(publisher: Service, consumer: Service) -> None:
    """As in the embedded suite: a member publishes what is its own, and nothing that is another's."""
    bus = EmbeddedBus()
    membership = await bus.join(replace(consumer.member, signer=None, publishers=None))
    publishing = await bus.join(replace(publisher.publishing_member, signer=None, publishers=None))
    publisher.database.on_commit = publishing.wake
    await publisher.publish(submitted())
    await consumer.until(EFFECTS, 1)
    body = b"[" + encode(submitted()) + b"]"
    await bus.hand_over([signer_of("registration").sign_message(submitted().type, body)])
    await bus.hand_over([bus.signer_of("dedup").sign_message(submitted().type, body)])
    assert membership.health.unproved == 2
    assert await consumer.query(EFFECTS) == 1
    await bus.close()


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
    await until(lambda: publishing.health.refusing == {"dedup": 1})
    assert await publisher.query(OUTBOX) == 1
    await bus.join(consumer.member)
    await consumer.until(EFFECTS, 2)
    await bus.close()


async def test_a_listener_that_holds_neither_stops_nor_doubles_the_others(
    publisher: Service, consumer: Service, fresh_database: FreshDatabase
) -> None:
    bus = EmbeddedBus(slow_seconds=0.05)
    away = True

    def hold() -> None:
        if away:
            raise ConnectionResetError

    async with service_on(await fresh_database("other"), "benefits") as other:
        consumer.before_effect = hold
        joined = [await bus.join(member) for member in (consumer.member, other.member, publisher.publishing_member)]
        publisher.database.on_commit = joined[2].wake
        events = [submitted() for _ in range(6)]
        for number, event in enumerate(events):
            await publisher.publish(event)
            await other.until(EFFECTS, number + 1)
        assert await publisher.query(OUTBOX) == 6
        assert joined[2].health.refusing == {"dedup": 6}
        assert await publisher.query(END_RELAY) == 1
        await until(lambda: joined[2].health.restarts >= 1 and joined[2].health.refusing == {"dedup": 6})
        away = False
        await publisher.until(OUTBOX, 0)
        assert await consumer.effect_ids() == await other.effect_ids() == sorted(event.id for event in events)
        assert [member.health.duplicates for member in joined] == [0, 0, 0]
        await bus.close()
