"""The bills that are counted together: of a household, of the students of a school."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from payment_bridge.domain.scope import Scope
from payment_bridge.domain.totals import Share
from payment_bridge.repository.scoped import in_areas, of_anybody, of_persons
from payment_bridge.tables import bills, participations, remote_households
from row_sets import Driver, Statement, names_of, reader, value

_share = sa.select(*(bills.c[name] for name in names_of(Share))).order_by(bills.c.person_id, bills.c.bill_id)
_counts = (
    bills.c.kind != "REPAIR",
    bills.c.state.not_in(["CANCELLED", "REFUNDED"]),
    bills.c.benefit_year == value("year", bills.c.benefit_year),
)
_members = sa.func.jsonb_array_elements_text(remote_households.c.members).table_valued("value").lateral("member")
_HOUSEHOLD = Statement(
    _share.join_from(remote_households, _members, sa.true())
    .join(bills, bills.c.person_id == sa.cast(_members.c.value, postgresql.UUID))
    .where(remote_households.c.household_id == value("household_id", remote_households.c.household_id), *_counts)
    .where(in_areas(bills.c.area) | of_persons(bills.c.person_id))
)
_of_school = _share.join_from(bills, participations, participations.c.participation_id == bills.c.participation_id)
_SCHOOL = Statement(
    _of_school.where(participations.c.school == value("school", participations.c.school), bills.c.payer == "SCHOOL", *_counts).where(
        in_areas(bills.c.area) | value("own", sa.Boolean())
    )
)
_read = reader(Share)


async def shares_of_household(driver: Driver, household_id: UUID, year: int, scope: Scope) -> Sequence[Share]:
    """Of the members who are deducted with it, as far as the caller may see them."""
    rows = await _HOUSEHOLD.rows(driver, household_id=household_id, year=year, **of_anybody(scope))
    return [_read(row) for row in rows]


async def shares_of_school(driver: Driver, school: str, year: int, areas: Sequence[str], *, own: bool) -> Sequence[Share]:
    """Of the students whom it listed and pays for; an office sees those of its areas, the school all of its own."""
    return [_read(row) for row in await _SCHOOL.rows(driver, school=school, year=year, areas=areas, own=own)]
