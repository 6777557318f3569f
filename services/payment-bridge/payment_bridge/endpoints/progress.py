"""Progress, a person's way, money that somebody must look at, and callbacks that failed."""

from dataclasses import asdict
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query

from payment_bridge.errors import NoSuchCallback
from payment_bridge.repository.callbacks import NEWEST, callbacks_in_state, discard_callbacks, replay_callback
from payment_bridge.repository.queries import payments_in_state
from payment_bridge.schemas import CallbackDiscardForm, CallbackItem, Callbacks, Money, Payments, Progress
from payment_bridge.use_cases.build_timeline import build_timeline
from payment_bridge.use_cases.read_progress import read_progress
from service_runtime import AlreadyDecided, Caller, DiscardOutcome, NotFound, Read, Tx, allow, redact, service_router
from service_runtime.rest import Timeline, TimelineItem

router = service_router("/payment-bridge/v1", tags=["progress"])
_OFFICIALS = ("clerk", "reviewer", "operator", "auditor")


@router.get("/progress", operation_id="getLevyProgress", summary="征缴进度", dependencies=[allow(*_OFFICIALS, "tax")])
async def get_progress(read: Read) -> Progress:
    """Figures of this moment, over all regions."""
    return Progress.model_validate(asdict(await read_progress(read)))


@router.get("/persons/{person_id}/timeline", operation_id="getLevyTimeline", summary="个人征缴经过", dependencies=[allow(*_OFFICIALS)])
async def get_timeline(person_id: UUID, read: Read, caller: Caller) -> Timeline:
    """404 if the person has no bill inside the caller's areas."""
    told = await build_timeline(read, person_id, caller.area_patterns)
    if not told:
        raise NotFound()
    return Timeline(items=[TimelineItem(service="payment-bridge", **asdict(entry)) for entry in told])


@router.get("/payments", operation_id="listPayments", summary="待核对款项", dependencies=[allow(*_OFFICIALS)])
async def list_payments(
    read: Read,
    caller: Caller,
    state: Literal["UNMATCHED", "MISMATCH", "DUPLICATE", "PARTIAL_GROUP"] = Query(...),
    after: Annotated[UUID | None, Query(title="上一页最后一条")] = None,
    limit: int = Query(200, ge=1, le=1000),
) -> Payments:
    """Money in one state, newest first; `next` is the `after` of the next page."""
    rows = await payments_in_state(read.driver, state, caller.area_patterns, limit + 1, after)
    items = [Money.model_validate(dict(row)) for row in rows[:limit]]
    return Payments(items=items, next=items[-1].payment_id if len(rows) > limit else None)


@router.get("/callbacks", operation_id="listCallbacks", summary="税务回执", dependencies=[allow("operator", "auditor")])
async def list_callbacks(
    read: Read,
    state: Literal["PENDING", "PROCESSED", "FAILED", "DISCARDED"] = Query("FAILED"),
    after: Annotated[int, Query(title="上一页最后一条", ge=1, le=NEWEST)] = NEWEST,
    limit: int = Query(100, ge=1, le=1000),
) -> Callbacks:
    """Newest first; those that failed stand alone until they are replayed or discarded. `next` is the `after` of the next page."""
    rows = await callbacks_in_state(read.driver, state, limit + 1, after)
    items = [CallbackItem.model_validate(dict(row)) for row in rows[:limit]]
    return Callbacks(items=items, next=str(rows[limit - 1]["position"]) if len(rows) > limit else None)


@router.post(
    "/callbacks/{webhook_id}/replay",
    operation_id="replayCallback",
    summary="重新处理税务回执",
    status_code=202,
    dependencies=[allow("operator")],
)
async def replay(webhook_id: str, tx: Tx, caller: Caller) -> Callbacks:
    """Back in line, even if it was discarded; processed within moments."""
    row = await replay_callback(tx.driver, webhook_id)
    if row is None:
        raise NoSuchCallback()
    tx.audit("callback.replay", subject=webhook_id, actor=caller.subject)
    return Callbacks(items=[CallbackItem.model_validate(dict(row))])


@router.post("/callbacks/discard", operation_id="discardCallbacks", summary="作废税务回执", dependencies=[allow("operator")])
async def discard(form: CallbackDiscardForm, tx: Tx, caller: Caller) -> DiscardOutcome:
    """Give failed callbacks up: they stay in the list, warn no more, and can be replayed. All or none."""
    ids, reason = sorted(set(form.ids)), redact(form.reason)
    if await discard_callbacks(tx.driver, ids, caller.subject, reason) != set(ids):
        raise AlreadyDecided()
    tx.audit("callbacks.discarded", subject="payment-bridge", actor=caller.subject, detail={"ids": ids, "reason": reason})
    return DiscardOutcome(discarded=len(ids))
