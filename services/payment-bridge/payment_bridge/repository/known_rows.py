"""What is known already of the things that rows of the tax office speak of."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from enrolment_events.payment import RefundState
from payment_bridge.domain.facts import refusal_of
from payment_bridge.domain.row_counts import Known, SentUntil
from payment_bridge.domain.tax_rows import TaxReport
from payment_bridge.repository.queries import bills_known
from payment_bridge.repository.serials import told_under
from payment_bridge.tables import bills, employee_relations, failures, payout_results, refunds, reversals
from row_sets import Driver, Record, Statement, reader, same_rows

_SENT = Statement(sa.select(bills.c.bill_id, *(bills.c[name] for name in SentUntil._fields)).where(same_rows(bills, "bill_id")))
_relation, _refund = employee_relations.c, refunds.c
_REVISIONS = Statement(sa.select(_relation.spell_id, _relation.revision).where(same_rows(employee_relations, "spell_id")))
_REFUNDS = Statement(sa.select(_refund.refund_id, _refund.state, _refund.version).where(same_rows(refunds, "refund_id")))
_REVERSALS, _RESULTS, _FAILURES = (
    Statement(sa.select(table.c.serial).where(same_rows(table, "serial"))) for table in (reversals, payout_results, failures)
)
_until = reader(SentUntil)


async def known_of(driver: Driver, report: TaxReport) -> Known:
    """Asks only for what the report speaks of."""
    told = await told_under(driver, sorted({row.serial for row in report.told})) if report.told else {}
    there = await bills_known(driver, sorted({row.bill_id for row in report.told})) if report.told else set()
    relations = [one.relation.spell_id for one in report.employees]
    reviewed = [one.refund_id for one in report.reviews]
    received = [one.bill_id for one in report.receipts]
    serials = [
        *await _rows(driver, _REVERSALS, serial=[one.serial for one in report.reversals]),
        *await _rows(driver, _RESULTS, serial=[one.serial for one in report.payouts]),
        *await _rows(driver, _FAILURES, serial=[refusal_of(one.bill_id, one.resend_no) for one in report.receipts if one.code]),
    ]
    return Known(
        told,
        there,
        {row["bill_id"]: _until(row) for row in await _rows(driver, _SENT, bill_id=received)},
        {row["spell_id"]: row["revision"] for row in await _rows(driver, _REVISIONS, spell_id=relations)},
        {row["refund_id"]: (RefundState(row["state"]), row["version"]) for row in await _rows(driver, _REFUNDS, refund_id=reviewed)},
        {row["serial"] for row in serials},
    )


async def _rows(driver: Driver, statement: Statement, **ids: Sequence[Any]) -> list[Record]:
    return await statement.rows(driver, **ids) if any(ids.values()) else []
