"""The transport of the embedded suite: the relay hands events straight to the consumers' inbox-and-effect transactions.

It is as durable as the outbox: an event leaves it only after every consumer in this process has committed its effect. Each member that
joins gets a key pair that is never written anywhere: messages are signed and proved as over a broker, and nobody outside can sign.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from enrolment_events.catalogue import EVENT_TYPES
from enrolment_events.envelope import Event
from event_bus.consumption import Consumption
from event_bus.event_keys import EventKey, Publishers
from event_bus.member import BusMember
from event_bus.membership import ActiveMembership
from event_bus.outbox import OutboxRow
from event_bus.proof import KeySigner, Message, Signer, signed_messages
from event_bus.supervision import all_settled


class MemberMissing(Exception):
    """An expected member has left: events wait in the outbox until it is back."""


class EmbeddedBus:
    """One process, several members. `expects` names those that must all be there before anything is relayed.

    A consumer that has joined once is expected from then on: while it is away events wait in the outbox.
    """

    def __init__(self, *, expects: Collection[str] = ()) -> None:
        self._expects = set(expects)
        self._consumers: dict[str, list[_Consumer]] = {}
        self._memberships: list[ActiveMembership] = []
        self._complete = asyncio.Event()
        self._keys: dict[str, EventKey] = {}
        self.publishers = Publishers(lambda: {name: [key.public] for name, key in self._keys.items()}, lambda: len(self._keys))

    def signer_of(self, name: str) -> Signer:
        """Signs as this member, by a key that only this bus has."""
        return KeySigner(self._keys.setdefault(name, EventKey.generate(name)))

    async def join(self, member: BusMember) -> ActiveMembership:
        """Starts the member's relay; replicas of one name take turns."""
        consumer = _Consumer(Consumption(member, member.publishers or self.publishers))
        self._consumers.setdefault(member.name, []).append(consumer)
        if member.handlers:
            self._expects.add(member.name)

        async def left() -> None:
            if consumer in self._consumers[member.name]:
                self._consumers[member.name].remove(consumer)
            self._look_around()

        membership = ActiveMembership(
            member, consumer.consumption, partial(self._publisher, member.signer or self.signer_of(member.name)), left=left
        )
        self._memberships.append(membership)
        self._look_around()
        membership.start()
        return membership

    async def close(self) -> None:
        """Lets every member leave."""
        while self._memberships:
            await self._memberships.pop().leave()

    def _look_around(self) -> None:
        there = {name for name, replicas in self._consumers.items() if replicas}
        if there >= self._expects:
            self._complete.set()
        else:
            self._complete.clear()

    @asynccontextmanager
    async def _publisher(self, signer: Signer) -> AsyncIterator["_HandingOver"]:
        await self._complete.wait()
        yield _HandingOver(self, signer)

    async def hand_over(self, messages: Sequence[Message]) -> None:
        """Returns when every consumer has settled the events of these messages."""
        if not self._complete.is_set():
            raise MemberMissing
        await all_settled(self._next_replica(name).take(messages) for name, replicas in self._consumers.items() if replicas)

    def _next_replica(self, name: str) -> "_Consumer":
        replicas = self._consumers[name]
        replicas.append(replicas.pop(0))
        return replicas[-1]


class _HandingOver:
    """What a member publishes, under its own signature."""

    def __init__(self, bus: EmbeddedBus, signer: Signer) -> None:
        self._bus = bus
        self._signer = signer

    async def publish(self, rows: Sequence[OutboxRow]) -> int:
        """Returns when every consumer has settled its events."""
        messages = signed_messages(rows, self._signer)
        await self._bus.hand_over(messages)
        return len(messages)


class _Consumer:
    """A consumption that takes one batch at a time."""

    def __init__(self, consumption: Consumption) -> None:
        self.consumption = consumption
        self._one_at_a_time = asyncio.Lock()

    async def take(self, messages: Sequence[Message]) -> None:
        async with self._one_at_a_time:
            events: list[Event[Any]] = []
            for message in messages:
                if message.place in self.consumption.event_types or message.place not in EVENT_TYPES:
                    events += await self.consumption.read_batch(message)
            await self.consumption.take(events)
