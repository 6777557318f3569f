"""Participations for which a day has come: found by indexes, a bounded number at a time."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa

from registration.domain.calendar_acts import ExpiredPermit
from registration.tables import participation_acts, participations
from row_sets import Driver, Statement, reader, value

pa, act = participations.c, participation_acts.c
_IN_AREA = (pa.area >= value("area", pa.area), pa.area < value("behind", pa.area))
_MOST = value("most", sa.Integer)
_EXPIRED = Statement(
    sa.select(pa.participation_id, pa.permit_valid_to)
    .where(
        *_IN_AREA,
        pa.permit_valid_to < value("today", sa.Date),
        pa.permit_valid_to >= sa.func.make_date(pa.benefit_year - 1, 1, 1),
        pa.permit_valid_to < sa.func.make_date(pa.benefit_year, 12, 31),
        pa.state.in_(("REGISTERED", "ACTIVE")),
        pa.participation_id > value("after", pa.participation_id),
    )
    .order_by(pa.participation_id)
    .limit(_MOST)
)
_IS_SUSPENDED = sa.exists().where(act.participation_id == pa.participation_id, act.cause == "YEAR_END", ~act.withdrawn)
_ENDING = Statement(
    sa.select(pa.participation_id, pa.area)
    .where(
        *_IN_AREA,
        pa.benefit_year == value("benefit_year", pa.benefit_year),
        pa.state.in_(("REGISTERED", "ACTIVE", "STOPPED", "SUSPENDED")),
        sa.or_(pa.state != "REGISTERED", pa.category != "NEWBORN"),
        ~_IS_SUSPENDED,
    )
    .order_by(pa.area)
    .limit(_MOST)
)
_expired = reader(ExpiredPermit)


async def expired_permits(driver: Driver, area: str, today: date, after: UUID, most: int) -> list[ExpiredPermit]:
    """Living participations whose permit ran out before today, inside the year that they are for or the campaign before it; by id."""
    rows = await _EXPIRED.rows(driver, area=area, behind=area + "~", today=today, after=after, most=most)
    return [_expired(row) for row in rows]


async def years_to_end(driver: Driver, area: str, first: str, benefit_year: int, most: int) -> list[tuple[UUID, str]]:
    """Participations of a year that nothing has ended, and whose end of the year is not recorded, with their towns, from `first` on.

    A newborn's birth year may still be paid after it is over (R-022, R-024); the end of its bill lets it lapse.
    """
    rows = await _ENDING.rows(driver, area=max(area, first), behind=area + "~", benefit_year=benefit_year, most=most)
    return [(row["participation_id"], row["area"]) for row in rows]
