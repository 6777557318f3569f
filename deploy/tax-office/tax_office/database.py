"""The office's own PostgreSQL: a pool, the tables, and one lock that puts all writers of the book in a row."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement

from row_sets import Statement, row, value
from row_sets.statement import DIALECT
from tax_office.tables import metadata, settings

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
_LOCK = Statement(sa.select(sa.func.pg_advisory_xact_lock(_BOOK_LOCK)))
_PARTS: list[ExecutableDDLElement] = [
    *(CreateTable(table, if_not_exists=True) for table in metadata.sorted_tables),
    *(CreateIndex(index, if_not_exists=True) for table in metadata.sorted_tables for index in table.indexes),
]
_ADDED = (
    "ALTER TABLE bills ADD COLUMN IF NOT EXISTS batch_id text",
    "ALTER TABLE rounds ADD COLUMN IF NOT EXISTS told boolean NOT NULL DEFAULT true",
)
"""To a book that an earlier version began."""
_SCHEMA = ";".join([*(str(part.compile(dialect=DIALECT)) for part in _PARTS), *_ADDED])
_SETTING = Statement(sa.select(settings.c.value).where(settings.c.name == value("name", settings.c.name)))
_set = insert(settings).values(row(settings, "name", "value"))
_SET = Statement(_set.on_conflict_do_update(index_elements=["name"], set_={"value": _set.excluded.value}))


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
        await connection.execute(_SCHEMA)
    return pool


async def lock_book(connection: Connection) -> None:
    """Held to the end of the transaction: serials are committed in their order, and no two writers wait for each other's rows."""
    await _LOCK.run(connection)


@asynccontextmanager
async def writing(pool: Pool) -> AsyncIterator[Connection]:
    """One transaction that writes the book."""
    async with pool.acquire() as connection, connection.transaction():
        await lock_book(connection)
        yield connection


async def read_setting(pool: Pool, name: str) -> str | None:
    """A stored setting, None if never stored."""
    stored: str | None = await _SETTING.value(pool, name=name)
    return stored


async def write_setting(pool: Pool, name: str, text: str) -> None:
    """Stores a setting over the one before."""
    await _SET.run(pool, name=name, value=text)
