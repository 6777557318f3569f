"""Consuming: messages wait in a short local list; what waits together is taken in together and acknowledged after the commit."""

import asyncio
import logging
from typing import Any

from aio_pika.abc import AbstractConnection, AbstractIncomingMessage, AbstractQueue

from enrolment_events.envelope import Event
from event_bus.consumption import Consumption
from event_bus.proof import Message, read_proof
from event_bus.rabbit_connection import SET_UP_SECONDS, Broker, BrokerLost
from event_bus.rabbit_publisher import travelling
from event_bus.rabbit_topology import Topology
from event_bus.supervision import end_all

_log = logging.getLogger("event_bus.consumer")
PREFETCH = 8
"""Messages, of up to 500 events each; small, since what is prefetched when the broker dies is delivered again."""
MERGED_EVENTS = 2_000
"""Further messages join a transaction until it has so many events."""
WATCH_SECONDS, SILENCE_SECONDS, LOOK_SECONDS = 10.0, 30.0, 10.0
HOLD_SECONDS, GLANCE_SECONDS = 3.0, 0.25
"""A consumer that has held its events for so long takes no more."""

SETTLE_SECONDS = 5.0
"""A new quorum queue is announced only after this time: RabbitMQ 3.10 keeps its name in memory for about 3 s, and if it is killed within
them, queue and messages are gone although they were confirmed. So nothing is published to a queue so young."""


class ConsumerStarved(Exception):
    """The queue has messages and this consumer, though idle, gets none."""


class RabbitConsumer:
    """The consuming task of one member. `run` ends only by stop or failure; then its supervisor starts it again."""

    def __init__(self, broker: Broker, topology: Topology, service: str, consumption: Consumption, settle_seconds: float) -> None:
        self._broker = broker
        self._topology = topology
        self._service = service
        self._consumption = consumption
        self._settle_seconds = settle_seconds
        self._waiting: list[AbstractIncomingMessage] = []
        self._moved = asyncio.Event()
        self._stopping = False
        self._lost = False
        self._has_let_go = False
        self._last_moved = 0.0
        self.consuming = False
        """True while the broker knows this consumer."""
        self.subscription: tuple[AbstractQueue, str] | None = None
        """Queue and tag of the latest subscription; held, so that nobody collects them."""
        self.parked = 0
        """Messages in the parking queue when the watchdog looked last."""

    def stop(self) -> None:
        """Take no more; `run` returns when the batch in hand is committed and acknowledged."""
        self._stopping = True
        self._moved.set()

    async def run(self) -> None:
        """Consumes until told to stop; takes nothing from the queue before the database takes it in."""
        while not self._stopping:
            await self._consumption.until_working()
            await self._consume()

    async def _consume(self) -> None:
        """Declares the queue and consumes, until told to stop or until it has let go and nothing is in hand.

        Then the connection is closed: what the broker sent while the subscription ended is delivered anew.
        """
        self._waiting, self._lost, self._has_let_go = [], False, False
        async with self._broker.connected(f"consumer {self._service}") as connection:
            connection.close_callbacks.add(self._connection_lost)
            async with asyncio.timeout(SET_UP_SECONDS):
                channel = await connection.channel()
                channel.close_callbacks.add(self._connection_lost)
                await channel.set_qos(prefetch_count=PREFETCH)
                queue = await self._topology.declare_queue(channel, self._service, self._consumption.event_types)
                self.subscription = queue, await queue.consume(self._receive)
            watchdog = asyncio.create_task(self._watch(connection))
            watchdog.add_done_callback(lambda _: self._moved.set())
            letting_go = asyncio.create_task(self._let_go_when_held(*self.subscription))
            self.consuming = True
            try:
                await self._work(watchdog)
                if not self._has_let_go:
                    await queue.cancel(self.subscription[1], timeout=5)
            finally:
                self.consuming = False
                await end_all(watchdog, letting_go)

    def _connection_lost(self, *_: Any) -> None:
        self._lost = True
        self._moved.set()

    async def _receive(self, message: AbstractIncomingMessage) -> None:
        self._waiting.append(message)
        self._moved.set()

    async def _let_go_when_held(self, queue: AbstractQueue, tag: str) -> None:
        """Ends the subscription once events have been held for a while: they stay in hand, and nothing more comes."""
        figures = self._consumption.figures
        while figures.held_seconds < HOLD_SECONDS:  # noqa: ASYNC110 -- a glance at a number
            await asyncio.sleep(min(GLANCE_SECONDS, HOLD_SECONDS))
        _log.warning("%s takes no more from its queue while it holds", self._service)
        self._has_let_go = True
        await queue.cancel(tag, timeout=5)
        self.consuming = False

    async def _work(self, watchdog: "asyncio.Task[None]") -> None:
        while not self._stopping:
            if self._lost:
                raise BrokerLost
            if watchdog.done():
                watchdog.result()
            if not self._waiting and self._has_let_go:
                return
            if not self._waiting:
                self._moved.clear()
                await self._moved.wait()
                continue
            await self._take_in()

    async def _take_in(self) -> None:
        events: list[Event[Any]] = []
        latest = self._waiting[0]
        while self._waiting and len(events) < MERGED_EVENTS:
            latest = self._waiting.pop(0)
            events += await self._consumption.read_batch(self._read(latest))
        await self._consumption.take(events)
        self._last_moved = asyncio.get_running_loop().time()
        if self._lost:
            raise BrokerLost
        await latest.channel.basic_ack(latest.delivery_tag or 0, multiple=True)

    def _read(self, message: AbstractIncomingMessage) -> Message:
        """What came through parking has the queue's name as its routing key, and its place in its type."""
        was_parked = message.routing_key == self._topology.queue(self._service)
        place = message.type if was_parked else message.routing_key
        return Message(place or "", message.body, read_proof(message.headers), message.content_type or "")

    async def _watch(self, connection: AbstractConnection) -> None:
        """Announces the queue once it is old enough; then raises if it has messages that do not come although nothing is in hand."""
        await asyncio.sleep(self._settle_seconds)
        async with asyncio.timeout(LOOK_SECONDS):
            channel = await connection.channel()
            await self._topology.announce(channel, self._service, self._consumption.event_types)
            await channel.close()
        loop = asyncio.get_running_loop()
        self._last_moved = loop.time()
        while True:
            waiting, self.parked = await self._look(connection)
            idle = not self._waiting and loop.time() - self._last_moved > SILENCE_SECONDS
            if idle and waiting and not self._consumption.figures.held:
                raise ConsumerStarved
            await asyncio.sleep(WATCH_SECONDS)

    async def _look(self, connection: AbstractConnection) -> tuple[int, int]:
        """How many messages wait in the queue, and how many are parked."""
        async with asyncio.timeout(LOOK_SECONDS):
            channel = await connection.channel()
            queue = await channel.declare_queue(self._topology.queue(self._service), passive=True)
            parked = await channel.declare_queue(self._topology.parked(self._service), passive=True)
            await channel.close()
        return queue.declaration_result.message_count or 0, parked.declaration_result.message_count or 0

    async def unpark(self) -> None:
        """Moves parked messages back into the queue; each leaves the parking only when the queue has it."""
        async with self._broker.connected(f"unparking {self._service}") as connection:
            channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
            exchange = await self._topology.declare_way_back(channel, self._service)
            parked = await channel.get_queue(self._topology.parked(self._service))
            while (message := await parked.get(fail=False, timeout=10)) is not None:
                again = Message(message.type or "", message.body, read_proof(message.headers), message.content_type or "")
                await exchange.publish(travelling(again), self._topology.queue(self._service), timeout=10)
                await message.ack()
            self.parked = 0
