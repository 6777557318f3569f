"""How many applications and participations are in which state, counted on an index alone."""

import sqlalchemy as sa

from registration.tables import applications, participations
from row_sets import Driver, Statement

_APPLICATIONS, _PARTICIPATIONS = (
    Statement(sa.select(table.c.state, sa.func.count().label("found")).group_by(table.c.state)) for table in (applications, participations)
)


async def applications_by_state(driver: Driver) -> dict[str, int]:
    """Only states that occur."""
    return {row["state"]: row["found"] for row in await _APPLICATIONS.rows(driver)}


async def participations_by_state(driver: Driver) -> dict[str, int]:
    """The same of participations, of all benefit years."""
    return {row["state"]: row["found"] for row in await _PARTICIPATIONS.rows(driver)}
