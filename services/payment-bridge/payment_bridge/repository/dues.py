"""What people still owe."""

import sqlalchemy as sa

from payment_bridge.domain.dues import GONE, OwedBill
from payment_bridge.domain.scope import Scope
from payment_bridge.repository.scoped import of_persons
from payment_bridge.tables import bills
from row_sets import Driver, Statement, names_of, reader, value

_owed = (bills.c.state.not_in([*GONE]), bills.c.benefit_year >= value("since", bills.c.benefit_year))
_OWED = Statement(
    sa.select(*(bills.c[name] for name in names_of(OwedBill)))
    .where(of_persons(bills.c.person_id), *_owed)
    .order_by(bills.c.benefit_year, bills.c.person_id, bills.c.bill_id)
)
_bill = reader(OwedBill)


async def owed_bills(driver: Driver, scope: Scope, since: int) -> list[OwedBill]:
    """The unpaid bills of the people of the scope, for this benefit year and later ones."""
    return [_bill(row) for row in await _OWED.rows(driver, persons=scope.persons, since=since)]
