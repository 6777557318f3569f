"""Dead letters over HTTP: operators look at them, replay them, or discard them with a reason."""

from dataclasses import asdict
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field, StringConstraints

from enrolment_terms.labels import labelled
from event_bus import DeadLetter, FaultKind, ask_replay, discard_dead_letters, inspect_dead_letter, list_dead_letters
from service_runtime.dictionaries import operation_id
from service_runtime.discard_reasons import open_reason, seal_reason
from service_runtime.four_eyes import ActKind, WaitingAnswer, by_two, need_second
from service_runtime.identity import ALL_OF_IT, Caller, allow
from service_runtime.refusals import Conflict, NotFound, refusals
from service_runtime.replay_routes import ReplayLine, line_of
from service_runtime.rest import AfterNumber, Answer, Body, Id, Limit, Moment, Page, page_of
from service_runtime.routing import CurrentRuntime, Read, Tx, service_router
from service_runtime.transaction import ReadConnection


class DeadLetterState(StrEnum):
    """Waiting for an operator, or given up."""

    OPEN = "open"
    DISCARDED = "discarded"


labelled(DeadLetterState, "死信状态", {DeadLetterState.OPEN: "待处理", DeadLetterState.DISCARDED: "已作废"})
labelled(FaultKind, "死信种类", {FaultKind.FAULT: "故障", FaultKind.NOT_YET_KNOWN: "当前版本尚不认识"})


class DeadLetterLine(Answer):
    """一条无法处理的事件。"""

    id: Id
    event_id: Id
    event_type: str
    origin: str
    publisher: Annotated[str | None, Field(title="经验证的发布服务，空为未能验证", examples=["registration"])]
    error: str
    field: str | None
    rule: str | None
    kind: Annotated[FaultKind, Field(title="死信种类", examples=["FAULT"])]
    attempts: int
    failed_at: Moment
    discarded_at: Moment | None
    discarded_by: str | None
    discard_reason: str | None


class DeadLetterWhole(DeadLetterLine):
    """一条无法处理的事件及其原文；原文中的个人信息为密文。不是事件的、发布服务未能验证的，只有长度、摘要和事件编号。"""

    event: Annotated[str, Field(title="事件原文", examples=['{"specversion": "1.0"}'])]


LetterId = Annotated[str, Field(pattern=r"^[0-9]{1,18}$")]
DiscardReason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$"),
    Field(title="作废原因", examples=["测试数据，发送方已更正"]),
]
"""Why something is given up; kept, and read by others."""


class ReplayForm(Body):
    """重新处理哪些死信。"""

    ids: Annotated[list[LetterId] | None, Field(title="死信编号，不填为全部待处理的", max_length=1000)] = None
    """None: all that are open. Named ones may have been discarded: a replay takes that back."""


class DiscardForm(Body):
    """作废哪些死信及其原因。"""

    ids: Annotated[list[LetterId], Field(title="死信编号", min_length=1, max_length=1000)]
    reason: DiscardReason


class DiscardOutcome(Answer):
    """作废的数量。"""

    discarded: int


class AlreadyDecided(Conflict):
    """Somebody else has replayed or discarded it, or there is no such thing; nothing was changed."""

    code, msg = "ALREADY_DECIDED", "所选记录中有的已由他人重新处理或作废，或不存在，本次未作任何更改，请刷新后再试"


def dead_letters_router(name: str) -> APIRouter:
    """Routes under /{name}/v1/dead-letters."""
    router = service_router(f"/{name}/v1/dead-letters", tags=["运行维护"], dependencies=[allow("operator"), ALL_OF_IT])
    router.add_api_route("", list_letters, methods=["GET"], operation_id=operation_id("list", name, "DeadLetters"))
    replaying: dict[str, Any] = {"operation_id": operation_id("replay", name, "DeadLetters"), "status_code": 202, "responses": refusals()}
    router.add_api_route("/replay", replay, methods=["POST"], response_model=ReplayLine | WaitingAnswer, **replaying)
    discarding: dict[str, Any] = {"operation_id": operation_id("discard", name, "DeadLetters"), "responses": by_two(AlreadyDecided)}
    router.add_api_route("/discard", discard, methods=["POST"], **discarding)
    reading: dict[str, Any] = {"operation_id": operation_id("get", name, "DeadLetter"), "responses": refusals(NotFound)}
    router.add_api_route("/{letter_id}", get_letter, methods=["GET"], **reading)
    return router


async def list_letters(
    read: Read,
    state: Annotated[DeadLetterState, Query(title="状态")] = DeadLetterState.OPEN,
    after: AfterNumber = None,
    limit: Limit = 100,
) -> Page[DeadLetterLine]:
    """查询死信

    无法处理的事件：待处理的，或已作废的；先失败的在前。
    """
    letters = await list_dead_letters(read.driver, discarded=state is DeadLetterState.DISCARDED, after=after or 0, limit=limit + 1)
    return page_of(letters, limit, lambda letter: DeadLetterLine(**_told(read, letter)), lambda letter: letter.id)


async def get_letter(letter_id: Annotated[int, Field(ge=1, le=2**62, title="死信编号")], read: Read) -> DeadLetterWhole:
    """查询一条死信及事件原文"""
    letter = await inspect_dead_letter(read.driver, letter_id)
    if letter is None:
        raise NotFound()
    return DeadLetterWhole(**_told(read, letter))


def _told(read: ReadConnection, letter: DeadLetter) -> dict[str, Any]:
    return asdict(letter) | {"discard_reason": open_reason(read.safe, letter.discard_reason, letter.id)}


async def replay(form: ReplayForm, runtime: CurrentRuntime, caller: Caller, tx: Tx) -> ReplayLine:
    """重新处理死信

    须两名工作人员先后提交；在后台分批处理，进度另行查询；处理成功的不再列出；指明编号的，已作废的也重新处理。
    """
    ids = None if form.ids is None else sorted({int(letter_id) for letter_id in form.ids})
    await need_second(tx, caller, ActKind.REPLAY_DEAD_LETTERS, ids, {"ids": ids})
    asked = await ask_replay(tx.driver, ids, caller.subject)
    detail = {"ids": form.ids, "replay_id": str(asked.id), "total": asked.total}
    tx.audit("dead_letters.replayed", subject=runtime.name, actor=caller.subject, detail=detail)
    tx.after_commit(runtime.replay_asked.set)
    return line_of(asked)


async def discard(form: DiscardForm, runtime: CurrentRuntime, caller: Caller, tx: Tx) -> DiscardOutcome:
    """作废死信

    须两名工作人员先后提交，原因以后一名的为准；作废的仍可查询，不再告警，也可按编号重新处理；全部作废，或一条也不作废。
    """
    ids = sorted({int(letter_id) for letter_id in form.ids})
    await need_second(tx, caller, ActKind.DISCARD_DEAD_LETTERS, ids, {"ids": ids})
    reasons = {letter_id: seal_reason(tx.safe, form.reason, letter_id) for letter_id in ids}
    if await discard_dead_letters(tx.driver, reasons, caller.subject) != set(ids):
        raise AlreadyDecided()
    detail = {"ids": [str(letter_id) for letter_id in ids], "with_reason": True}
    tx.audit("dead_letters.discarded", subject=runtime.name, actor=caller.subject, detail=detail)
    return DiscardOutcome(discarded=len(ids))
