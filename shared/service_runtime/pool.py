"""A small pool of the driver's connections: taking one that is idle costs a list.pop(), and giving one back asks nobody."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import asyncpg

from row_sets import Driver
from row_sets.tally import counted

_WAIT_SECONDS = 10.0
_ROLLBACK_SECONDS = 5.0
_CLOSE_SECONDS = 1.0
_BROKEN = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)


class ConnectionPool:
    """At most `size` connections. The driver's own pool makes a task and a proxy for each use: see docs/decisions/0010."""

    def __init__(self, connect: Callable[[], Awaitable[Driver]], size: int, *, wait_seconds: float = _WAIT_SECONDS) -> None:
        """`wait_seconds`: how long somebody waits for one to become free."""
        self._connect = connect
        self.wait_seconds = wait_seconds
        self._slots = asyncio.Semaphore(size)
        self._idle: list[Driver] = []
        self._in_use: set[Driver] = set()
        self._outdated: set[Driver] = set()
        self.in_use = 0

    @property
    def open(self) -> int:
        """Connections that are open, idle ones included."""
        return self.in_use + len(self._idle)

    async def take(self) -> Driver:
        """A living connection. Raises TimeoutError if none becomes free, or the driver's error if none can be opened."""
        if self._slots.locked():
            async with asyncio.timeout(self.wait_seconds):
                await self._slots.acquire()
        else:
            await self._slots.acquire()
        self.in_use += 1
        try:
            driver = self._living() or await self._connect()
        except BaseException:
            self._give_slot_back()
            raise
        self._in_use.add(driver)
        return driver

    def _living(self) -> "Driver | None":
        while self._idle:
            if not (driver := self._idle.pop()).is_closed():
                return driver
        return None

    def renew(self) -> None:
        """Drop the idle ones now, the others when they come back: their server is not the right one any more."""
        self._outdated |= self._in_use
        while self._idle:
            self._idle.pop().terminate()

    async def give(self, driver: Driver) -> None:
        """Take a connection back: an open transaction is rolled back, a broken connection is dropped. Ends even if cancelled."""
        self._in_use.discard(driver)
        if driver in self._outdated:
            self._outdated.discard(driver)
            driver.terminate()
        if not driver.is_closed() and driver.is_in_transaction():
            await asyncio.shield(asyncio.ensure_future(self._roll_back(driver)))
        else:
            self._keep(driver)

    async def close(self) -> None:
        """Close the idle ones. One that does not answer is broken off."""
        idle, self._idle = self._idle, []
        await asyncio.gather(*map(_close, idle))

    async def _roll_back(self, driver: Driver) -> None:
        try:
            await counted(driver.execute("ROLLBACK", timeout=_ROLLBACK_SECONDS))
        except _BROKEN:
            driver.terminate()
        self._keep(driver)

    def _keep(self, driver: Driver) -> None:
        if not driver.is_closed():
            self._idle.append(driver)
        self._give_slot_back()

    def _give_slot_back(self) -> None:
        self.in_use -= 1
        self._slots.release()


async def _close(driver: Driver) -> None:
    with suppress(*_BROKEN):
        await driver.close(timeout=_CLOSE_SECONDS)
