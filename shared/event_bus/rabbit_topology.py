"""Exchanges and queues, declared by code, identical on RabbitMQ 3.10 and 4."""

import asyncio
import logging
import re
from collections.abc import Collection
from itertools import count

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractExchange, AbstractQueue
from pamqp.common import FieldTable

from event_bus.rabbit_connection import SET_UP_SECONDS

_log = logging.getLogger("event_bus.topology")
DELIVERY_LIMIT = 50
"""After so many deliveries that all ended with their consumer, a message is parked, not deleted."""
UNROUTED_LIMIT = 10_000
LOOK_AGAIN_SECONDS = 0.5


class Topology:
    """Names and arguments. `prefix` keeps suites on one broker apart."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.events = f"{prefix}.events"
        self.parking = f"{prefix}.parking"
        self.unrouted = f"{prefix}.unrouted"

    def queue(self, service: str) -> str:
        """The queue all replicas of a service compete on."""
        return f"{self.prefix}.{service}"

    def parked(self, service: str) -> str:
        """Where messages of a service lie that were delivered too often."""
        return f"{self.prefix}.{service}.parked"

    def resources_of(self, service: str) -> str:
        """A regular expression for all that the broker's user of this service must declare, write to and read: what is its own, and
        what all share."""
        own, shared = re.escape(self.queue(service)), re.escape(self.prefix)
        return rf"^({own}(\.(parked|again|bound))?|{shared}\.(events|parking|unrouted))$"

    def _again(self, service: str) -> str:
        return f"{self.prefix}.{service}.again"

    def _bound(self, service: str) -> str:
        return f"{self.prefix}.{service}.bound"

    async def declare_exchange(self, channel: AbstractChannel) -> AbstractExchange:
        """The topic exchange of all events; what no queue wants is kept for a while in `unrouted`."""
        alternate = await channel.declare_exchange(self.unrouted, aio_pika.ExchangeType.FANOUT, durable=True)
        leftovers: FieldTable = {"x-queue-type": "quorum", "x-max-length": UNROUTED_LIMIT, "x-overflow": "drop-head"}
        await (await channel.declare_queue(self.unrouted, durable=True, arguments=leftovers)).bind(alternate)
        arguments: FieldTable = {"alternate-exchange": self.unrouted}
        return await channel.declare_exchange(self.events, aio_pika.ExchangeType.TOPIC, durable=True, arguments=arguments)

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
        for event_type in event_types:
            await queue.bind(exchange, event_type)
        return queue

    async def declare_way_back(self, channel: AbstractChannel, service: str) -> AbstractExchange:
        """An exchange that leads to this service's queue and nowhere else: who may use the default one reaches every queue."""
        exchange = await channel.declare_exchange(self._again(service), aio_pika.ExchangeType.FANOUT, durable=True)
        await (await channel.get_queue(self.queue(service), ensure=False)).bind(exchange)
        return exchange

    async def announce(self, channel: AbstractChannel, service: str) -> None:
        """Leaves a mark, an exchange of no other use, that says: this service's queue is there and bound."""
        await channel.declare_exchange(self._bound(service), aio_pika.ExchangeType.FANOUT, durable=True)

    async def await_queues(self, connection: AbstractConnection, services: Collection[str]) -> None:
        """Returns when every one of these services has announced its queue, now or in an earlier run."""
        for service in services:
            for look in count():
                if await self._is_bound(connection, service):
                    break
                if look == 0:
                    _log.warning("waiting for %s to declare its queue", service)
                await asyncio.sleep(LOOK_AGAIN_SECONDS)

    async def _is_bound(self, connection: AbstractConnection, service: str) -> bool:
        async with asyncio.timeout(SET_UP_SECONDS):
            channel = await connection.channel()
            try:
                await channel.declare_exchange(self._bound(service), passive=True)
            except aio_pika.exceptions.ChannelNotFoundEntity:
                return False
            await channel.close()
        return True
