"""Replays of dead letters over HTTP: how far each is."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field

from enrolment_terms.labels import labelled
from event_bus import Replay, ReplayState, find_replay, list_replays
from service_runtime.dictionaries import operation_id
from service_runtime.identity import ALL_OF_IT, allow
from service_runtime.refusals import NotFound, refusals
from service_runtime.rest import AfterNumber, Answer, Id, Limit, Moment, Page, page_of
from service_runtime.routing import Read, service_router

labelled(
    ReplayState,
    "重新处理的状态",
    {ReplayState.RUNNING: "处理中", ReplayState.DONE: "已完成", ReplayState.STOPPED: "已停止：数据库的表或权限与当前版本不符"},
)
_NEWEST = 2**62


class ReplayLine(Answer):
    """一次重新处理及其进度：总数、处理成功、再次失败、已由他人处理的数量。"""

    replay_id: Annotated[Id, Field(title="重新处理编号", examples=["3"])]
    state: ReplayState
    total: int
    replayed: int
    failed: Annotated[int, Field(title="再次失败", examples=[0])]
    gone: int
    error: str | None
    asked_by: str
    started_at: Annotated[Moment, Field(title="开始时间")]
    ended_at: Annotated[Moment | None, Field(title="结束时间，处理中为空")]


def replays_router(name: str) -> APIRouter:
    """Routes under /{name}/v1/replays."""
    router = service_router(f"/{name}/v1/replays", tags=["运行维护"], dependencies=[allow("operator"), ALL_OF_IT])
    router.add_api_route("", list_all, methods=["GET"], operation_id=operation_id("list", name, "Replays"))
    reading: dict[str, Any] = {"operation_id": operation_id("get", name, "Replay"), "responses": refusals(NotFound)}
    router.add_api_route("/{replay_id}", get_replay, methods=["GET"], **reading)
    return router


async def list_all(read: Read, after: AfterNumber = None, limit: Limit = 100) -> Page[ReplayLine]:
    """查询死信的重新处理

    后开始的在前。
    """
    found = await list_replays(read.driver, before=_NEWEST if after is None else after, limit=limit + 1)
    return page_of(found, limit, line_of, lambda replay: replay.id)


async def get_replay(replay_id: Annotated[int, Field(ge=1, le=2**62, title="重新处理编号")], read: Read) -> ReplayLine:
    """查询一次重新处理的进度"""
    found = await find_replay(read.driver, replay_id)
    if found is None:
        raise NotFound()
    return line_of(found)


def line_of(replay: Replay) -> ReplayLine:
    """As it is told."""
    return ReplayLine(replay_id=str(replay.id), **{name: told for name, told in asdict(replay).items() if name != "id"})
