"""The relay: one leader per service takes events from the outbox to the transport and forgets them once they are confirmed."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol

import asyncpg

from event_bus import outbox
from event_bus.outbox import OutboxRow
from row_sets import Driver, Statement

_log = logging.getLogger("event_bus.relay")
LEADER_LOCK = 0x63616E62616F0001
"""Key of the session advisory lock in each service's database."""
_TRY_TO_LEAD = Statement("SELECT pg_try_advisory_lock(:lock)")
CHANNEL = "canbao_outbox"
BATCH, IN_FLIGHT, POLL_SECONDS, STANDBY_NOTIFY_SECONDS = 500, 2, 1.0, 0.01


class Publisher(Protocol):
    """Where a relay hands its events to."""

    async def publish(self, rows: Sequence[OutboxRow]) -> int:
        """Returns when every event is confirmed, with the number of messages it took. Raises if any is not."""


PublisherFactory = Callable[[], AbstractAsyncContextManager[Publisher]]


class LeadershipLost(Exception):
    """The connection that held the lock is gone; another relay may lead now."""


class Relay:
    """One service's relay. `run` ends only by stop or failure; then its supervisor starts it again."""

    def __init__(self, url: str, publisher: PublisherFactory) -> None:
        self._url = url
        self._publisher = publisher
        self._moved = asyncio.Event()
        self._stopping = False
        self._lost = False
        self.leads = False
        self.stands_by = False
        """True while another relay leads."""
        self.events_relayed = 0
        self.messages_relayed = 0

    def wake(self) -> None:
        """Something was committed to the outbox."""
        self._moved.set()

    def stop(self) -> None:
        """Take no more; `run` returns when what is in flight is settled."""
        self._stopping = True
        self._moved.set()

    async def run(self) -> None:
        """Waits for leadership, then relays."""
        async with self._own_connection() as connection:
            if not await self._become_leader(connection):
                return
            async with self._publisher() as publisher:
                self.leads = True
                _log.info("relay leads")
                try:
                    await self._relay(connection, publisher)
                finally:
                    self.leads = False

    @asynccontextmanager
    async def _own_connection(self) -> AsyncIterator[Driver]:
        connection = await asyncpg.connect(self._url, timeout=10, command_timeout=30, server_settings={"application_name": "canbao-relay"})
        self._lost = False
        connection.add_termination_listener(self._connection_lost)
        try:
            yield connection
        finally:
            connection.remove_termination_listener(self._connection_lost)
            connection.terminate()

    def _connection_lost(self, _: object) -> None:
        self._lost = True
        self._moved.set()

    async def _become_leader(self, connection: Driver) -> bool:
        """Stands by until the lock is free; passes wakes on to the leader, at most a hundred a second. False if told to stop."""
        try:
            while not await _TRY_TO_LEAD.value(connection, lock=LEADER_LOCK):
                self.stands_by = True
                if await self._wait(POLL_SECONDS):
                    await connection.execute(f"NOTIFY {CHANNEL}")
                    await asyncio.sleep(STANDBY_NOTIFY_SECONDS)
                if self._stopping:
                    return False
        finally:
            self.stands_by = False
        await connection.add_listener(CHANNEL, lambda *_: self._moved.set())
        return True

    async def _wait(self, seconds: float) -> bool:
        """Until something moves, at most some seconds; True if it did. The safety net of a lost wake is the next poll."""
        timer = asyncio.get_running_loop().call_later(seconds, self._moved.set)
        await self._moved.wait()
        self._moved.clear()
        moved = timer.when() > asyncio.get_running_loop().time()
        timer.cancel()
        if self._lost:
            raise LeadershipLost
        return moved

    async def _relay(self, connection: Driver, publisher: Publisher) -> None:
        in_flight: dict[asyncio.Task[None], list[int]] = {}
        one_at_a_time = asyncio.Lock()
        try:
            while not self._stopping:
                rows: list[OutboxRow] = []
                if len(in_flight) < IN_FLIGHT:
                    excluded = [row_id for ids in in_flight.values() for row_id in ids]
                    async with one_at_a_time:
                        rows = await outbox.pending(connection, excluded, BATCH)
                if rows:
                    task = asyncio.create_task(self._hand_over(connection, publisher, rows, one_at_a_time))
                    task.add_done_callback(lambda _: self._moved.set())
                    in_flight[task] = [row.id for row in rows]
                if len(rows) < BATCH or len(in_flight) >= IN_FLIGHT:
                    await self._wait(POLL_SECONDS)
                _settle(in_flight)
            if in_flight:
                await asyncio.wait(in_flight)
        finally:
            await _abandon(in_flight)

    async def _hand_over(self, connection: Driver, publisher: Publisher, rows: list[OutboxRow], one_at_a_time: asyncio.Lock) -> None:
        messages = await publisher.publish(rows)
        async with one_at_a_time:
            await outbox.delete(connection, [row.id for row in rows])
        self.events_relayed += len(rows)
        self.messages_relayed += messages


def _settle(in_flight: dict[asyncio.Task[None], list[int]]) -> None:
    """Forgets finished batches; the failure of one is the relay's."""
    for task in [task for task in in_flight if task.done()]:
        del in_flight[task]
        task.result()


async def _abandon(in_flight: dict[asyncio.Task[None], list[int]]) -> None:
    """Breaks off what is left; its events stay in the outbox and are sent again."""
    for task in in_flight:
        task.cancel()
    if in_flight:
        await asyncio.wait(in_flight)
    for task in in_flight:
        if not task.cancelled():
            task.exception()
