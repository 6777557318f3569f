"""Row by row: what can be taken is taken, what cannot is set aside alone, whatever it came with."""

from collections.abc import Sequence

from asyncpg import IntegrityConstraintViolationError

from enrolment_terms.state_table import TransitionRefused
from event_bus import fault_of
from payment_bridge.domain.differences import TaxSource
from payment_bridge.domain.tax_cases import CaseKind
from payment_bridge.domain.tax_rows import RowAside, TaxReport
from payment_bridge.gateways.tax_messages import (
    UnreadableMessage,
    keep_accepted,
    keep_payout,
    keep_receipt,
    keep_reversal,
    keep_review,
    keep_row,
)
from payment_bridge.use_cases.open_tax_cases import set_rows_aside
from payment_bridge.use_cases.take_report import take_report
from policy_parameters import PolicyNotKnown
from service_runtime import CannotOpen, Runtime

UNPROCESSABLE = (
    UnreadableMessage,
    CannotOpen,
    TransitionRefused,
    PolicyNotKnown,
    ValueError,
    KeyError,
    IntegrityConstraintViolationError,
)
"""Faults of the content. Everything else (a database that is away) is tried again."""


async def take_rows(runtime: Runtime, parts: Sequence[TaxReport], told_by: TaxSource) -> dict[int, RowAside]:
    """In halves, until what is faulty stands alone; each part in a transaction of its own. Told again, nothing of it counts twice.

    Which of the parts, from 0 on, were set aside.
    """
    return await _take(runtime, list(enumerate(parts)), told_by)


async def _take(runtime: Runtime, parts: list[tuple[int, TaxReport]], told_by: TaxSource) -> dict[int, RowAside]:
    together = TaxReport()
    for _, part in parts:
        together.add(part)
    try:
        async with runtime.database.transaction() as tx:
            await take_report(tx, together, told_by)
    except UNPROCESSABLE as error:
        if len(parts) > 1:
            middle = len(parts) // 2
            return await _take(runtime, parts[:middle], told_by) | await _take(runtime, parts[middle:], told_by)
        aside = _aside(together, error)
        async with runtime.database.transaction() as tx:
            await set_rows_aside(tx, [aside], CaseKind.ROW_NOT_TAKEN, told_by)
        return {place: aside for place, _ in parts}
    return {}


def _aside(single: TaxReport, error: Exception) -> RowAside:
    fault = fault_of(error)
    why = (fault.error, fault.field, fault.rule)
    for row in single.told:
        return RowAside(keep_row(row, single.documents.get(row.serial)), *why, row.serial, row.bill_id)
    for started in single.accepted:
        return RowAside(keep_accepted(started), *why, None, started.bill_ids[0])
    for one in single.employees:
        return RowAside(one.raw, *why, None, None)
    for review in single.reviews:
        return RowAside(keep_review(review), *why, None, None)
    for payout in single.payouts:
        return RowAside(keep_payout(payout), *why, payout.serial, None)
    for receipt in single.receipts:
        return RowAside(keep_receipt(receipt), *why, None, receipt.bill_id)
    for reversal in single.reversals:
        return RowAside(keep_reversal(reversal), *why, reversal.serial, reversal.bill_id)
    raise error
