"""Progress, a person's way, money that somebody must look at, and callbacks that failed."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from fastapi import Query

from payment_bridge.domain.callback_states import CallbackState
from payment_bridge.domain.payment_states import WorkListState
from payment_bridge.errors import NoSuchCallback
from payment_bridge.repository.callbacks import NEWEST, callbacks_in_state, can_be_replayed, discard_callbacks, replay_callback
from payment_bridge.repository.queries import payments_in_state
from payment_bridge.schemas import CallbackDiscardForm, CallbackItem, Money, Progress
from payment_bridge.use_cases.build_timeline import build_timeline
from payment_bridge.use_cases.read_progress import read_progress
from row_sets import Record
from service_runtime import (
    ALL_OF_IT,
    ActKind,
    AlreadyDecided,
    Caller,
    DiscardOutcome,
    NotFound,
    Read,
    ReadConnection,
    Tx,
    allow,
    by_two,
    need_second,
    open_reason,
    redact,
    refusals,
    seal_reason,
    service_router,
)
from service_runtime.rest import After, AfterNumber, Limit, Page, Timeline, TimelineItem, page_of

router = service_router("/payment-bridge/v1", tags=["征缴进度与核对"])
_OFFICIALS = ("clerk", "reviewer", "operator", "auditor")


@router.get("/progress", operation_id="getLevyProgress", dependencies=[allow(*_OFFICIALS, "tax")])
async def get_progress(read: Read) -> Progress:
    """查询征缴进度

    全部统筹区此刻的数字。
    """
    return Progress.model_validate(asdict(await read_progress(read)))


@router.get(
    "/persons/{person_id}/timeline",
    operation_id="getLevyTimeline",
    dependencies=[allow(*_OFFICIALS)],
    responses=refusals(NotFound),
)
async def get_timeline(person_id: UUID, read: Read, caller: Caller) -> Timeline:
    """查询一人的征缴经过"""
    told = await build_timeline(read, person_id, caller.area_patterns)
    if not told:
        raise NotFound()
    return Timeline(items=[TimelineItem(service="payment-bridge", **asdict(entry)) for entry in told])


@router.get("/payments", operation_id="listPayments", dependencies=[allow(*_OFFICIALS)])
async def list_payments(
    read: Read,
    caller: Caller,
    state: Annotated[WorkListState, Query(title="款项状态")],
    after: After = None,
    limit: Limit = 200,
) -> Page[Money]:
    """查询待核对款项

    后到账的在前。
    """
    rows = await payments_in_state(read.driver, state, caller.area_patterns, limit + 1, after)
    return page_of(rows, limit, lambda row: Money.model_validate(dict(row)), lambda row: row["payment_id"])


@router.get("/callbacks", operation_id="listCallbacks", dependencies=[allow("operator", "auditor"), ALL_OF_IT])
async def list_callbacks(
    read: Read,
    state: Annotated[CallbackState, Query(title="回执状态")] = CallbackState.FAILED,
    after: AfterNumber = None,
    limit: Limit = 100,
) -> Page[CallbackItem]:
    """查询税务回执

    后接收的在前；处理失败的一直列出，直到重新处理或作废。
    """
    rows = await callbacks_in_state(read.driver, state, limit + 1, NEWEST if after is None else after)
    return page_of(rows, limit, lambda row: _item(read, row), lambda row: row["position"])


def _item(read: ReadConnection, row: Record) -> CallbackItem:
    reason = open_reason(read.safe, row["discard_reason"], row["webhook_id"])
    return CallbackItem.model_validate(dict(row) | {"discard_reason": reason})


@router.post(
    "/callbacks/{webhook_id}/replay",
    operation_id="replayCallback",
    dependencies=[allow("operator"), ALL_OF_IT],
    responses=by_two(NoSuchCallback),
)
async def replay(webhook_id: str, tx: Tx, caller: Caller) -> Page[CallbackItem]:
    """重新处理一条税务回执

    须两名工作人员先后提交；已作废的也可以；随即排队处理。
    """
    if not await can_be_replayed(tx.driver, webhook_id):
        raise NoSuchCallback()
    await need_second(tx, caller, ActKind.REPLAY_CALLBACK, webhook_id, {"id": redact(webhook_id)})
    row = await replay_callback(tx.driver, webhook_id)
    if row is None:
        raise NoSuchCallback()
    tx.audit("callback.replay", subject=webhook_id, actor=caller.subject)
    return Page(items=[_item(tx, row)])


@router.post(
    "/callbacks/discard",
    operation_id="discardCallbacks",
    dependencies=[allow("operator"), ALL_OF_IT],
    responses=by_two(AlreadyDecided),
)
async def discard(form: CallbackDiscardForm, tx: Tx, caller: Caller) -> DiscardOutcome:
    """作废处理失败的税务回执

    须两名工作人员先后提交，原因以后一名的为准；作废的仍可查询，不再告警，也可重新处理；全部作废，或一条也不作废。
    """
    ids = sorted(set(form.ids))
    told = {"ids": [redact(webhook_id) for webhook_id in ids]}
    await need_second(tx, caller, ActKind.DISCARD_CALLBACKS, ids, told)
    reasons = {webhook_id: seal_reason(tx.safe, form.reason, webhook_id) for webhook_id in ids}
    if await discard_callbacks(tx.driver, reasons, caller.subject) != set(ids):
        raise AlreadyDecided()
    tx.audit("callbacks.discarded", subject="payment-bridge", actor=caller.subject, detail=told | {"with_reason": True})
    return DiscardOutcome(discarded=len(ids))
