"""One run of a relay that leads: reads, hands over, deletes what every listener has, holds what has no listener yet."""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Coroutine, Sequence, Set
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

import asyncpg

from event_bus import outbox
from event_bus.lanes import Late, Published
from event_bus.memory import Key, Memory
from event_bus.outbox import OutboxRow
from event_bus.outbox_reader import OutboxReader
from event_bus.supervision import StrayCancellation
from event_bus.transient import error_name
from row_sets import Driver

_log = logging.getLogger("event_bus.relay")
BATCH, IN_FLIGHT = 500, 2
MOST_LATE, MOST_UNDELETED = 20_000, 50_000
"""So many events may wait for some listeners, and so many confirmed ones for their deletion, before no more are taken."""
FIRST_PAUSE, LONGEST_PAUSE, LOOK_SECONDS, FINISH_SECONDS = 0.5, 60.0, 1.0, 2.0


class Publisher(Protocol):
    """Where a relay hands its events to."""

    async def unbound(self, event_types: Collection[str]) -> set[str]:
        """Those of the types that have a listener whose queue is not bound to them yet."""

    async def publish(self, rows: Sequence[OutboxRow], memory: Memory) -> Published:
        """Returns when every event is confirmed or on its way to a listener that does not take it now. Raises if the way is broken."""

    def refusing(self) -> dict[str, int]:
        """Listeners that do not take what is theirs, and how many events wait for each."""

    @property
    def unrouted(self) -> int:
        """Messages that no queue wanted, when it looked last."""


PublisherFactory = Callable[[], AbstractAsyncContextManager[Publisher]]


class Handing:
    """What a leader has in hand on one connection to its database and one to the transport."""

    def __init__(self, connection: Driver, publisher: Publisher, memory: Memory, moved: Callable[[], None]) -> None:
        self.began = False
        """Something was handed over in this run."""
        self._connection, self._publisher, self._memory, self._moved = connection, publisher, memory, moved
        self._one_at_a_time = asyncio.Lock()
        self._known = set(memory.confirmed)
        """What is in hand, and what every listener has and is still in the outbox."""
        self._in_flight: set[asyncio.Task[None]] = set()
        self._late: dict[asyncio.Task[None], int] = {}
        self._reader = OutboxReader(self._known)
        self._look_at, self._delete_at, self._delete_pause = 0.0, 0.0, FIRST_PAUSE

    async def go_on(self) -> bool:
        """One more batch; False if there is none now, or no room for it. Raises what has failed in between."""
        self._settle()
        await self._delete_again()
        await self._look_at_held()
        if not self._has_room():
            return False
        async with self._one_at_a_time:
            rows = await self._reader.next(self._connection, BATCH)
        rows = await self._without_held(rows)
        if rows:
            self._begin(self._hand_over(rows), rows)
        return self._reader.more and len(self._in_flight) < IN_FLIGHT

    def _has_room(self) -> bool:
        return len(self._in_flight) < IN_FLIGHT and sum(self._late.values()) < MOST_LATE and len(self._memory.confirmed) < MOST_UNDELETED

    @property
    def held(self) -> list[str]:
        """Types whose events wait until every listener has bound its queue to them."""
        return sorted(self._reader.held)

    @property
    def refusing(self) -> dict[str, int]:
        """Listeners that do not take what is theirs, and how many events wait for each."""
        return self._publisher.refusing()

    @property
    def unrouted(self) -> int:
        """Messages that no queue wanted, when the publisher looked last."""
        return self._publisher.unrouted

    async def finish(self) -> None:
        """Lets what is in flight settle; whoever takes nothing now is not waited for."""
        if self._in_flight:
            await asyncio.wait(self._in_flight)
        if self._late and not self.refusing:
            await asyncio.wait(self._late, timeout=FINISH_SECONDS)

    async def abandon(self) -> None:
        """Breaks off what is left; its events stay in the outbox and are sent again, to those who have not got them."""
        tasks = [*self._in_flight, *self._late]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        for task in tasks:
            if not task.cancelled():
                task.exception()

    def _begin(self, work: Coroutine[Any, Any, None], rows: Sequence[OutboxRow]) -> None:
        self.began = True
        self._known.update(row.key for row in rows)
        self._in_flight.add(self._task(work))

    def _task(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = asyncio.create_task(work)
        task.add_done_callback(lambda _: self._moved())
        return task

    def _settle(self) -> None:
        """Forgets finished batches; the failure of one is the relay's."""
        for task in [task for task in (*self._in_flight, *self._late) if task.done()]:
            self._in_flight.discard(task)
            self._late.pop(task, None)
            task.result()

    async def _hand_over(self, rows: Sequence[OutboxRow]) -> None:
        published = await self._publisher.publish(rows, self._memory)
        self._memory.messages += published.messages
        for late in published.late:
            self._late[self._task(self._wait_for_late(late))] = len(late.rows)
        late_keys = {row.key for late in published.late for row in late.rows}
        await self._confirmed({row.key for row in rows} - late_keys)

    async def _wait_for_late(self, late: Late) -> None:
        if late.tasks:
            await asyncio.wait(late.tasks)
        for task in late.tasks:
            if task.cancelled():
                raise StrayCancellation
            task.result()
        await self._confirmed({row.key for row in late.rows})

    async def _confirmed(self, keys: Set[Key]) -> None:
        self._memory.confirm(keys)
        if keys and self._delete_pause == FIRST_PAUSE:
            await self._delete(keys)

    async def _delete_again(self) -> None:
        """What could not be deleted at first; after each failure the pause grows."""
        if self._memory.confirmed and time.monotonic() >= self._delete_at and not self._in_flight:
            await self._delete(set(self._memory.confirmed))

    async def _delete(self, keys: Set[Key]) -> None:
        """Failing, it only costs the row its place: what is confirmed is not handed over again. Raises if the connection is gone."""
        try:
            async with self._one_at_a_time:
                await outbox.delete(self._connection, keys)
        except asyncpg.PostgresError as error:
            if self._connection.is_closed():
                raise
            self._delete_at = time.monotonic() + self._delete_pause
            self._delete_pause = min(self._delete_pause * 2, LONGEST_PAUSE)
            _log.warning("%d confirmed events cannot be deleted: %s", len(self._memory.confirmed), error_name(error))
        else:
            self._delete_pause = FIRST_PAUSE
            self._memory.deleted(keys)
            self._known -= keys

    async def _without_held(self, rows: Sequence[OutboxRow]) -> list[OutboxRow]:
        unbound = await self._publisher.unbound({row.event_type for row in rows}) if rows else set()
        if unbound:
            self._reader.held = {*self._reader.held, *unbound}
            _log.warning("held until their listeners are bound: %s", ", ".join(self.held))
        return [row for row in rows if row.event_type not in unbound]

    async def _look_at_held(self) -> None:
        """What has its listeners now goes before what is younger."""
        if not self._reader.held or time.monotonic() < self._look_at:
            return
        self._look_at = time.monotonic() + LOOK_SECONDS
        unbound = await self._publisher.unbound(self._reader.held)
        if len(unbound) < len(self._reader.held):
            self._reader.held = unbound
            self._reader.sweep()
