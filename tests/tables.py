"""Tables in code, made in a database of a test."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from event_bus.tables import bus_metadata
from service_runtime import Database, SystemClock


async def make_tables(url: str, metadata: sa.MetaData) -> None:
    """Makes the tables that are missing."""
    engine = create_async_engine(sa.make_url(url).set(drivername="postgresql+asyncpg"), poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    await engine.dispose()


async def neighbour_database(url: str) -> Database:
    """The database of a service that a test plays itself: with outbox, inbox and dead letters."""
    await make_tables(url, bus_metadata)
    return Database(url, SystemClock())
