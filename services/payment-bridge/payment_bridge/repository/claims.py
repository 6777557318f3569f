"""Money that is to be recovered: what is booked of it, what a person settled, what it is about."""

from collections.abc import Collection, Sequence
from uuid import UUID

import sqlalchemy as sa

from payment_bridge.domain.claims import Booked, Resolution
from payment_bridge.domain.ledger import Account
from payment_bridge.tables import ledger_postings, tax_cases
from row_sets import Driver, Record, Statement, same_rows, value

_BOOKED = Statement(
    sa.select(ledger_postings.c.cause_id, ledger_postings.c.cause_version, ledger_postings.c.debit)
    .where(same_rows(ledger_postings, "cause_id"))
    .order_by(ledger_postings.c.cause_version)
)
_SETTLED = Statement(
    sa.select(tax_cases.c.case_id).where(same_rows(tax_cases, "case_id"), tax_cases.c.resolution == Resolution.RECOVERED.value)
)
_ABOUT = Statement(
    sa.select(tax_cases.c.kind, tax_cases.c.tax_serial, tax_cases.c.other_serial).where(
        tax_cases.c.case_id == value("case_id", tax_cases.c.case_id)
    )
)
_HOLD = Statement("SELECT pg_advisory_xact_lock(hashtextextended('payout/' || CAST(CAST(:payout_id AS uuid) AS text), 0))")


async def booked_of(driver: Driver, case_ids: Sequence[UUID]) -> dict[UUID, Booked]:
    """The newest posting of each."""
    rows = await _BOOKED.rows(driver, cause_id=case_ids)
    return {row["cause_id"]: Booked(row["cause_version"], Account(row["debit"])) for row in rows}


async def stands_out(driver: Driver, case_id: UUID) -> bool:
    """Its money is to be recovered."""
    booked = (await booked_of(driver, [case_id])).get(case_id)
    return booked is not None and booked.debit is Account.TO_RECOVER


async def recovered_of(driver: Driver, case_ids: Sequence[UUID]) -> Collection[UUID]:
    """Those of these cases whose money a person has got back."""
    return set(await _SETTLED.values(driver, case_id=case_ids)) if case_ids else set()


async def case_is_about(driver: Driver, case_id: UUID) -> Record | None:
    """Its kind and serials, without a lock."""
    return await _ABOUT.row(driver, case_id=case_id)


async def hold_payout(driver: Driver, payout_id: UUID) -> None:
    """Of a payout that nobody ordered: nobody else decides about it meanwhile."""
    await _HOLD.row(driver, payout_id=payout_id)
