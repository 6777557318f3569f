"""The relay: one leader per service takes events from the outbox to the transport and forgets them once they are confirmed."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from event_bus.handing_over import Handing, PublisherFactory
from event_bus.memory import Memory
from row_sets import Driver, Statement

_log = logging.getLogger("event_bus.relay")
LEADER_LOCK = 0x63616E62616F0001
"""Key of the session advisory lock in each service's database."""
_TRY_TO_LEAD = Statement("SELECT pg_try_advisory_lock(:lock)")
CHANNEL = "canbao_outbox"
POLL_SECONDS, STANDBY_NOTIFY_SECONDS = 1.0, 0.01
FUTILE_RUNS, LONGEST_PAUSE, LONGEST_FUTILE_PAUSE = 5, 2.0, 60.0


class LeadershipLost(Exception):
    """The connection that held the lock is gone; another relay may lead now."""


class Relay:
    """One service's relay. `run` ends only by stop or failure; then its supervisor starts it again. What it remembers outlives its runs."""

    def __init__(self, open_session: Callable[[], Awaitable[Driver]], publisher: PublisherFactory) -> None:
        self._open_session = open_session
        self._publisher = publisher
        self._moved = asyncio.Event()
        self._stopping = False
        self._lost = False
        self._futile_runs = 0
        self.memory = Memory()
        self._handing: Handing | None = None
        self.stands_by = False
        """True while another relay leads."""

    def wake(self) -> None:
        """Something was committed to the outbox."""
        self._moved.set()

    def stop(self) -> None:
        """Take no more; `run` returns when what is in flight is settled."""
        self._stopping = True
        self._moved.set()

    @property
    def longest_pause(self) -> float:
        """Seconds between its runs at most: long once run after run has handed over events and got none through."""
        return LONGEST_FUTILE_PAUSE if self._futile_runs >= FUTILE_RUNS else LONGEST_PAUSE

    async def run(self) -> None:
        """Waits for leadership, then relays."""
        async with self._own_connection() as connection:
            if not await self._become_leader(connection):
                return
            async with self._publisher() as publisher:
                handing = self._handing = Handing(connection, publisher, self.memory, self._moved.set)
                _log.info("relay leads")
                before = self.memory.relayed
                try:
                    await self._relay(handing)
                finally:
                    self._handing = None
                    self._futile_runs = self._futile_runs + 1 if handing.began and self.memory.relayed == before else 0

    @property
    def leads(self) -> bool:
        """True while this relay hands over."""
        return self._handing is not None

    @property
    def held(self) -> list[str]:
        """Types whose events wait until every listener has bound its queue to them; known to the leader alone."""
        return self._handing.held if self._handing else []

    @property
    def refusing(self) -> dict[str, int]:
        """Listeners that do not take what is theirs, and how many events wait for each; known to the leader alone."""
        return self._handing.refusing if self._handing else {}

    @property
    def unrouted(self) -> int:
        """Broker messages that no queue wanted; known to the leader alone."""
        return self._handing.unrouted if self._handing else 0

    @asynccontextmanager
    async def _own_connection(self) -> AsyncIterator[Driver]:
        connection = await self._open_session()
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

    async def _relay(self, handing: Handing) -> None:
        try:
            while not self._stopping:
                if not await handing.go_on():
                    await self._wait(POLL_SECONDS)
            await handing.finish()
        finally:
            await handing.abandon()
