"""A small pool of the driver's connections: taking one that is idle costs a list.pop(), and giving one back asks nobody."""

import asyncio
from collections.abc import Awaitable, Callable

import asyncpg

from row_sets import Driver
from row_sets.tally import counted

_WAIT_SECONDS = 10.0
_ROLLBACK_SECONDS = 5.0
_BROKEN = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)


class ConnectionPool:
    """At most `size` connections. The driver's own pool makes a task and a proxy for each use: see docs/decisions/0010."""

    def __init__(self, connect: Callable[[], Awaitable[Driver]], size: int) -> None:
        self._connect = connect
        self._slots = asyncio.Semaphore(size)
        self._idle: list[Driver] = []
        self.in_use = 0

    @property
    def open(self) -> int:
        """Connections that are open, idle ones included."""
        return self.in_use + len(self._idle)

    async def take(self) -> Driver:
        """A living connection. Raises TimeoutError if none becomes free, or the driver's error if none can be opened."""
        if self._slots.locked():
            async with asyncio.timeout(_WAIT_SECONDS):
                await self._slots.acquire()
        else:
            await self._slots.acquire()
        self.in_use += 1
        try:
            while self._idle:
                if not (driver := self._idle.pop()).is_closed():
                    return driver
            return await self._connect()
        except BaseException:
            self._give_slot_back()
            raise

    async def give(self, driver: Driver) -> None:
        """Take a connection back: an open transaction is rolled back, a broken connection is dropped. Ends even if cancelled."""
        if not driver.is_closed() and driver.is_in_transaction():
            await asyncio.shield(asyncio.ensure_future(self._roll_back(driver)))
        else:
            self._keep(driver)

    async def close(self) -> None:
        """Close the idle ones."""
        while self._idle:
            await self._idle.pop().close(timeout=_ROLLBACK_SECONDS)

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
