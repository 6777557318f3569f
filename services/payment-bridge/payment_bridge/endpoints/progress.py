"""Progress, a person's way, money that somebody must look at, and callbacks that failed."""

from typing import Literal
from uuid import UUID

from fastapi import Query

from enrolment_terms.scheme import BillState
from payment_bridge.endpoints.bills import money_of
from payment_bridge.errors import NoSuchCallback
from payment_bridge.repository import callbacks, readings
from payment_bridge.schemas import (
    CallbackCounts,
    CallbackDiscardForm,
    CallbackItem,
    Callbacks,
    HappeningItem,
    Payments,
    Progress,
    Timeline,
)
from payment_bridge.use_cases.tell_progress import ProgressFigures, tell_progress
from payment_bridge.use_cases.tell_timeline import tell_timeline
from service_runtime import AlreadyDecided, Caller, DiscardOutcome, Here, NotFound, Reading, Tx, allow, redact, service_router

router = service_router("/payment-bridge/v1", tags=["progress"])
_OFFICIALS = ("clerk", "reviewer", "operator", "auditor")


@router.get("/progress", operation_id="levyProgress", summary="征缴进度", dependencies=[allow(*_OFFICIALS, "tax")])
async def progress(reading: Reading, runtime: Here) -> Progress:
    """Figures of this moment, over all regions."""
    figures = await tell_progress(reading, runtime)
    counts = figures.callbacks
    return Progress(
        held=_sum(figures, BillState.CREATED, BillState.HELD),
        sent=_sum(figures, BillState.SENT, BillState.DEDUCTING),
        paid=_sum(figures, BillState.PAID),
        abandoned=_sum(figures, BillState.ABANDONED),
        cancelled=_sum(figures, BillState.CANCELLED),
        failed=figures.failed,
        callbacks=CallbackCounts(
            received=counts.received,
            processed=counts.processed,
            pending=counts.pending,
            failed=counts.failed,
            last_at=counts.last_at,
            per_minute=counts.per_minute,
        ),
        unknown_payments=figures.unknown_payments,
        mismatches=figures.mismatches,
        duplicates=figures.duplicates,
        due=figures.due,
    )


@router.get("/persons/{person_id}/timeline", operation_id="levyTimeline", summary="个人征缴经过", dependencies=[allow(*_OFFICIALS)])
async def timeline(person_id: UUID, reading: Reading, caller: Caller) -> Timeline:
    """404 if the person has no bill inside the caller's areas."""
    told = await tell_timeline(reading, person_id, caller.area_patterns)
    if not told:
        raise NotFound()
    return Timeline(
        items=[
            HappeningItem(
                at=item.at, recorded_at=item.recorded_at, service="payment-bridge", what=item.what, code=item.code, detail=item.detail
            )
            for item in told
        ]
    )


@router.get(
    "/payments", operation_id="listPayments", summary="待核对款项", dependencies=[allow("clerk", "reviewer", "operator", "auditor")]
)
async def list_payments(
    reading: Reading,
    caller: Caller,
    state: Literal["UNMATCHED", "MISMATCH", "DUPLICATE", "PARTIAL_GROUP"] = Query(...),
    limit: int = Query(200, ge=1, le=1000),
) -> Payments:
    """Money in one state, newest first."""
    return Payments(items=[money_of(row) for row in await readings.payments_in_state(reading, state, caller.area_patterns, limit)])


@router.get("/callbacks", operation_id="listCallbacks", summary="税务回执", dependencies=[allow("operator", "auditor")])
async def list_callbacks(
    reading: Reading,
    state: Literal["PENDING", "PROCESSED", "FAILED", "DISCARDED"] = Query("FAILED"),
    limit: int = Query(100, ge=1, le=1000),
) -> Callbacks:
    """Those that failed stand alone until they are replayed or discarded."""
    rows = await callbacks.callbacks_in_state(reading, state, limit)
    return Callbacks(items=[CallbackItem.model_validate(dict(row._mapping)) for row in rows])


@router.post(
    "/callbacks/{webhook_id}/replay",
    operation_id="replayCallback",
    summary="重新处理税务回执",
    status_code=202,
    dependencies=[allow("operator")],
)
async def replay(webhook_id: str, tx: Tx, caller: Caller) -> Callbacks:
    """Back in line, even if it was discarded; processed within moments."""
    if not await callbacks.replay_callback(tx.connection, webhook_id):
        raise NoSuchCallback()
    tx.audit("callback.replay", subject=webhook_id, actor=caller.subject)
    rows = await callbacks.callbacks_in_state(tx.connection, "PENDING", 1000)
    return Callbacks(items=[CallbackItem.model_validate(dict(row._mapping)) for row in rows if row.webhook_id == webhook_id])


@router.post("/callbacks/discard", operation_id="discardCallbacks", summary="作废税务回执", dependencies=[allow("operator")])
async def discard(form: CallbackDiscardForm, tx: Tx, caller: Caller) -> DiscardOutcome:
    """Give failed callbacks up: they stay in the list, warn no more, and can be replayed. All or none."""
    ids, reason = sorted(set(form.ids)), redact(form.reason)
    if await callbacks.discard_callbacks(tx.connection, ids, caller.subject, reason) != set(ids):
        raise AlreadyDecided()
    tx.audit("callbacks.discarded", subject="payment-bridge", actor=caller.subject, detail={"ids": ids, "reason": reason})
    return DiscardOutcome(discarded=len(ids))


def _sum(figures: ProgressFigures, *states: BillState) -> int:
    return sum(figures.states[state] for state in states)
