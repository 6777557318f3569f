"""Participations that were registered long ago and never paid."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa

from registration.domain.void_participation import VoidParticipation
from registration.tables import participations
from row_sets import Driver, Statement, reader, value

pa, paid = participations.c, participations.alias("paid").c
_PAID_SINCE = sa.exists().where(paid.person_id == pa.person_id, paid.benefit_year >= pa.benefit_year, paid.paid_on.is_not(None))
_VOID = Statement(
    sa.select(
        pa.person_id,
        sa.func.max(pa.area).label("area"),
        sa.func.min(pa.benefit_year).label("first_year"),
        sa.func.count().label("unpaid_years"),
        sa.func.min(pa.registered_on).label("registered_on"),
    )
    .where(
        pa.area >= value("area", pa.area),
        pa.area < value("behind", pa.area),
        pa.state.in_(("REGISTERED", "LAPSED")),
        pa.paid_on.is_(None),
        pa.person_id > value("after", pa.person_id),
        ~_PAID_SINCE,
    )
    .group_by(pa.person_id)
    .having(sa.func.min(pa.registered_on) <= value("since", sa.Date))
    .order_by(pa.person_id)
    .limit(value("most", sa.Integer))
)
_read = reader(VoidParticipation)


async def void_participations(driver: Driver, area: str, since: date, after: UUID, most: int) -> list[VoidParticipation]:
    """People below an area, by id, whose first unpaid year was registered on `since` or before."""
    rows = await _VOID.rows(driver, area=area, behind=area + "~", since=since, after=after, most=most)
    return [_read(found) for found in rows]
