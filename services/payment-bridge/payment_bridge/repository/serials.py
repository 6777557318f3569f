"""Serials of the tax office, and what was told under them first."""

from collections.abc import Sequence

import sqlalchemy as sa

from payment_bridge.domain.facts import Failure, Payment
from payment_bridge.domain.tax_rows import TaxRow
from payment_bridge.tables import failures, payments, tax_serials
from row_sets import Driver, Statement, insert_rows, names_of, reader, same_rows

_CLAIM = Statement(insert_rows(tax_serials, "serial").on_conflict_do_nothing())
_MONEY = Statement(
    sa.select(payments.c.bill_id, *(payments.c[name] for name in names_of(Payment))).where(same_rows(payments, "tax_serial"))
)
_FAILURES = Statement(sa.select(failures.c.bill_id, *(failures.c[name] for name in names_of(Failure))).where(same_rows(failures, "serial")))
_payment, _failure = reader(Payment), reader(Failure)


async def claim_serials(driver: Driver, serials: Sequence[str]) -> None:
    """Whoever tells of the same serial at the same time waits here, and then sees what was told. `serials` in order."""
    await _CLAIM.run(driver, serial=serials)


async def told_under(driver: Driver, serials: Sequence[str]) -> dict[str, list[TaxRow]]:
    """What was told under these serials, what stands first: money, or else a failure."""
    told: dict[str, list[TaxRow]] = {}
    for row in await _MONEY.rows(driver, tax_serial=serials):
        told.setdefault(row["tax_serial"], []).append(TaxRow(row["bill_id"], _payment(row)))
    for row in await _FAILURES.rows(driver, serial=serials):
        told.setdefault(row["serial"], []).append(TaxRow(row["bill_id"], _failure(row)))
    return told
