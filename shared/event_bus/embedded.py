"""The transport of the embedded suite: the relay hands events straight to the consumers' inbox-and-effect transactions.

It is as durable as the outbox: an event leaves it only after every consumer in this process has committed its effect.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from typing import Any

from enrolment_events.catalogue import EVENT_TYPES
from enrolment_events.envelope import Event
from event_bus.consumption import Consumption
from event_bus.member import BusMember
from event_bus.membership import ActiveMembership
from event_bus.outbox import OutboxRow
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

    async def join(self, member: BusMember) -> ActiveMembership:
        """Starts the member's relay; replicas of one name take turns."""
        consumer = _Consumer(Consumption(member))
        self._consumers.setdefault(member.name, []).append(consumer)
        if member.handlers:
            self._expects.add(member.name)

        async def left() -> None:
            if consumer in self._consumers[member.name]:
                self._consumers[member.name].remove(consumer)
            self._look_around()

        membership = ActiveMembership(member, consumer.consumption, self._publisher, left=left)
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
    async def _publisher(self) -> AsyncIterator["EmbeddedBus"]:
        await self._complete.wait()
        yield self

    async def publish(self, rows: Sequence[OutboxRow]) -> int:
        """Returns when every consumer has settled its events."""
        if not self._complete.is_set():
            raise MemberMissing
        bodies: dict[str, list[bytes]] = {}
        for row in rows:
            bodies.setdefault(row.event_type, []).append(row.event.encode())
        messages = {event_type: b"[" + b",".join(events) + b"]" for event_type, events in bodies.items()}
        await all_settled(self._next_replica(name).take(messages) for name, replicas in self._consumers.items() if replicas)
        return len(messages)

    def _next_replica(self, name: str) -> "_Consumer":
        replicas = self._consumers[name]
        replicas.append(replicas.pop(0))
        return replicas[-1]


class _Consumer:
    """A consumption that takes one batch at a time."""

    def __init__(self, consumption: Consumption) -> None:
        self.consumption = consumption
        self._one_at_a_time = asyncio.Lock()

    async def take(self, messages: dict[str, bytes]) -> None:
        async with self._one_at_a_time:
            events: list[Event[Any]] = []
            for event_type, body in messages.items():
                if event_type in self.consumption.event_types or event_type not in EVENT_TYPES:
                    events += await self.consumption.read_batch(event_type, body)
            await self.consumption.take(events)
