"""The transport of the distributed suite: RabbitMQ quorum queues, one AMQP message for up to 500 events of one type."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from enrolment_events.catalogue import PUBLISHERS
from enrolment_events.listeners import LISTENERS
from event_bus.consumption import Consumption
from event_bus.lanes import FIRST_PAUSE
from event_bus.member import BusMember
from event_bus.membership import ActiveMembership
from event_bus.proof import Signer
from event_bus.rabbit_connection import SET_UP_SECONDS, Broker
from event_bus.rabbit_consumer import SETTLE_SECONDS, RabbitConsumer
from event_bus.rabbit_publisher import RabbitPublisher
from event_bus.rabbit_topology import Topology
from event_bus.supervision import end_all


class KeysMissing(Exception):
    """A member that cannot prove what it publishes, or cannot prove what it hears; the text says what to do."""


class RabbitBus:
    """Members of this process on one broker. `expects` names the services whose queues must be bound to a type before it is relayed.

    Without that a service that starts first would publish to queues which are not there yet. `settle_seconds` is the age a new queue
    must have before anything is published to it. `first_pause` is that before a listener which refused is asked again. `ca_file` holds the
    authorities that a broker at amqps:// may be certified by.
    """

    def __init__(
        self,
        url: str,
        *,
        prefix: str = "canbao",
        expects: Collection[str] = tuple(PUBLISHERS),
        settle_seconds: float = SETTLE_SECONDS,
        ca_file: Path | None = None,
        first_pause: float = FIRST_PAUSE,
    ) -> None:
        self._url = url
        self._ca_file = ca_file
        self._topology = Topology(prefix)
        self._listeners = {event_type: [name for name in listeners if name in expects] for event_type, listeners in LISTENERS.items()}
        self._first_pause = first_pause
        self._settle_seconds = settle_seconds
        self._memberships: list[ActiveMembership] = []

    async def join(self, member: BusMember) -> ActiveMembership:
        """Starts relay and consumer; both connect, and connect again, by themselves: the broker need not be there yet.

        Raises KeysMissing.
        """
        if member.signer is None or member.publishers is None:
            raise KeysMissing(
                f"{member.name} has no event key, or no file of public keys: over RabbitMQ every message is signed and proved"
            )
        consumption = Consumption(member, member.publishers)
        broker = Broker(self._url, self._ca_file)
        consumer = RabbitConsumer(broker, self._topology, member.name, consumption, self._settle_seconds)
        membership = ActiveMembership(
            member,
            consumption,
            partial(self._publisher, broker, member.signer),
            broker=lambda: broker.health,
            consume=consumer.run,
            is_consuming=lambda: consumer.consuming,
            stop_consuming=consumer.stop,
            parked=lambda: consumer.parked,
            unpark=consumer.unpark,
        )
        self._memberships.append(membership)
        membership.start()
        return membership

    async def close(self) -> None:
        """Lets every member leave."""
        while self._memberships:
            await self._memberships.pop().leave()

    @asynccontextmanager
    async def _publisher(self, broker: Broker, signer: Signer) -> AsyncIterator[RabbitPublisher]:
        async with broker.connected("relay") as connection:
            async with asyncio.timeout(SET_UP_SECONDS):
                channel = await connection.channel()
                await self._topology.declare_exchange(channel)
                await channel.close()
            publisher = RabbitPublisher(connection, self._topology, signer, self._listeners, first_pause=self._first_pause)
            looking = asyncio.create_task(publisher.look())
            try:
                yield publisher
            finally:
                await end_all(looking)
                await publisher.close()
