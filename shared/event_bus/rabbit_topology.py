"""Exchanges and queues, declared by code, identical on RabbitMQ 3.10 and 4."""

import asyncio
import re
from collections.abc import Collection

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractExchange, AbstractQueue
from pamqp.common import FieldTable

from enrolment_events.listeners import nobody_hears
from event_bus.rabbit_connection import SET_UP_SECONDS

DELIVERY_LIMIT = 50
"""After so many deliveries that all ended with their consumer, a message is parked, not deleted."""
UNROUTED_BYTES = 1 << 30
"""What no queue wants is kept up to a gigabyte; then it is refused, so that its events wait in the outbox. Nothing is dropped."""


class Topology:
    """Names and arguments. `prefix` keeps suites on one broker apart."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.events = f"{prefix}.events"
        self.parking = f"{prefix}.parking"
        self.unrouted = f"{prefix}.unrouted"
        self.unrouted_events = f"{prefix}.unrouted.events"
        """The queue of what no queue wants. Before, it had the exchange's name and dropped its oldest."""
        self.nobody = f"{prefix}.nobody"

    def queue(self, service: str) -> str:
        """The queue all replicas of a service compete on."""
        return f"{self.prefix}.{service}"

    def parked(self, service: str) -> str:
        """Where messages of a service lie that were delivered too often."""
        return f"{self.prefix}.{service}.parked"

    def to_one(self, service: str) -> str:
        """The exchange of the events for this service alone: what its queue refused, and the others' have, goes this way."""
        return f"{self.prefix}.{service}.events"

    @property
    def set_aside(self) -> str:
        """A regular expression for the queues that only operators read."""
        return rf"^{re.escape(self.prefix)}\.([a-z-]+\.parked|unrouted(\.events)?)$"

    def resources_of(self, service: str) -> str:
        """A regular expression for all that the broker's user of this service must declare and read: what is its own, and what all
        share."""
        return rf"^({self._own(service)})$"

    def written_by(self, service: str) -> str:
        """The same for what it must write to: also the exchanges that lead to one listener each; what it may send there is told by type."""
        return rf"^({self._own(service)}|{re.escape(self.prefix)}\.[a-z-]+\.events)$"

    def _own(self, service: str) -> str:
        own, shared = re.escape(self.queue(service)), re.escape(self.prefix)
        return rf"{own}(\.(parked|again|events|bound(\..+)?))?|{shared}\.(events|parking|nobody|unrouted(\.events)?)"

    def _again(self, service: str) -> str:
        return f"{self.prefix}.{service}.again"

    def mark(self, service: str, event_type: str | None = None) -> str:
        """An exchange of no other use that says: this service's queue is there, and bound to the type."""
        return f"{self.prefix}.{service}.bound" + (f".{event_type}" if event_type else "")

    async def declare_exchange(self, channel: AbstractChannel) -> AbstractExchange:
        """The topic exchange of all events. What no queue wants is kept in `unrouted`, unless nobody is meant to want it."""
        unwanted = await channel.declare_exchange(self.unrouted, aio_pika.ExchangeType.FANOUT, durable=True)
        leftovers: FieldTable = {"x-queue-type": "quorum", "x-max-length-bytes": UNROUTED_BYTES, "x-overflow": "reject-publish"}
        await (await channel.declare_queue(self.unrouted_events, durable=True, arguments=leftovers)).bind(unwanted)
        await (await channel.get_queue(self.unrouted, ensure=False)).unbind(unwanted)  # of older releases; whether it is there or not
        arguments: FieldTable = {"alternate-exchange": self.unrouted}
        events = await channel.declare_exchange(self.events, aio_pika.ExchangeType.TOPIC, durable=True, arguments=arguments)
        nobody = await channel.declare_exchange(self.nobody, aio_pika.ExchangeType.FANOUT, durable=True)
        for event_type in nobody_hears():
            await nobody.bind(events, event_type)
        return events

    async def declare_queue(self, channel: AbstractChannel, service: str, event_types: Collection[str]) -> AbstractQueue:
        """The service's queue, bound to the types it handles, with a parking queue behind it."""
        exchange = await self.declare_exchange(channel)
        parking = await channel.declare_exchange(self.parking, aio_pika.ExchangeType.DIRECT, durable=True)
        parked = await channel.declare_queue(self.parked(service), durable=True, arguments={"x-queue-type": "quorum"})
        await parked.bind(parking, self.queue(service))
        arguments: FieldTable = {
            "x-queue-type": "quorum",
            "x-delivery-limit": DELIVERY_LIMIT,
            "x-dead-letter-exchange": self.parking,
            "x-dead-letter-routing-key": self.queue(service),
            "x-dead-letter-strategy": "at-least-once",
            "x-overflow": "reject-publish",
        }
        queue = await channel.declare_queue(self.queue(service), durable=True, arguments=arguments)
        to_one = await channel.declare_exchange(self.to_one(service), aio_pika.ExchangeType.TOPIC, durable=True)
        for event_type in event_types:
            await queue.bind(exchange, event_type)
            await queue.bind(to_one, event_type)
        return queue

    async def declare_way_back(self, channel: AbstractChannel, service: str) -> AbstractExchange:
        """An exchange that leads to this service's queue and nowhere else: who may use the default one reaches every queue."""
        exchange = await channel.declare_exchange(self._again(service), aio_pika.ExchangeType.FANOUT, durable=True)
        await (await channel.get_queue(self.queue(service), ensure=False)).bind(exchange)
        return exchange

    async def announce(self, channel: AbstractChannel, service: str, event_types: Collection[str]) -> None:
        """Leaves the marks that say: this service's queue is there, and bound to these types. Relays wait for them."""
        for mark in (self.mark(service), *(self.mark(service, event_type) for event_type in event_types)):
            await channel.declare_exchange(mark, aio_pika.ExchangeType.FANOUT, durable=True)

    async def has_exchange(self, connection: AbstractConnection, name: str) -> bool:
        """Whether it is there; on a channel of its own, which the broker closes if it is not."""
        async with asyncio.timeout(SET_UP_SECONDS):
            channel = await connection.channel()
            try:
                await channel.declare_exchange(name, passive=True)
            except aio_pika.exceptions.ChannelNotFoundEntity:
                return False
            await channel.close()
        return True

    async def messages_in(self, connection: AbstractConnection, name: str) -> tuple[int, int] | None:
        """How many messages lie in a queue and how many consumers it has; None if it is not there."""
        async with asyncio.timeout(SET_UP_SECONDS):
            channel = await connection.channel()
            try:
                found = (await channel.declare_queue(name, passive=True)).declaration_result
            except aio_pika.exceptions.ChannelNotFoundEntity:
                return None
            await channel.close()
        return found.message_count or 0, found.consumer_count or 0
