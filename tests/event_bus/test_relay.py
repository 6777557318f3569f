"""How a relay fails: again and again it waits longer, and what not everybody has is given to those alone who lack it."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager

import pytest

from event_bus.handing_over import Publisher
from event_bus.lanes import LONGEST_PAUSE, Lane, Published
from event_bus.memory import Memory
from event_bus.outbox import OutboxRow
from event_bus.proof import Message
from event_bus.relay import FUTILE_RUNS, LONGEST_FUTILE_PAUSE, Relay
from event_bus.relay import LONGEST_PAUSE as FIRST_LONGEST_PAUSE
from tests.event_bus.effects import Service, submitted


class Broken:
    """A transport whose way is broken while it says so."""

    broken = True
    unrouted = 0

    async def unbound(self, _: Collection[str]) -> set[str]:
        return set()

    async def publish(self, rows: Sequence[OutboxRow], _: Memory) -> Published:
        if self.broken:
            raise ConnectionResetError
        self.relay.stop()
        return Published(1)

    def refusing(self) -> dict[str, int]:
        return {}

    relay: Relay


async def test_run_after_run_without_an_event_through_waits_up_to_a_minute(publisher: Service) -> None:
    transport = Broken()

    @asynccontextmanager
    async def opened() -> AsyncIterator[Publisher]:
        yield transport

    relay = transport.relay = Relay(publisher.database.relay_session, opened)
    await publisher.publish(submitted())
    for _ in range(FUTILE_RUNS):
        assert relay.longest_pause == FIRST_LONGEST_PAUSE, "the first tries are quick"
        with pytest.raises(ConnectionResetError):
            await relay.run()
    assert relay.longest_pause == LONGEST_FUTILE_PAUSE >= 60
    transport.broken = False
    await relay.run()
    assert relay.longest_pause == FIRST_LONGEST_PAUSE
    assert relay.memory.relayed == 1


async def test_a_lane_keeps_the_order_and_notes_who_has_what() -> None:
    refusals, offered, memory = [3], list[str](), Memory()

    async def offer(messages: list[Message]) -> bool:
        offered.append(messages[0].place)
        refusals[0] -= 1
        return refusals[0] < 0

    lane = Lane("benefits", offer, first_pause=0.001)
    rows = [OutboxRow(number, submitted().id, "a.b.v1", "{}") for number in (1, 2)]
    tasks = [lane.start([row], [Message(f"place {row.id}", b"", None)], memory) for row in rows]
    assert lane.rows == 2
    for task in tasks:
        await task
    assert offered == ["place 1"] * 4 + ["place 2"]
    assert [memory.had_by(row) for row in rows] == [frozenset({"benefits"})] * 2
    assert not lane.refused
    assert LONGEST_PAUSE >= 60


async def test_a_lane_ends_though_the_way_swallows_a_cancellation() -> None:
    """As a library may while it closes a channel. Else the run of the relay never ends, and none begins."""
    offered = asyncio.Event()

    async def offer(_: list[Message]) -> bool:
        try:
            offered.set()
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            pass
        return False

    lane = Lane("benefits", offer)
    lane.start([OutboxRow(1, submitted().id, "a.b.v1", "{}")], [Message("place", b"", None)], Memory())
    await offered.wait()
    async with asyncio.timeout(10):
        await lane.close()
    assert lane.rows == 0
