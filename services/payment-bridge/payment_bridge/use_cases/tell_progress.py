"""Progress: bills by state, callbacks, money that somebody must look at."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from enrolment_terms.scheme import BillState
from payment_bridge.domain.payment_states import PaymentState
from payment_bridge.repository import figures, levies, readings
from payment_bridge.use_cases.send_levies import free_regions
from service_runtime import Runtime

_COUNTED_UP_TO = 2001
_FAILED = {BillState.FAILED_PERSONAL, BillState.FAILED_SYSTEM, BillState.RESEND_QUEUED, BillState.ABANDONED}


@dataclass(frozen=True, slots=True)
class CallbackFigures:
    """What became of the callbacks so far."""

    received: int
    processed: int
    pending: int
    failed: int
    last_at: datetime | None
    per_minute: int


@dataclass(frozen=True, slots=True)
class ProgressFigures:
    """Where the levy stands at this moment."""

    states: dict[str, int]
    failed: dict[str, int]
    callbacks: CallbackFigures
    unknown_payments: int
    mismatches: int
    duplicates: int
    due: int
    """Bills that may go now and are not sent (counted up to 2001), with batches and recalls that wait for an answer."""


async def tell_progress(connection: AsyncConnection, runtime: Runtime) -> ProgressFigures:
    """Costs a few index look-ups, whatever the number of bills."""
    states: dict[str, int] = dict.fromkeys(BillState, 0)
    failed: dict[str, int] = {}
    for row in await readings.bill_counts(connection):
        states[row.state] += row.bills
        if row.cause and row.state in _FAILED:
            failed[row.cause] = failed.get(row.cause, 0) + row.bills
    odd = await figures.odd_payments(connection)
    due = await levies.count_due(connection, await free_regions(connection, runtime), _COUNTED_UP_TO)
    told = await readings.callback_figures(connection)
    waiting = sum(count for count, _ in (await figures.unanswered(connection)).values())
    return ProgressFigures(
        states,
        failed,
        CallbackFigures(told.received, told.processed, told.pending, told.failed, told.last_at, told.per_minute),
        odd.get(PaymentState.UNMATCHED, figures.NONE)[0],
        odd.get(PaymentState.MISMATCH, figures.NONE)[0],
        odd.get(PaymentState.DUPLICATE, figures.NONE)[0],
        due + waiting,
    )
