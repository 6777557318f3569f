"""Publishing: persistent, confirmed, each attempt under its own message id. All listeners are reached at once through the exchange of
events; if a queue among theirs does not take a message, the rest of it is handed over to each listener by its own way."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from uuid import uuid4

import aio_pika
from aio_pika.abc import AbstractConnection

from event_bus.lanes import FIRST_PAUSE, Lane, Late, Published, refusing
from event_bus.memory import Memory
from event_bus.outbox import OutboxRow
from event_bus.proof import Message, Signer, signed_messages
from event_bus.rabbit_connection import BrokerLost
from event_bus.rabbit_topology import Topology
from event_bus.rabbit_way import Way
from event_bus.supervision import all_settled

CONFIRM_SECONDS = 30.0
"""So long a message may stay unconfirmed before its listeners are asked one by one: one queue has no majority, or the broker is blocked."""
LOOK_SECONDS = 10.0
NOBODY = "unrouted"
"""The lane of what no declared listener wants, when `unrouted` is full."""
_Group = tuple[str, frozenset[str]]


class RabbitPublisher:
    """Hands outbox rows over, one signed message for each type."""

    def __init__(
        self, connection: AbstractConnection, topology: Topology, signer: Signer, listeners: Mapping[str, Collection[str]],
        *, first_pause: float = FIRST_PAUSE, confirm_seconds: float = CONFIRM_SECONDS,
    ) -> None:  # fmt: skip
        """`listeners` are the declared ones of each type."""
        self._connection, self._topology = connection, topology
        self._signer, self._listeners = signer, listeners
        self._to_everybody = Way(connection, topology.events)
        self._to_one: dict[str, Way] = {}
        self._first_pause, self._confirm_seconds = first_pause, confirm_seconds
        self._bound: set[tuple[str, str]] = set()
        self._lanes: dict[str, Lane] = {}
        self.unrouted = 0
        """Messages that no queue wanted, when it looked last."""

    async def unbound(self, event_types: Collection[str]) -> set[str]:
        """Those with a declared listener that has not announced itself. What is bound once stays so while this connection lives."""
        asked = [(event_type, service) for event_type in event_types for service in self._listeners.get(event_type, ())]
        missing = set()
        for event_type, service in asked:
            if (event_type, service) not in self._bound:
                if await self._topology.has_exchange(self._connection, self._topology.mark(service, event_type)):
                    self._bound.add((event_type, service))
                else:
                    missing.add(event_type)
        return missing

    async def publish(self, rows: Sequence[OutboxRow], memory: Memory) -> Published:
        """Returns when the broker has confirmed every message, or its listeners are asked one by one."""
        if self._connection.is_closed:
            raise BrokerLost
        groups: dict[_Group, list[OutboxRow]] = {}
        for row in rows:
            groups.setdefault((row.event_type, memory.had_by(row)), []).append(row)
        late: list[Late] = []
        await all_settled(self._publish_group(*group, some, memory, late) for group, some in groups.items())
        return Published(len(groups), late)

    def refusing(self) -> dict[str, int]:
        """Listeners that do not take what is theirs, and how many events wait for each."""
        return refusing(self._lanes)

    async def look(self) -> None:
        """Looks from time to time how many messages no queue wanted, as long as the connection lives."""
        while not self._connection.is_closed:
            self.unrouted = (await self._topology.messages_in(self._connection, self._topology.unrouted_events) or (0, 0))[0]
            await asyncio.sleep(LOOK_SECONDS)

    async def close(self) -> None:
        """Breaks off what waits for a listener."""
        for lane in self._lanes.values():
            await lane.close()

    async def _publish_group(self, place: str, had_by: frozenset[str], rows: Sequence[OutboxRow], memory: Memory, late: list[Late]) -> None:
        messages = signed_messages(rows, self._signer)
        listeners = self._listeners.get(place, ())
        waiting = any(lane.rows for name, lane in self._lanes.items() if name in (listeners or (NOBODY,)))
        if not had_by and not waiting:
            taken = await asyncio.gather(*(self._to_all(message) for message in messages))
            messages = [message for message, is_taken in zip(messages, taken, strict=True) if not is_taken]
        lanes = [self._lane(name) for name in listeners or (NOBODY,) if name not in had_by] if messages else []
        if lanes:
            late.append(Late(rows, [lane.start(rows, messages, memory) for lane in lanes]))

    async def _to_all(self, message: Message) -> bool:
        """False if any queue refused it, or none confirmed it in time."""
        try:
            async with asyncio.timeout(self._confirm_seconds):
                return await self._taken(self._to_everybody, message)
        except TimeoutError:
            return False

    def _lane(self, listener: str) -> Lane:
        offer = partial(self._offer, listener)
        return self._lanes.setdefault(listener, Lane(listener, offer, self._first_pause))

    async def _offer(self, listener: str, messages: list[Message]) -> bool:
        """What is taken is not offered again."""
        way = self._to_everybody if listener == NOBODY else self._way_to(listener)
        while messages and await self._taken(way, messages[0]):
            messages.pop(0)
        return not messages

    def _way_to(self, listener: str) -> Way:
        return self._to_one.setdefault(listener, Way(self._connection, self._topology.to_one(listener)))

    async def _taken(self, way: Way, message: Message) -> bool:
        """Without a time limit: what is not confirmed yet may still come, and would then have come twice."""
        return await way.takes(travelling(message), message.place, mandatory=bool(self._listeners.get(message.place, True)))


def travelling(message: Message) -> aio_pika.Message:
    """The message as AMQP carries it, under a new message id: a second attempt under the same could be confirmed for the first."""
    return aio_pika.Message(
        message.body,
        content_type=message.content_type,
        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        message_id=str(uuid4()),
        type=message.place,
        headers={**message.proof.headers} if message.proof else {},
    )
