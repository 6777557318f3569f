"""Deaths, one row a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from registration.tables import deaths
from row_sets import Driver, Statement, names_of, row, same_rows, values_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Death:
    """What an office recorded; `died_on` None takes an error back."""

    person_id: UUID
    died_on: date | None
    source: str
    recorded_by: str
    recorded_at: datetime


_NAMES = names_of(Death)
_NEW = insert(deaths).values(row(deaths, *_NAMES))
_KEEP = Statement(
    _NEW.on_conflict_do_update(
        index_elements=["person_id"], set_={name: _NEW.excluded[name] for name in _NAMES[1:]} | {"version": deaths.c.version + 1}
    ).returning(deaths.c.version)
)
_OF = Statement(sa.select(deaths.c.person_id, deaths.c.died_on).where(same_rows(deaths, "person_id")))


async def keep_death(driver: Driver, death: Death) -> int:
    """The version that it now has."""
    version: int = await _KEEP.value(driver, **values_of(death))
    return version


async def deaths_of(driver: Driver, people: Sequence[UUID]) -> dict[UUID, date | None]:
    """Person -> day, None for one that was taken back; most people are not there."""
    return {row["person_id"]: row["died_on"] for row in await _OF.rows(driver, person_id=people)}
