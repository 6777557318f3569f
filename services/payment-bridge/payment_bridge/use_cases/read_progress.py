"""Progress: bills by state, callbacks, money that somebody must look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from enrolment_terms.scheme import BillState
from payment_bridge.domain.payment_states import PaymentState
from payment_bridge.domain.scope import Scope
from payment_bridge.repository import figures, levies
from payment_bridge.repository.figures import Waiting
from payment_bridge.use_cases.send_levies import free_regions
from row_sets import reader
from service_runtime import ReadConnection

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

    held: int
    sent: int
    paid: int
    abandoned: int
    cancelled: int
    failed: dict[str, int]
    """By cause."""
    callbacks: CallbackFigures | None
    """None, as unknown_payments, for a caller whose areas do not hold the whole installation: both have no area."""
    unknown_payments: int | None
    mismatches: int
    duplicates: int
    due: int
    """Bills that may go now and are not sent (counted up to 2001), with batches and recalls that wait for an answer."""


_callback_figures = reader(CallbackFigures)


async def read_progress(read: ReadConnection, scope: Scope) -> ProgressFigures:
    """Of the regions of the caller, or of all. Costs a few index look-ups, whatever the number of bills."""
    regions = None if scope.everywhere else await levies.own_regions(read.driver, scope)
    states: dict[str, int] = dict.fromkeys(BillState, 0)
    failed: dict[str, int] = {}
    for row in await figures.bills_by_state(read.driver, regions):
        states[row["state"]] += row["bills"]
        if row["cause"] and row["state"] in _FAILED:
            failed[row["cause"]] = failed.get(row["cause"], 0) + row["bills"]
    odd = await figures.odd_payments(read.driver, regions)
    callbacks = _callback_figures(await figures.callbacks_by_state(read.driver)) if regions is None else None
    return ProgressFigures(
        held=states[BillState.CREATED] + states[BillState.HELD],
        sent=states[BillState.SENT] + states[BillState.DEDUCTING],
        paid=states[BillState.PAID],
        abandoned=states[BillState.ABANDONED],
        cancelled=states[BillState.CANCELLED],
        failed=failed,
        callbacks=callbacks,
        unknown_payments=odd.get(PaymentState.UNMATCHED, Waiting()).number if regions is None else None,
        mismatches=odd.get(PaymentState.MISMATCH, Waiting()).number,
        duplicates=odd.get(PaymentState.DUPLICATE, Waiting()).number,
        due=await _due(read, regions),
    )


async def _due(read: ReadConnection, regions: Sequence[str] | None) -> int:
    due = await levies.count_due(read.driver, await free_regions(read), read.now.date(), _COUNTED_UP_TO, regions)
    if regions is not None:
        return due + await figures.unanswered_there(read.driver, regions)
    return due + sum(waiting.number for waiting in (await figures.unanswered(read.driver)).values())
