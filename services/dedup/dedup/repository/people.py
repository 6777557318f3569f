"""Whether a caller's areas reach to a person."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from dedup.repository.area_scope import is_inside
from dedup.tables import checks, participation_spells
from row_sets import Driver, Statement, value


def _knows(table: sa.Table) -> sa.Exists:
    return sa.exists().where(table.c.person_id == value("person_id", table.c.person_id), is_inside(table.c.area))


_IS_THERE = Statement(sa.select(sa.or_(_knows(participation_spells), _knows(checks))))


async def is_person_in(driver: Driver, person_id: UUID, areas: Sequence[str]) -> bool:
    """True if the person has a participation or an application inside the areas (LIKE patterns)."""
    return bool(await _IS_THERE.value(driver, person_id=person_id, areas=areas))
