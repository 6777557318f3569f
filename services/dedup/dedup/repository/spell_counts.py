"""How many facts the checks are made against, counted on the smallest index."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_COUNT = text("SELECT (SELECT count(*) FROM participation_spells), (SELECT count(*) FROM reported_spells)")


async def count_spells(connection: AsyncConnection) -> tuple[int, int]:
    """Versions of participations of the own region, and spells reported by others."""
    own, reported = (await connection.execute(_COUNT)).one()
    return own, reported
