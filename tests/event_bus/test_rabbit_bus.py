"""The RabbitMQ transport."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import aio_pika
import pytest

from enrolment_events.envelope import Event, encode
from event_bus import EventBus, Membership, RabbitBus, rabbit_consumer, rabbit_publisher, rabbit_topology
from event_bus.lanes import Published
from event_bus.memory import Memory
from event_bus.outbox import OutboxRow
from event_bus.proof import Message
from event_bus.rabbit_publisher import RabbitPublisher, travelling
from event_bus.rabbit_topology import DELIVERY_LIMIT, Topology
from event_bus.rabbitmq import KeysMissing
from tests.event_bus.behaviour import DEAD, EFFECTS, OUTBOX, BusBehaviour
from tests.event_bus.effects import Service, submitted, until
from tests.event_bus.letters import replayed
from tests.event_bus.proofs import BusProofs
from tests.event_keys import signer_of
from tests.servers import private_node

pytestmark = pytest.mark.rabbitmq
UNWANTED = "INSERT INTO outbox (event_id, event_type, event) VALUES (:id, 'benefits.nobody.listens.v1', '{}')"


@pytest.fixture
def prefix() -> str:
    """Keeps each test's exchanges and queues apart."""
    return f"test-{submitted().id}"


@pytest.fixture
async def channel(rabbitmq_url: str) -> AsyncIterator[aio_pika.abc.AbstractChannel]:
    """The test's own way to the broker."""
    connection = await aio_pika.connect(rabbitmq_url)
    async with connection:
        yield await connection.channel(publisher_confirms=True, on_return_raises=True)


def signed(event: Event[Any]) -> aio_pika.Message:
    """One event as registration sends it."""
    return travelling(signer_of("registration").sign_message(event.type, b"[" + encode(event) + b"]"))


class TestRabbitBus(BusBehaviour):
    """Publisher and consumer over a real broker."""

    @pytest.fixture(autouse=True)
    def _broker(self, rabbitmq_url: str, prefix: str) -> None:
        self.url, self.prefix = rabbitmq_url, prefix

    def make_bus(self) -> EventBus:
        return RabbitBus(self.url, prefix=self.prefix, expects=["dedup"], settle_seconds=0)


class TestRabbitProofs(BusProofs):
    """Messages published by somebody who got hold of the broker."""

    @pytest.fixture(autouse=True)
    def _broker(self, rabbitmq_url: str, prefix: str, channel: aio_pika.abc.AbstractChannel) -> None:
        self.url, self.prefix, self.channel = rabbitmq_url, prefix, channel

    def make_bus(self) -> EventBus:
        return RabbitBus(self.url, prefix=self.prefix, expects=["dedup"], settle_seconds=0)

    async def send(self, message: Message) -> None:
        exchange = await self.channel.get_exchange(f"{self.prefix}.events")
        await exchange.publish(travelling(message), message.place)


@pytest.fixture
async def bus(rabbitmq_url: str, prefix: str) -> AsyncIterator[RabbitBus]:
    """Closed at the end of the test."""
    bus = RabbitBus(rabbitmq_url, prefix=prefix, expects=["dedup"], settle_seconds=0)
    yield bus
    await bus.close()


@pytest.fixture
async def consumer_membership(bus: RabbitBus, consumer: Service) -> Membership:
    """The consumer, consuming."""
    membership = await bus.join(consumer.member)
    await until(lambda: membership.health.consumer_alive)
    return membership


@pytest.fixture
async def pair(publisher: Service, consumer: Service, bus: RabbitBus, consumer_membership: Membership) -> tuple[Service, Service]:
    """Both joined."""
    publisher.database.on_commit = (await bus.join(publisher.publishing_member)).wake
    return publisher, consumer


async def test_events_travel_together_as_a_cloudevents_batch(
    publisher: Service, rabbitmq_url: str, prefix: str, channel: aio_pika.abc.AbstractChannel
) -> None:
    queue = await Topology(prefix).declare_queue(channel, "dedup", ["registration.application.submitted.v1"])
    await Topology(prefix).announce(channel, "dedup", [submitted().type])
    events = [submitted() for _ in range(7)]
    await publisher.publish(*events)
    bus = RabbitBus(rabbitmq_url, prefix=prefix, expects=["dedup"], settle_seconds=0)
    await bus.join(publisher.publishing_member)
    await publisher.until(OUTBOX, 0)
    message = await queue.get(timeout=5)
    await bus.close()
    assert [event["id"] for event in json.loads(message.body)] == [str(event.id) for event in events]
    assert (message.content_type or "").startswith("application/cloudevents-batch+json")
    assert message.delivery_mode == aio_pika.DeliveryMode.PERSISTENT
    assert message.message_id not in {str(event.id) for event in events}


async def test_an_event_of_unknown_type_goes_to_the_dead_letters(
    pair: tuple[Service, Service], prefix: str, channel: aio_pika.abc.AbstractChannel
) -> None:
    publisher, consumer = pair
    await publisher.publish(submitted())
    await consumer.until(EFFECTS, 1)
    stranger = json.dumps([{"id": str(submitted().id), "type": "registration.stranger.v9", "source": "/elsewhere"}]).encode()
    message = signer_of("registration").sign_message("registration.stranger.v9", stranger)
    await channel.default_exchange.publish(travelling(message), f"{prefix}.dedup")
    await consumer.until(DEAD, 1)
    assert await consumer.query("SELECT origin FROM dead_letters") == "/canbao/registration"
    assert await consumer.query("SELECT error FROM dead_letters") == "UnknownEventType"
    await publisher.publish(submitted())
    await consumer.until(EFFECTS, 2)


async def test_what_is_no_json_goes_to_the_dead_letters(
    pair: tuple[Service, Service], prefix: str, channel: aio_pika.abc.AbstractChannel
) -> None:
    publisher, consumer = pair
    await publisher.publish(submitted())
    await consumer.until(EFFECTS, 1)
    exchange = await channel.get_exchange(f"{prefix}.events")
    await exchange.publish(aio_pika.Message(b"\x00\xff no json"), "registration.application.submitted.v1")
    await consumer.until(DEAD, 1)


async def test_what_no_queue_wants_is_kept_and_counted(
    publisher: Service, bus: RabbitBus, prefix: str, channel: aio_pika.abc.AbstractChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rabbit_publisher, "LOOK_SECONDS", 0.05)
    membership = await bus.join(publisher.publishing_member)
    publisher.database.on_commit = membership.wake
    event = submitted()
    await publisher.run(UNWANTED, id=event.id)
    await publisher.until(OUTBOX, 0)
    await until(lambda: membership.health.unrouted == 1)
    queue = await channel.get_queue(f"{prefix}.unrouted.events")
    assert (await queue.get(timeout=5)).routing_key == "benefits.nobody.listens.v1"


async def test_what_no_queue_wants_waits_in_the_outbox_while_there_is_no_room_for_it(
    publisher: Service, bus: RabbitBus, prefix: str, channel: aio_pika.abc.AbstractChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is dropped."""
    monkeypatch.setattr(rabbit_topology, "UNROUTED_BYTES", 1)
    membership = await bus.join(publisher.publishing_member)
    publisher.database.on_commit = membership.wake
    sent = 0
    while not membership.health.refusing:
        await publisher.run(UNWANTED, id=submitted().id)
        sent += 1
        membership.wake()
        await publisher.query("SELECT pg_sleep(0.05)")
    assert membership.health.refusing.keys() == {"unrouted"}
    queue, kept = await channel.get_queue(f"{prefix}.unrouted.events"), 0
    while kept < sent:
        if (message := await queue.get(fail=False, no_ack=True)) is not None:
            kept += len(json.loads(message.body))
    await publisher.until(OUTBOX, 0)


@pytest.mark.timeout(300)
async def test_a_broker_that_is_gone_holds_nobody_up_and_loses_nothing(publisher: Service, consumer: Service) -> None:
    async with AsyncExitStack() as stack:
        node = stack.enter_context(private_node())
        bus = RabbitBus(node.url, expects=["dedup"])
        stack.push_async_callback(bus.close)
        await bus.join(consumer.member)
        membership = await bus.join(publisher.publishing_member)
        publisher.database.on_commit = membership.wake
        await publisher.publish(*(first := [submitted() for _ in range(50)]))
        await consumer.until(EFFECTS, 50)
        await publisher.until(OUTBOX, 0)
        node.kill()
        await publisher.publish(*(second := [submitted() for _ in range(50)]))
        assert await publisher.query(OUTBOX) == 50
        node.start()
        await consumer.until(EFFECTS, 100)
        await publisher.until(OUTBOX, 0)
        assert await consumer.effect_ids() == sorted(event.id for event in (*first, *second))
        assert membership.health.relay_alive


async def test_parked_messages_are_counted_and_taken_back(
    monkeypatch: pytest.MonkeyPatch,
    consumer: Service,
    consumer_membership: Membership,
    prefix: str,
    channel: aio_pika.abc.AbstractChannel,
) -> None:
    """As after a message that took its consumer down with every delivery."""
    monkeypatch.setattr(rabbit_consumer, "WATCH_SECONDS", 0.05)
    event = submitted()
    message = signed(event)
    await channel.default_exchange.publish(message, f"{prefix}.dedup.parked")
    await until(lambda: consumer_membership.health.parked == 1)
    await replayed(consumer, consumer_membership)
    await consumer.until(EFFECTS, 1)
    assert await consumer.effect_ids() == [event.id]


async def test_what_is_parked_by_an_intruder_is_not_proved_by_being_taken_back(
    pair: tuple[Service, Service], consumer_membership: Membership, prefix: str, channel: aio_pika.abc.AbstractChannel
) -> None:
    _, consumer = pair
    event = submitted()
    forged = signer_of("dedup").sign_message(event.type, b"[" + encode(event) + b"]")
    await channel.default_exchange.publish(travelling(forged), f"{prefix}.dedup.parked")
    await replayed(consumer, consumer_membership)
    await consumer.until(DEAD, 1)
    assert await consumer.effect_ids() == []


async def test_a_message_that_names_another_type_than_its_routing_key_is_not_proved(
    pair: tuple[Service, Service], consumer_membership: Membership, prefix: str, channel: aio_pika.abc.AbstractChannel
) -> None:
    """Sent to the queue of whoever hears one type, it would be read as the other."""
    _, consumer = pair
    exchange = await channel.get_exchange(f"{prefix}.events")
    event = submitted()
    await (await channel.get_queue(f"{prefix}.dedup")).bind(exchange, "registration.other.v1")
    await exchange.publish(signed(event), "registration.other.v1")
    await consumer.until(DEAD, 1)
    assert consumer_membership.health.unproved == 1
    assert await consumer.effect_ids() == []


async def test_a_member_without_keys_does_not_join(consumer: Service, bus: RabbitBus) -> None:
    for without in (replace(consumer.member, signer=None), replace(consumer.member, publishers=None)):
        with pytest.raises(KeysMissing, match="every message is signed and proved"):
            await bus.join(without)


async def test_a_message_delivered_too_often_is_parked_not_deleted(
    pair: tuple[Service, Service], prefix: str, channel: aio_pika.abc.AbstractChannel
) -> None:
    queue = await Topology(prefix).declare_queue(channel, "benefits", ["benefits.nobody.listens.v1"])
    await channel.default_exchange.publish(aio_pika.Message(b"[]"), f"{prefix}.benefits")
    for _ in range(DELIVERY_LIMIT + 1):
        await (await queue.get(timeout=5)).reject(requeue=True)
    parked = await channel.get_queue(f"{prefix}.benefits.parked")
    while (message := await parked.get(fail=False, timeout=5)) is None:
        pass
    assert message.body == b"[]"


async def test_nothing_is_published_to_a_queue_that_is_not_announced(
    publisher: Service, bus: RabbitBus, prefix: str, channel: aio_pika.abc.AbstractChannel
) -> None:
    """Neither before it is bound nor while it is so young that a killed broker would forget it."""
    queue = await Topology(prefix).declare_queue(channel, "dedup", [submitted().type])
    membership = await bus.join(publisher.publishing_member)
    await publisher.publish(submitted())
    await until(lambda: list(membership.health.held_types) == [submitted().type])
    assert await publisher.query(OUTBOX) == 1
    await Topology(prefix).announce(channel, "dedup", [submitted().type])
    await publisher.until(OUTBOX, 0)
    assert await queue.get(timeout=5)


async def test_two_publishes_of_one_event_have_different_message_ids(
    publisher: Service, rabbitmq_url: str, prefix: str, channel: aio_pika.abc.AbstractChannel
) -> None:
    queue = await Topology(prefix).declare_queue(channel, "dedup", ["registration.application.submitted.v1"])
    connection = await aio_pika.connect(rabbitmq_url)
    async with connection:
        sender = RabbitPublisher(connection, Topology(prefix), signer_of("registration"), {})
        event = submitted()
        row = OutboxRow(1, event.id, event.type, encode(event).decode())
        assert await sender.publish([row, row], Memory()) == Published(1)
        assert await sender.publish([row], Memory()) == Published(1)
    first, second = await queue.get(timeout=5), await queue.get(timeout=5)
    assert len(json.loads(first.body)) == 2
    assert first.message_id != second.message_id


async def test_a_publish_nobody_takes_is_no_success(rabbitmq_url: str, prefix: str, channel: aio_pika.abc.AbstractChannel) -> None:
    """Without its alternate exchange an unroutable message comes back: the events must stay in the outbox."""
    topology = Topology(prefix)
    topology.events = f"{prefix}.lonely"
    await channel.declare_exchange(topology.events, aio_pika.ExchangeType.TOPIC)
    connection = await aio_pika.connect(rabbitmq_url)
    async with connection:
        event = submitted()
        sender = RabbitPublisher(connection, topology, signer_of("registration"), {})
        published = await sender.publish([OutboxRow(1, event.id, event.type, encode(event).decode())], Memory())
        (late,) = published.late
        assert [row.event_id for row in late.rows] == [event.id]
        await sender.close()
