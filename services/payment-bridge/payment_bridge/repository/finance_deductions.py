"""Duplicates that were cleared, with their bills (R-098): by a decided case, or by what registration says of their end."""

from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on

from payment_bridge.domain.finance_deductions import DUPLICATE, ENDED, DuplicateBill
from payment_bridge.domain.scope import Scope
from payment_bridge.repository.scoped import in_areas
from payment_bridge.tables import bills, duplicate_drops, participations, remote_duplicate_cases
from row_sets import Driver, Record, Statement, reader, value

_of_bill = sa.and_(
    bills.c.participation_id == participations.c.participation_id,
    bills.c.benefit_year == participations.c.benefit_year,
    bills.c.kind != "REPAIR",
)
"""One at most. An earlier release billed the birth year of a newborn (R-024) under the participation of the year that follows."""
_dropped = (
    sa.exists()
    .where(duplicate_drops.c.participation_id == participations.c.participation_id)
    .where(remote_duplicate_cases.c.case_id == duplicate_drops.c.case_id, remote_duplicate_cases.c.version == duplicate_drops.c.version)
)
_duplicates = (
    sa.and_(participations.c.state.in_([state.value for state in ENDED]), participations.c.state_reason == DUPLICATE) | _dropped,
    participations.c.benefit_year == value("year", participations.c.benefit_year),
    in_areas(participations.c.area),
)
_judged = (
    participations.c.state.label("participation_state"), participations.c.state_reason, participations.c.category,
    participations.c.benefit_year, bills.c.payer, bills.c.state, _dropped.label("by_case"),
)  # fmt: skip
_once = (sa.func.left(participations.c.area, 4), participations.c.person_id)
_people = (
    sa.select(*_judged, sa.func.left(participations.c.area, 6).label("area"))
    .select_from(participations)
    .outerjoin(bills, _of_bill)
    .where(*_duplicates)
    .ext(distinct_on(*_once))
    .order_by(*_once, (bills.c.state == "PAID").desc().nulls_last(), bills.c.payer, participations.c.participation_id)
    .subquery()
)
"""A person once in a region, by the bill for which finance paid before any other."""
_COUNTS = Statement(sa.select(*_people.c, sa.func.count().label("number")).group_by(*_people.c))
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
