"""How many entitlements are in which state, counted on an index alone."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_COUNT = text("SELECT state, count(*) AS found FROM entitlements GROUP BY state")


async def entitlements_by_state(connection: AsyncConnection) -> dict[str, int]:
    """Only states that occur."""
    rows = await connection.execute(_COUNT)
    return {row.state: row.found for row in rows}
