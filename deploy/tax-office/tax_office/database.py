"""The office's own PostgreSQL: a pool, the tables, and one lock that puts all writers of the book in a row."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import asyncpg

if TYPE_CHECKING:
    Connection = asyncpg.pool.PoolConnectionProxy[asyncpg.Record]
    Pool = asyncpg.Pool[asyncpg.Record]
else:
    Connection = asyncpg.pool.PoolConnectionProxy
    Pool = asyncpg.Pool

UNREACHABLE: tuple[type[Exception], ...] = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
"""What asyncpg raises while PostgreSQL is down, going down or coming up."""

_BOOK_LOCK = 440700


async def open_pool(url: str, patience: float = 60.0) -> Pool:
    """A pool on the database with all tables made. Waits for PostgreSQL to come up; raises what it last said when patience ends."""
    deadline = asyncio.get_running_loop().time() + patience
    while True:
        try:
            pool = await asyncpg.create_pool(url, min_size=1, max_size=8, command_timeout=120)
            break
        except UNREACHABLE:
            if asyncio.get_running_loop().time() > deadline:
                raise
            await asyncio.sleep(0.5)
    async with pool.acquire() as connection, connection.transaction():
        await lock_book(connection)
        await connection.execute(files("tax_office").joinpath("schema.sql").read_text())
    return pool


async def lock_book(connection: Connection) -> None:
    """Held to the end of the transaction: serials are committed in their order, and no two writers wait for each other's rows."""
    await connection.execute("SELECT pg_advisory_xact_lock($1)", _BOOK_LOCK)


@asynccontextmanager
async def writing(pool: Pool) -> AsyncIterator[Connection]:
    """One transaction that writes the book."""
    async with pool.acquire() as connection, connection.transaction():
        await lock_book(connection)
        yield connection


async def read_setting(pool: Pool, name: str) -> str | None:
    """A stored setting, None if never stored."""
    value: Any = await pool.fetchval("SELECT value FROM settings WHERE name = $1", name)
    return None if value is None else str(value)


async def write_setting(pool: Pool, name: str, value: str) -> None:
    """Stores a setting over the one before."""
    await pool.execute("INSERT INTO settings VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value)
