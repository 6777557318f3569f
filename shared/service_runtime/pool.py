"""A small pool of open SQLAlchemy connections. They are never given back to the engine while they live: a check-out costs a list.pop()."""

import asyncio
from dataclasses import dataclass
from typing import TypeAlias

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

Driver: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
_WAIT_SECONDS = 10.0
_ROLLBACK_SECONDS = 5.0
_BROKEN = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)


@dataclass(slots=True, eq=False)
class Held:
    """One connection, as SQLAlchemy sees it and as the driver does."""

    connection: AsyncConnection
    driver: Driver
    prepared: bool = False
    """True once the runtime's own statements are prepared on it."""


class ConnectionPool:
    """At most `size` connections of an engine in autocommit."""

    def __init__(self, engine: AsyncEngine, size: int) -> None:
        self._engine = engine
        self._size = size
        self._slots = asyncio.Semaphore(size)
        self._idle: list[Held] = []
        self.in_use = 0

    @property
    def open(self) -> int:
        """Connections that are open, idle ones included."""
        return self.in_use + len(self._idle)

    async def take(self) -> Held:
        """A living connection. Raises TimeoutError if none becomes free, or the driver's error if none can be opened."""
        if self._slots.locked():
            async with asyncio.timeout(_WAIT_SECONDS):
                await self._slots.acquire()
        else:
            await self._slots.acquire()
        self.in_use += 1
        try:
            while self._idle:
                held = self._idle.pop()
                if not held.driver.is_closed():
                    return held
                await _drop(held)
            return await self._connect()
        except BaseException:
            self._give_slot_back()
            raise

    async def give(self, held: Held) -> None:
        """Take a connection back: an open transaction is rolled back, a broken connection is dropped. Ends even if cancelled."""
        if held.driver.is_closed() or held.driver.is_in_transaction():
            await asyncio.shield(asyncio.ensure_future(self._clean(held)))
            return
        self._keep(held)

    async def close(self) -> None:
        """Close the idle ones."""
        while self._idle:
            await _drop(self._idle.pop())

    async def _connect(self) -> Held:
        connection = await self._engine.connect()
        raw = await connection.get_raw_connection()
        driver = raw.driver_connection
        assert driver is not None
        return Held(connection, driver)

    async def _clean(self, held: Held) -> None:
        try:
            await asyncio.wait_for(held.driver.execute("ROLLBACK"), _ROLLBACK_SECONDS)
        except _BROKEN:
            self._give_slot_back()
            await _drop(held)
        else:
            self._keep(held)

    def _keep(self, held: Held) -> None:
        """SQLAlchemy's own notion of a transaction ends here too; in autocommit that costs no round trip."""
        if held.connection.in_transaction():
            held.connection.sync_connection.rollback()  # type: ignore[union-attr]
        self._idle.append(held)
        self._give_slot_back()

    def _give_slot_back(self) -> None:
        self.in_use -= 1
        self._slots.release()


async def _drop(held: Held) -> None:
    held.driver.terminate()
    await held.connection.invalidate()
    await held.connection.close()
