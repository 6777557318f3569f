"""The double-entry ledger, read: sums by account, and what was booked on one bill."""

from uuid import UUID

import sqlalchemy as sa

from payment_bridge.domain.scope import Scope
from payment_bridge.repository.scoped import EVERYWHERE, in_areas, of_office
from payment_bridge.tables import bills, ledger_postings
from row_sets import Driver, Record, Statement, value

_year = value("benefit_year", sa.Integer())
_seen = (
    sa.select(ledger_postings.c.debit, ledger_postings.c.credit, ledger_postings.c.amount)
    .outerjoin(bills, bills.c.bill_id == ledger_postings.c.bill_id)
    .where(EVERYWHERE | in_areas(bills.c.area), _year.is_(None) | (bills.c.benefit_year == _year))
    .cte("seen")
)
_nothing: sa.ColumnElement[int] = sa.literal_column("0")
_sides = sa.union_all(
    sa.select(_seen.c.debit.label("account"), _seen.c.amount.label("debit"), _nothing.label("credit")),
    sa.select(_seen.c.credit, _nothing, _seen.c.amount),
).subquery("sides")
_SUMS = Statement(
    sa.select(_sides.c.account, *(sa.cast(sa.func.sum(_sides.c[side]), sa.BigInteger).label(side) for side in ("debit", "credit")))
    .group_by(_sides.c.account)
    .order_by(_sides.c.account)
)
_shown = ("booked_on", "debit", "credit", "amount", "payment_id")
_OF_BILL = Statement(
    sa.select(*(ledger_postings.c[name] for name in _shown))
    .where(ledger_postings.c.bill_id == value("bill_id", ledger_postings.c.bill_id))
    .order_by(ledger_postings.c.recorded_at, ledger_postings.c.line)
)


async def sums_of_accounts(driver: Driver, scope: Scope, benefit_year: int | None) -> list[Record]:
    """Debit and credit of each account that anything was booked on, inside the caller's areas."""
    return await _SUMS.rows(driver, benefit_year=benefit_year, **of_office(scope))


async def postings_of_bill(driver: Driver, bill_id: UUID) -> list[Record]:
    """In the order in which they were booked."""
    return await _OF_BILL.rows(driver, bill_id=bill_id)
