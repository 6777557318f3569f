"""Participations that ended as duplicates, with their bills (R-098)."""

from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from payment_bridge.domain.finance_deductions import DUPLICATE, ENDED, DuplicateBill
from payment_bridge.domain.scope import Scope
from payment_bridge.repository.scoped import in_areas
from payment_bridge.tables import bills, participations
from row_sets import Driver, Record, Statement, reader, value

_of_bill = sa.and_(
    bills.c.participation_id == participations.c.participation_id,
    bills.c.benefit_year == participations.c.benefit_year,
    bills.c.kind != "REPAIR",
)
"""One at most. An earlier release billed the birth year of a newborn (R-024) under the participation of the year that follows."""
_duplicates = (
    participations.c.state.in_([state.value for state in ENDED]),
    participations.c.state_reason == DUPLICATE,
    participations.c.benefit_year == value("year", participations.c.benefit_year),
    in_areas(participations.c.area),
)
_judged = (
    participations.c.state.label("participation_state"), participations.c.state_reason, participations.c.category,
    participations.c.benefit_year, bills.c.payer, bills.c.state,
)  # fmt: skip
_COUNTS = Statement(
    sa.select(*_judged, sa.func.left(participations.c.area, 6).label("area"), sa.func.count().label("number"))
    .select_from(participations)
    .outerjoin(bills, _of_bill)
    .where(*_duplicates)
    .group_by(*_judged, sa.func.left(participations.c.area, 6))
)
_person = sa.func.coalesce(bills.c.person_id, participations.c.person_id).label("person_id")
_LIST = Statement(
    sa.select(*_judged, participations.c.area, participations.c.participation_id, participations.c.effective_on, bills.c.bill_id, _person)
    .select_from(participations)
    .outerjoin(bills, _of_bill)
    .where(*_duplicates, participations.c.participation_id > value("after", participations.c.participation_id))
    .order_by(participations.c.participation_id)
    .limit(value("most", sa.Integer()))
)
FIRST = UUID(int=0)
_bill = reader(DuplicateBill)


class CountedBills(NamedTuple):
    """So many alike."""

    bill: DuplicateBill
    number: int


async def duplicates_counted(driver: Driver, year: int, scope: Scope) -> list[CountedBills]:
    """Inside the areas of an office."""
    return [CountedBills(_bill(row), row["number"]) for row in await _COUNTS.rows(driver, year=year, areas=scope.areas)]


async def duplicates_listed(driver: Driver, year: int, scope: Scope, most: int, after: UUID = FIRST) -> list[tuple[DuplicateBill, Record]]:
    """Inside the areas of an office, by participation; each with its ids and the day on which it ended."""
    return [(_bill(row), row) for row in await _LIST.rows(driver, year=year, areas=scope.areas, after=after, most=most)]
