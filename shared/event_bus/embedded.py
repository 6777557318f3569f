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
from event_bus.lanes import Lane, Late, Published, refusing
from event_bus.member import BusMember
from event_bus.membership import ActiveMembership
from event_bus.memory import Memory
from event_bus.outbox import OutboxRow
from event_bus.proof import KeySigner, Message, Signer, signed_messages
from event_bus.supervision import all_settled

SLOW_SECONDS = 1.0
"""A listener that has not settled a batch by then no longer keeps the relay: the others go on."""


class EmbeddedBus:
    """One process, several members. `expects` names those that must all have joined before anything is relayed.

    What is for a consumer that has joined once waits for it while it is away, and for it alone.
    """

    def __init__(self, *, expects: Collection[str] = (), slow_seconds: float = SLOW_SECONDS) -> None:
        self._expects = set(expects)
        self.slow_seconds = slow_seconds
        self._consumers: dict[str, list[_Consumer]] = {}
        self._memberships: list[ActiveMembership] = []
        self._types: dict[str, frozenset[str]] = {}
        """What each has handlers for, or had when it was there last."""
        self._moved = asyncio.Condition()
        self._keys: dict[str, EventKey] = {}
        self.publishers = Publishers(lambda: {name: [key.public] for name, key in self._keys.items()}, lambda: len(self._keys))

    def signer_of(self, name: str) -> Signer:
        """Signs as this member, by a key that only this bus has."""
        return KeySigner(self._keys.setdefault(name, EventKey.generate(name)))

    async def join(self, member: BusMember) -> ActiveMembership:
        """Starts the member's relay; replicas of one name take turns."""
        consumer = _Consumer(Consumption(member, member.publishers or self.publishers))

        async def left() -> None:
            if consumer in self._consumers[member.name]:
                self._consumers[member.name].remove(consumer)
            consumer.gone.set()

        membership = ActiveMembership(
            member, consumer.consumption, partial(self._publisher, member.signer or self.signer_of(member.name)), left=left
        )
        self._memberships.append(membership)
        async with self._moved:
            self._consumers.setdefault(member.name, []).append(consumer)
            self._types[member.name] = frozenset(consumer.consumption.event_types)
            self._moved.notify_all()
        membership.start()
        return membership

    async def close(self) -> None:
        """Lets every member leave."""
        while self._memberships:
            await self._memberships.pop().leave()

    @asynccontextmanager
    async def _publisher(self, signer: Signer) -> AsyncIterator["_HandingOver"]:
        async with self._moved:
            await self._moved.wait_for(lambda: self._consumers.keys() >= self._expects)
        publisher = _HandingOver(self, signer)
        try:
            yield publisher
        finally:
            await publisher.close()

    @property
    def listeners(self) -> list[str]:
        """Who has ever joined; also while it is away."""
        return list(self._consumers)

    def is_there(self, name: str) -> bool:
        """Whether a replica of it takes events now."""
        return bool(self._consumers[name])

    def wants(self, name: str, event_type: str) -> bool:
        """Whether a consumer takes events of a type; what nobody knows is shown to everybody."""
        return event_type in self._types[name] or event_type not in EVENT_TYPES

    async def hand_over(self, messages: Sequence[Message]) -> None:
        """Returns when every consumer has settled the events of these messages."""
        await all_settled(self._hand_to(name, messages) for name in self.listeners)

    async def offer(self, name: str, messages: Sequence[Message]) -> bool:
        """Returns when this consumer has settled its events: if a replica leaves meanwhile, the next one has them again."""
        await self._hand_to(name, messages)
        return True

    async def _hand_to(self, name: str, messages: Sequence[Message]) -> None:
        settled = False
        while not settled:
            async with self._moved:
                await self._moved.wait_for(lambda: self.is_there(name))
            settled = await self._next_replica(name).take(messages)

    def _next_replica(self, name: str) -> "_Consumer":
        replicas = self._consumers[name]
        replicas.append(replicas.pop(0))
        return replicas[-1]


class _HandingOver:
    """What a member publishes, under its own signature."""

    def __init__(self, bus: EmbeddedBus, signer: Signer) -> None:
        self._bus = bus
        self._signer = signer
        self._lanes: dict[str, Lane] = {}
        self.unrouted = 0

    async def unbound(self, _: Collection[str]) -> set[str]:
        """None: what is for a listener that is away waits for it alone."""
        return set()

    async def publish(self, rows: Sequence[OutboxRow], memory: Memory) -> Published:
        """Returns when every consumer has settled its events, or is slower than the others."""
        wanted = {name: some for name in self._bus.listeners if (some := self._wanted(name, rows, memory))}
        messages = signed_messages(rows, self._signer)
        tasks = {}
        for name, some in wanted.items():
            own = messages if len(some) == len(rows) else signed_messages(some, self._signer)
            tasks[name] = self._lane(name).start(some, own, memory)
        await self._wait(tasks)
        return Published(len(messages), _late(wanted, tasks))

    def _wanted(self, name: str, rows: Sequence[OutboxRow], memory: Memory) -> list[OutboxRow]:
        return [row for row in rows if self._bus.wants(name, row.event_type) and name not in memory.had_by(row)]

    async def _wait(self, tasks: "dict[str, asyncio.Task[None]]") -> None:
        """For those that were quick up to now, and not for long."""
        quick = [task for name, task in tasks.items() if self._bus.is_there(name) and not self._lane(name).refused]
        if quick:
            await asyncio.wait(quick, timeout=self._bus.slow_seconds)
        for name, task in tasks.items():
            self._lane(name).refused = not task.done()

    def _lane(self, name: str) -> Lane:
        return self._lanes.setdefault(name, Lane(name, partial(self._bus.offer, name)))

    def refusing(self) -> dict[str, int]:
        """Listeners that hold what is theirs, or are away, and how many events wait for each."""
        return refusing(self._lanes)

    async def close(self) -> None:
        """Breaks off what waits for a listener."""
        for lane in self._lanes.values():
            await lane.close()


def _late(wanted: dict[str, list[OutboxRow]], tasks: "dict[str, asyncio.Task[None]]") -> list[Late]:
    """Rows by the tasks that are not done with them; what has failed is left for the relay to find."""
    waiting: dict[OutboxRow, list[asyncio.Task[None]]] = {}
    for name, task in tasks.items():
        if not task.done() or task.cancelled() or task.exception():
            for row in wanted[name]:
                waiting.setdefault(row, []).append(task)
    groups: dict[tuple[int, ...], Late] = {}
    for row, some in waiting.items():
        key = tuple(id(task) for task in some)
        groups[key] = Late([*(groups[key].rows if key in groups else ()), row], some)
    return list(groups.values())


class _Consumer:
    """A consumption that takes one batch at a time."""

    def __init__(self, consumption: Consumption) -> None:
        self.consumption = consumption
        self.gone = asyncio.Event()
        """It has left; what it still has in hand is broken off."""
        self._one_at_a_time = asyncio.Lock()

    async def take(self, messages: Sequence[Message]) -> bool:
        """True when every event has had its effect or is put aside, False if this replica has left before."""
        taking, leaving = asyncio.ensure_future(self._take(messages)), asyncio.ensure_future(self.gone.wait())
        try:
            await asyncio.wait((taking, leaving), return_when=asyncio.FIRST_COMPLETED)
        finally:
            taking.cancel()
            leaving.cancel()
            await asyncio.wait((taking, leaving))
        if taking.cancelled():
            return False
        taking.result()
        return True

    async def _take(self, messages: Sequence[Message]) -> None:
        async with self._one_at_a_time:
            events: list[Event[Any]] = []
            for message in messages:
                if message.place in self.consumption.event_types or message.place not in EVENT_TYPES:
                    events += await self.consumption.read_batch(message)
            await self.consumption.take(events)
