"""The driver's connection: set-based statements with arrays go to asyncpg directly, one round trip each."""

from typing import TYPE_CHECKING, Any, TypeAlias, cast

from sqlalchemy.ext.asyncio import AsyncConnection

if TYPE_CHECKING:
    import asyncpg

Driver: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Row: TypeAlias = "asyncpg.Record"


async def driver_of(connection: AsyncConnection) -> Driver:
    """The driver connection below a SQLAlchemy connection, in the same transaction."""
    raw: Any = await connection.get_raw_connection()
    return cast(Driver, raw.driver_connection)
