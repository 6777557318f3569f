"""Over RabbitMQ: a type waits for its listeners alone, and a listener that is full costs the others nothing."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aio_pika
import msgspec
import pytest

from enrolment_events.envelope import Event
from event_bus import Membership, RabbitBus
from event_bus.rabbit_topology import Topology
from tests.enrolment_events.samples import sample_event
from tests.event_bus.behaviour import END_RELAY, OUTBOX
from tests.event_bus.effects import Service, submitted, until
from tests.servers import private_node

pytestmark = pytest.mark.rabbitmq
ACTIVATED = "registration.participation.activated.v1"
LISTENERS = ("dedup", "benefits")


class Broker:
    """The test's own way to the broker, with the names of one suite."""

    def __init__(self, url: str, prefix: str, channel: aio_pika.abc.AbstractChannel) -> None:
        self.url, self.prefix, self.channel, self.topology = url, prefix, channel, Topology(prefix)

    @asynccontextmanager
    async def relaying(self, publisher: Service) -> AsyncIterator[Membership]:
        """The publisher on the bus."""
        bus = RabbitBus(self.url, prefix=self.prefix, expects=LISTENERS, settle_seconds=0, first_pause=0.01)
        membership = await bus.join(publisher.publishing_member)
        publisher.database.on_commit = membership.wake
        yield membership
        await bus.close()

    async def bind(self, service: str, *types: str) -> aio_pika.abc.AbstractQueue:
        """A listener that is there and takes nothing out of its queue."""
        queue = await self.topology.declare_queue(self.channel, service, types)
        await self.topology.announce(self.channel, service, types)
        return queue

    async def bind_full(self, service: str, event_type: str) -> aio_pika.abc.AbstractQueue:
        """The same with a queue that refuses everything after its first message."""
        arguments: dict[str, Any] = {"x-max-length": 1, "x-overflow": "reject-publish"}
        queue = await self.channel.declare_queue(self.topology.queue(service), durable=True, arguments=arguments)
        await self.channel.declare_exchange(self.topology.to_one(service), aio_pika.ExchangeType.TOPIC, durable=True)
        for name in (self.topology.events, self.topology.to_one(service)):
            await queue.bind(name, event_type)
        await self.topology.announce(self.channel, service, [event_type])
        return queue


@asynccontextmanager
async def broker_at(url: str) -> AsyncIterator[Broker]:
    """With a suite of its own."""
    async with await aio_pika.connect(url) as connection:
        yield Broker(url, f"test-{submitted().id}", await connection.channel(publisher_confirms=True))


@pytest.fixture
async def broker(rabbitmq_url: str) -> AsyncIterator[Broker]:
    async with broker_at(rabbitmq_url) as broker:
        yield broker


async def taken_from(queue: aio_pika.abc.AbstractQueue, at_least: int) -> list[str]:
    """Ids of the events in a queue, as often as they are there, in order."""
    ids: list[str] = []
    while (message := await queue.get(fail=False, no_ack=True)) is not None or len(ids) < at_least:
        if message is not None:
            ids += [event["id"] for event in msgspec.json.decode(message.body)]
    return ids


def ids_of(events: Sequence[Event[Any]]) -> list[str]:
    return [str(event.id) for event in events]


async def test_a_type_waits_for_its_listeners_and_the_others_flow(publisher: Service, broker: Broker) -> None:
    """A new type, told before one of its listeners has been upgraded."""
    dedup = await broker.bind("dedup", submitted().type, ACTIVATED)
    new: list[Event[Any]] = [sample_event(ACTIVATED) for _ in range(3)]
    async with broker.relaying(publisher) as membership:
        await publisher.publish(*new[:2])
        await until(lambda: list(membership.health.held_types) == [ACTIVATED])
        await publisher.publish(other := submitted())
        await publisher.publish(new[2])
        assert await taken_from(dedup, 1) == ids_of([other])
        await publisher.until(OUTBOX, 3)
        benefits = await broker.bind("benefits", ACTIVATED)
        assert await taken_from(benefits, 3) == await taken_from(dedup, 3) == ids_of(new)
        await publisher.until(OUTBOX, 0)
        assert list(membership.health.held_types) == []


async def test_a_full_queue_of_one_listener_does_not_double_the_others(publisher: Service, broker: Broker) -> None:
    """The first that meets it comes at most twice, newer ones once; also when the relay starts again meanwhile."""
    dedup = await broker.bind("dedup", submitted().type, ACTIVATED)
    benefits = await broker.bind_full("benefits", ACTIVATED)
    events: list[Event[Any]] = [sample_event(ACTIVATED) for _ in range(12)]
    async with broker.relaying(publisher) as membership:
        copies: list[str] = []
        for number, event in enumerate(events):
            if number == 8:
                assert await publisher.query(END_RELAY) == 1
                await until(lambda: membership.health.restarts >= 1 and bool(membership.health.refusing))
            await publisher.publish(event)
            copies += await taken_from(dedup, 1)
        assert membership.health.refusing.keys() == {"benefits"}
        assert set(copies) == set(ids_of(events))
        assert max(copies.count(id_) for id_ in ids_of(events)) <= 2
        assert [copies.count(id_) for id_ in ids_of(events[3:])] == [1] * 9
        await publisher.publish(other := submitted())
        assert await taken_from(dedup, 1) == ids_of([other])
        arrived: list[str] = []
        while await publisher.query(OUTBOX):
            arrived += await taken_from(benefits, 0)
        arrived += await taken_from(benefits, 0)
        assert arrived == ids_of(events)
        assert await taken_from(dedup, 0) == []
        await until(lambda: membership.health.refusing == {})


async def test_what_was_refused_goes_as_soon_as_the_limit_is_taken_away(publisher: Service) -> None:
    """Also while the queue is still full: RabbitMQ 3.10 goes on to refuse on a channel that it refused on before."""
    limit = '{"max-length": 1, "overflow": "reject-publish"}'
    with private_node() as node:
        async with broker_at(node.url) as broker:
            dedup = await broker.bind("dedup", submitted().type)
            await asyncio.to_thread(node.control, "set_policy", "--apply-to", "queues", "full", ".*", limit)
            events: list[Event[Any]] = []
            async with broker.relaying(publisher) as membership:
                while membership.health.refusing.keys() != {"dedup"}:
                    events.append(submitted())
                    await publisher.publish(events[-1])
                    await asyncio.sleep(0.05)  # else many of them are one message
                await asyncio.to_thread(node.control, "clear_policy", "full")
                await publisher.until(OUTBOX, 0)
                assert sorted(await taken_from(dedup, len(events))) == sorted(ids_of(events))
                await until(lambda: membership.health.refusing == {})
                await publisher.publish(after := submitted())
                assert await taken_from(dedup, 1) == ids_of([after])
