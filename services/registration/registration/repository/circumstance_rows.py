"""Documented circumstances of persons."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from registration.domain.circumstance import Circumstance
from registration.tables import circumstances, participations
from row_sets import Driver, Statement, columns_of, given_rows, names_of, reader, value
from service_runtime.retelling import Wanted

c, pa = circumstances.c, participations.c
_ROW = names_of(Circumstance)
_given = given_rows(circumstances, _ROW).c
_SHOWN = sa.select(*(c[name] for name in _ROW))
_KEEP = Statement(
    insert(circumstances)
    .from_select(_ROW, sa.select(*(_given[name] for name in _ROW)))
    .on_conflict_do_nothing(index_elements=["circumstance_id"])
    .returning(*(c[name] for name in _ROW))
)
_OF = Statement(_SHOWN.where(c.person_id == value("person_id", c.person_id)).order_by(c.recorded_at, c.circumstance_id))
_WITHDRAW = Statement(
    sa.update(circumstances)
    .where(
        c.circumstance_id == value("circumstance_id", c.circumstance_id),
        c.person_id == value("person_id", c.person_id),
        c.withdrawn_at.is_(None),
    )
    .values(withdrawn_by=value("actor", c.withdrawn_by), withdrawn_at=value("now", c.withdrawn_at))
    .returning(*(c[name] for name in _ROW))
)
_PLACE = (
    sa.select(pa.area).where(pa.person_id == c.person_id).order_by(pa.benefit_year.desc(), pa.participation_id).limit(1).scalar_subquery()
)
_AFTER = Statement(
    _SHOWN.where(
        c.circumstance_id > value("after", c.circumstance_id),
        sa.func.coalesce(c.withdrawn_at, c.recorded_at) >= value("since", c.recorded_at),
        _PLACE.like(value("area", pa.area)),
    )
    .order_by(c.circumstance_id)
    .limit(value("most", sa.Integer))
)
_circumstance = reader(Circumstance)


async def keep_circumstances(driver: Driver, new: Sequence[Circumstance]) -> list[Circumstance]:
    """Those that were new, by id."""
    return [_circumstance(row) for row in await _KEEP.rows(driver, **columns_of(new, _ROW))]


async def circumstances_of(driver: Driver, person_id: UUID) -> list[Circumstance]:
    """All of a person, also those that were withdrawn; the oldest first."""
    return [_circumstance(row) for row in await _OF.rows(driver, person_id=person_id)]


async def withdraw(driver: Driver, person_id: UUID, circumstance_id: UUID, actor: str, now: datetime) -> Circumstance | None:
    """As it stands then; None if there is none that counts."""
    row = await _WITHDRAW.row(driver, person_id=person_id, circumstance_id=circumstance_id, actor=actor, now=now)
    return _circumstance(row) if row else None


async def circumstances_after(driver: Driver, wanted: Wanted) -> list[Circumstance]:
    """By circumstance, also those that were withdrawn; of the place where the person is registered."""
    return [_circumstance(row) for row in await _AFTER.rows(driver, **wanted._asdict())]
