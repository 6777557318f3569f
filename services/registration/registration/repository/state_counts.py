"""How many applications and participations are in which state, counted on an index alone."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_APPLICATIONS = text("SELECT state, count(*) AS found FROM applications GROUP BY state")
_PARTICIPATIONS = text("SELECT state, count(*) AS found FROM participations GROUP BY state")


async def applications_by_state(connection: AsyncConnection) -> dict[str, int]:
    """Only states that occur."""
    rows = await connection.execute(_APPLICATIONS)
    return {row.state: row.found for row in rows}


async def participations_by_state(connection: AsyncConnection) -> dict[str, int]:
    """The same of participations, of all benefit years."""
    rows = await connection.execute(_PARTICIPATIONS)
    return {row.state: row.found for row in rows}
