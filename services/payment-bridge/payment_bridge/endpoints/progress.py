"""Progress, money that somebody must look at, and callbacks that were set aside."""

from dataclasses import asdict
from typing import Annotated

from fastapi import Query

from payment_bridge.domain.callback_states import CallbackState
from payment_bridge.domain.payment_states import WorkListState
from payment_bridge.endpoints.scopes import OFFICES, office_scope
from payment_bridge.errors import NoSuchCallback
from payment_bridge.repository.callbacks import NEWEST, callbacks_in_state, can_be_replayed, replay_callback
from payment_bridge.repository.queries import payments_in_state
from payment_bridge.schemas.levies import CallbackDiscardForm, CallbackItem, Money, Progress
from payment_bridge.use_cases.discard_callbacks import discard_callbacks
from payment_bridge.use_cases.kept_texts import REASON, text_of
from payment_bridge.use_cases.looks import LOOKS
from payment_bridge.use_cases.read_progress import read_progress
from row_sets import Record
from service_runtime import (
    ALL_OF_IT,
    ActKind,
    AlreadyDecided,
    Caller,
    CurrentRuntime,
    DiscardOutcome,
    Read,
    ReadConnection,
    Tx,
    allow,
    by_two,
    need_second,
    redact,
    service_router,
)
from service_runtime.rest import After, AfterNumber, Limit, Page, page_of

router = service_router("/payment-bridge/v1", tags=["征缴进度与核对"])


@router.get("/progress", operation_id="getLevyProgress", dependencies=[allow(*OFFICES, "tax")])
async def get_progress(read: Read, caller: Caller, runtime: CurrentRuntime) -> Progress:
    """查询征缴进度

    经办人员辖区所在或所辖的统筹区此刻的数字；callbacks 和 unknown_payments 不分区域，仅限管辖全部区域的经办人员。
    """
    return Progress.model_validate(asdict(await read_progress(read, office_scope(caller, runtime))))


@router.get("/payments", operation_id="listPayments", dependencies=[allow(*OFFICES)])
async def list_payments(
    read: Read,
    caller: Caller,
    runtime: CurrentRuntime,
    state: Annotated[WorkListState, Query(title="款项状态")],
    after: After = None,
    limit: Limit = 200,
) -> Page[Money]:
    """查询待核对款项

    后到账的在前；没有账单的款项不属任何区域，仅限管辖全部区域的经办人员。
    """
    scope = office_scope(caller, runtime)
    rows = await payments_in_state(read.driver, state, scope, limit + 1, after)
    LOOKS.note(read, caller, "payments", scope.others(row["person_id"] for row in rows[:limit]))
    return page_of(rows, limit, lambda row: Money.model_validate(dict(row)), lambda row: row["payment_id"])


@router.get("/callbacks", operation_id="listCallbacks", dependencies=[allow("operator", "auditor"), ALL_OF_IT])
async def list_callbacks(
    read: Read,
    state: Annotated[CallbackState, Query(title="回执状态")] = CallbackState.FAILED,
    after: AfterNumber = None,
    limit: Limit = 100,
) -> Page[CallbackItem]:
    """查询税务回执

    后接收的在前；处理失败的、编号相同内容不同的一直列出，直到重新处理或作废。
    """
    rows = await callbacks_in_state(read.driver, state, limit + 1, NEWEST if after is None else after)
    return page_of(rows, limit, lambda row: _callback(read, row), lambda row: row["position"])


@router.post(
    "/callbacks/{webhook_id}/replay",
    operation_id="replayCallback",
    dependencies=[allow("operator"), ALL_OF_IT],
    responses=by_two(NoSuchCallback),
)
async def replay(webhook_id: str, tx: Tx, caller: Caller) -> Page[CallbackItem]:
    """重新处理一条税务回执

    须两名工作人员先后提交；处理失败、编号相同内容不同或已作废的，随即排队处理；内容已过保存期的不能再处理。
    """
    if not await can_be_replayed(tx.driver, webhook_id):
        raise NoSuchCallback()
    await need_second(tx, caller, ActKind.REPLAY_CALLBACK, webhook_id, {"id": redact(webhook_id)})
    row = await replay_callback(tx.driver, webhook_id)
    if row is None:
        raise NoSuchCallback()
    tx.audit("callback.replay", subject=webhook_id, actor=caller.subject)
    return Page(items=[_callback(tx, row)])


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
    await need_second(tx, caller, ActKind.DISCARD_CALLBACKS, ids, {"ids": [redact(webhook_id) for webhook_id in ids]})
    return DiscardOutcome(discarded=await discard_callbacks(tx, form.ids, redact(form.reason), caller.subject))


def _callback(read: ReadConnection, row: Record) -> CallbackItem:
    sealed = row["discard_reason_sealed"]
    reason = None if sealed is None else text_of(read, sealed, REASON, row["webhook_id"])
    return CallbackItem.model_validate({**row, "discard_reason": reason})
