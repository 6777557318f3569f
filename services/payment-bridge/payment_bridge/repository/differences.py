"""Differences: kept once, listed by area, closed by an operator."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from payment_bridge.domain.differences import Difference
from payment_bridge.domain.scope import Scope
from payment_bridge.repository.scoped import EVERYWHERE, in_areas, of_office
from payment_bridge.tables import bills, differences
from row_sets import Driver, Record, Statement, columns_of, insert_rows, names_of, row, value

_DIFFERENCE, _this = names_of(Difference), differences.c.difference_id == value("difference_id", differences.c.difference_id)
_OPEN = Statement(insert_rows(differences, *_DIFFERENCE).on_conflict_do_nothing().returning(differences.c.difference_id))
_of_bills = sa.select(sa.func.bool_and(in_areas(bills.c.area))).where(
    bills.c.bill_id.in_([differences.c.first_bill_id, differences.c.other_bill_id])
)
# Both sides are shown, so all bills that are known must lie in the areas; what lies nowhere is for the whole installation.
_seen = EVERYWHERE | sa.func.coalesce(_of_bills.scalar_subquery(), sa.false())
_LIST = Statement(
    sa.select(differences)
    .where(differences.c.state == value("state", differences.c.state), differences.c.position < value("before", differences.c.position))
    .where(_seen)
    .order_by(differences.c.position.desc())
    .limit(value("most", sa.Integer()))
)
_LOCK = Statement(sa.select(differences.c.state).where(_this, _seen).with_for_update(of=differences))
_closed = row(differences, "closed_by", "close_reason_sealed")
_CLOSE = Statement(
    sa.update(differences).values(state="CLOSED", closed_at=sa.func.clock_timestamp(), **_closed).where(_this).returning(differences)
)
NEWEST = 2**63 - 1
"""Before which position the newest differences are."""


async def keep_differences(driver: Driver, found: Sequence[Difference]) -> set[UUID]:
    """Keep what is not kept yet, whatever became of it since. Returns the ids that are new."""
    return set(await _OPEN.values(driver, **columns_of(found, _DIFFERENCE)))


async def differences_in_state(driver: Driver, state: str, scope: Scope, most: int, before: int = NEWEST) -> list[Record]:
    """Differences of one state inside the scope, newest first; older ones than the one at `before`."""
    return await _LIST.rows(driver, state=state, before=before, most=most, **of_office(scope))


async def lock_difference(driver: Driver, difference_id: UUID, scope: Scope) -> str | None:
    """Its state, the row locked; None if there is none inside the scope."""
    state: str | None = await _LOCK.value(driver, difference_id=difference_id, **of_office(scope))
    return state


async def close_difference(driver: Driver, difference_id: UUID, by: str, reason_sealed: str) -> Record:
    """An open one is closed."""
    closed = await _CLOSE.row(driver, difference_id=difference_id, closed_by=by, close_reason_sealed=reason_sealed)
    assert closed is not None
    return closed
