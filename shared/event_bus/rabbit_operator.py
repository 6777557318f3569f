"""What an operator does with the broker: makes its topology before anybody runs, looks at it, gives what was unrouted a way again."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractIncomingMessage

from enrolment_events.catalogue import EVENT_TYPES, PUBLISHERS
from enrolment_events.listeners import heard_by
from event_bus.proof import Message, read_proof
from event_bus.rabbit_connection import Broker
from event_bus.rabbit_consumer import SETTLE_SECONDS
from event_bus.rabbit_publisher import travelling
from event_bus.rabbit_topology import Topology

PUBLISH_SECONDS = 30.0
GIVE_BACK_SECONDS, GLANCE_SECONDS = 2.0, 0.02


@dataclass(frozen=True, slots=True)
class QueueSeen:
    """A listener's queue. `messages` is None where there is no queue."""

    service: str
    messages: int | None
    consumers: int
    parked: int
    missing: Sequence[str]
    """Types it is declared to listen to and has not announced."""
    left_behind: Sequence[str]
    """Types it has announced once and is not declared to listen to any more: their events pile up as not known."""


@dataclass(frozen=True, slots=True)
class TopologySeen:
    """The broker as it is now."""

    exchanges_missing: Sequence[str]
    queues: Sequence[QueueSeen]
    unrouted: int
    """Messages that no queue wanted; those in the queue of older releases included."""

    @property
    def is_whole(self) -> bool:
        """Everything declared is there, and nothing waits for an operator."""
        sound = all(queue.messages is not None and not (queue.missing or queue.left_behind or queue.parked) for queue in self.queues)
        return sound and not self.exchanges_missing and not self.unrouted


@dataclass(frozen=True, slots=True)
class SetAside:
    """One message that waits for an operator: up to 500 events of a type."""

    queue: str
    event_type: str
    publisher: str | None
    bytes: int


class Operator:
    """On one connection, as a user who may do everything."""

    def __init__(self, connection: AbstractConnection, topology: Topology) -> None:
        self._connection, self._topology = connection, topology

    async def apply(self, *, settle_seconds: float = SETTLE_SECONDS, prune: bool = False) -> None:
        """Declares and binds everything, waits until new queues are old enough, announces them. Doing it again changes nothing.

        `prune` takes away the bindings of types that their listener is not declared to hear any more, and the empty queue of unrouted
        messages of older releases.
        """
        channel = await self._channel()
        young = [service for service in PUBLISHERS if await self._size(self._topology.queue(service)) is None]
        for service in PUBLISHERS:
            await self._topology.declare_queue(channel, service, heard_by(service))
            await self._topology.declare_way_back(channel, service)
        if young:
            await asyncio.sleep(settle_seconds)
        for service in PUBLISHERS:
            await self._topology.announce(channel, service, heard_by(service))
        if prune:
            for service in PUBLISHERS:
                await self._prune(channel, service)
            await self._drop_old_unrouted(channel)

    async def see(self) -> TopologySeen:
        """What is there and what is not. Bindings are told by the marks that listeners leave: AMQP shows none."""
        shared = (self._topology.events, self._topology.unrouted, self._topology.parking, self._topology.nobody)
        own = [name for service in PUBLISHERS for name in (self._topology.to_one(service), self._topology.mark(service))]
        missing = [name for name in (*shared, *own) if not await self._topology.has_exchange(self._connection, name)]
        return TopologySeen(missing, [await self._queue(service) for service in PUBLISHERS], await self.count_unrouted())

    async def count_unrouted(self) -> int:
        """Messages that no queue wanted."""
        return sum([await self._size(name) or 0 for name in self._unrouted_queues])

    async def count_parked(self) -> int:
        """Messages whose every delivery ended with its consumer."""
        return sum([await self._size(name) or 0 for name in self._parked_queues])

    async def list_unrouted(self, most: int) -> list[SetAside]:
        """The oldest of them; they stay where they are."""
        return await self._list(self._unrouted_queues, most)

    async def list_parked(self, most: int) -> list[SetAside]:
        """The same of what is parked, of every service; a service takes its own back when its dead letters are replayed."""
        return await self._list(self._parked_queues, most)

    async def replay_unrouted(self, most: int) -> tuple[int, int]:
        """Publishes them again as they were signed; each leaves only when a queue has it. How many went, how many nobody wants still."""
        reading, publishing = await self._channel(), await self._channel()
        replayed, unwanted = 0, list[str]()
        async for name, message in self._messages(reading, self._unrouted_queues, min(most, await self.count_unrouted())):
            place = message.type or message.routing_key or ""
            if await self._has_way(place):
                again = Message(place, message.body, read_proof(message.headers), message.content_type or "")
                exchange = await publishing.get_exchange(self._topology.events, ensure=False)
                await exchange.publish(travelling(again), place, timeout=PUBLISH_SECONDS)
                await message.ack()
                replayed += 1
            else:
                unwanted.append(name)
        await self._give_back(reading, unwanted)
        return replayed, len(unwanted)

    @property
    def _unrouted_queues(self) -> tuple[str, str]:
        return self._topology.unrouted_events, self._topology.unrouted

    @property
    def _parked_queues(self) -> list[str]:
        return [self._topology.parked(service) for service in PUBLISHERS]

    async def _list(self, queues: Sequence[str], most: int) -> list[SetAside]:
        channel = await self._channel()
        found = [pair async for pair in self._messages(channel, queues, most)]
        await self._give_back(channel, (queue for queue, _ in found))
        return [
            SetAside(queue, message.type or message.routing_key or "?", proof.publisher if proof else None, len(message.body))
            for queue, message in found
            for proof in [read_proof(message.headers)]
        ]

    async def _messages(
        self, channel: AbstractChannel, queues: Sequence[str], most: int
    ) -> AsyncIterator[tuple[str, AbstractIncomingMessage]]:
        """The oldest of each queue, by its name; queues that are not there are left out."""
        for name in queues:
            if await self._size(name) is None:
                continue
            queue = await channel.get_queue(name, ensure=False)
            while most > 0 and (message := await queue.get(fail=False, timeout=PUBLISH_SECONDS)) is not None:
                most -= 1
                yield name, message

    async def _give_back(self, channel: AbstractChannel, queues: Iterable[str]) -> None:
        """Closes the channel, and waits until the broker counts again what it had in hand, a queue's name for each message.

        That takes it a moment. Not for long: a service may have taken them meanwhile.
        """
        await channel.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(GIVE_BACK_SECONDS):
                for name, number in Counter(queues).items():
                    while (await self._size(name) or 0) < number:  # noqa: ASYNC110 -- the broker tells it only when asked
                        await asyncio.sleep(GLANCE_SECONDS)

    async def _has_way(self, event_type: str) -> bool:
        """Whether a listener has announced the type; else it would only come back, at the end of the queue."""
        return any([await self._is_marked(service, event_type) for service in PUBLISHERS])

    async def _is_marked(self, service: str, event_type: str) -> bool:
        return await self._topology.has_exchange(self._connection, self._topology.mark(service, event_type))

    async def _queue(self, service: str) -> QueueSeen:
        seen = await self._topology.messages_in(self._connection, self._topology.queue(service))
        declared = heard_by(service)
        marked = [event_type for event_type in EVENT_TYPES if await self._is_marked(service, event_type)]
        return QueueSeen(
            service,
            seen[0] if seen else None,
            seen[1] if seen else 0,
            await self._size(self._topology.parked(service)) or 0,
            [event_type for event_type in declared if event_type not in marked],
            [event_type for event_type in marked if event_type not in declared],
        )

    async def _prune(self, channel: AbstractChannel, service: str) -> None:
        queue = await channel.get_queue(self._topology.queue(service), ensure=False)
        for event_type in EVENT_TYPES.keys() - set(heard_by(service)):
            for exchange in (self._topology.events, self._topology.to_one(service)):
                await queue.unbind(exchange, event_type)
            await channel.exchange_delete(self._topology.mark(service, event_type))

    async def _drop_old_unrouted(self, channel: AbstractChannel) -> None:
        """The queue of older releases, which dropped its oldest: nothing goes there any more, and it is deleted when it is empty."""
        if await self._size(self._topology.unrouted) == 0:
            await channel.queue_delete(self._topology.unrouted)

    async def _size(self, name: str) -> int | None:
        seen = await self._topology.messages_in(self._connection, name)
        return seen[0] if seen else None

    async def _channel(self) -> AbstractChannel:
        return await self._connection.channel(publisher_confirms=True, on_return_raises=True)


@asynccontextmanager
async def operating(url: str, prefix: str = "canbao", ca_file: Path | None = None) -> AsyncIterator[Operator]:
    """An operator at the broker of this address."""
    async with Broker(url, ca_file).connected("operator") as connection:
        yield Operator(connection, Topology(prefix))
