"""Republications over HTTP: operators have the state of aggregates told anew, and compare versions between services."""

from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from service_runtime.dictionaries import operation_id
from service_runtime.four_eyes import ActKind, by_two, need_second
from service_runtime.identity import ALL_OF_IT, Caller, allow
from service_runtime.refusals import NotFound, Unprocessable, refusals
from service_runtime.republications import (
    Republication,
    RepublicationState,
    ask_republication,
    find_republication,
    list_republications,
    stop_republication,
)
from service_runtime.rest import AfterNumber, Answer, AreaPrefix, Body, Id, Limit, Moment, Page, PointInTime, page_of
from service_runtime.retelling import NOBODY, Aggregates
from service_runtime.routing import CurrentRuntime, Read, Tx, service_router

RepublicationId = Annotated[int, Field(ge=1, le=2**62, title="重新发布编号")]
Kind = Annotated[str, Field(pattern="^[a-z_]{1,40}$", title="对象类别", examples=["participation"])]


class RepublicationForm(Body):
    """重新发布哪些对象的现状。"""

    kinds: Annotated[list[Kind] | None, Field(title="对象类别，不填为全部", min_length=1, max_length=20, examples=[["participation"]])] = (
        None
    )
    area: AreaPrefix | None = None
    since: Annotated[PointInTime | None, Field(title="只发布此后变动过的")] = None


class RepublicationResponse(Answer):
    """一次重新发布及其进度。"""

    republication_id: Annotated[Id, Field(title="重新发布编号", examples=["3"])]
    kinds: Annotated[list[str], Field(title="对象类别", examples=[["participation"]])]
    area: Annotated[str, Field(title="行政区划代码，空为全部", examples=["440783"])]
    since: Annotated[Moment | None, Field(title="只发布此后变动过的")]
    state: Annotated[RepublicationState, Field(title="状态")]
    kinds_done: Annotated[int, Field(title="已发布完的类别数", examples=[1])]
    told: Annotated[int, Field(title="已发布的对象数", examples=[500])]
    asked_by: str
    started_at: Annotated[Moment, Field(title="开始时间")]
    ended_at: Annotated[Moment | None, Field(title="结束时间")]


class AggregateVersion(Answer):
    """一个对象及本服务所知的最新版本。"""

    aggregate_id: Annotated[Id, Field(title="对象编号", examples=["018f3f3e-0000-7000-8000-000000000001"])]
    version: Annotated[int, Field(title="版本", examples=[2])]


class KindUnknown(Unprocessable):
    """The service has no such aggregates; `msg` says which it has."""

    code, msg = "KIND_UNKNOWN", "本服务没有该类对象"


def republications_router(name: str, aggregates: Aggregates) -> APIRouter:
    """Routes under /{name}/v1/republications and /{name}/v1/aggregate-versions."""
    router = service_router(f"/{name}/v1", tags=["运行维护"], dependencies=[allow("operator"), ALL_OF_IT])

    async def republish(form: RepublicationForm, runtime: CurrentRuntime, caller: Caller, tx: Tx) -> RepublicationResponse:
        """重新发布对象现状

        须两名工作人员先后提交；在后台分批发布，各服务已知的版本不受影响，缺少的由此补上。
        """
        kinds = _known(form.kinds or list(aggregates.told), aggregates.told)
        detail = {"kinds": kinds, "area": form.area, "since": form.since}
        await need_second(tx, caller, ActKind.REPUBLISH, detail, {"kinds": kinds, "area": form.area})
        asked = await ask_republication(tx.driver, kinds, form.area or "", form.since, caller.subject)
        told = {"republication": asked.republication_id, "kinds": kinds, "area": form.area, "since": str(form.since or "")}
        tx.audit("events.republished", subject=runtime.name, actor=caller.subject, detail=told)
        return _told(asked)

    async def list_versions(
        read: Read,
        kind: Annotated[Kind, Query(title="对象类别")],
        after: Annotated[UUID | None, Query(title="从此编号之后")] = None,
        limit: Limit = 100,
    ) -> Page[AggregateVersion]:
        """查询对象版本

        本服务所有的，或从其他服务得知的；用于核对各服务是否一致。
        """
        _known([kind], aggregates.versions)
        rows = await aggregates.versions[kind].rows(read.driver, after=after or NOBODY, most=limit + 1)
        return page_of(rows, limit, lambda one: AggregateVersion(aggregate_id=one["id"], version=one["version"]), lambda one: one["id"])

    asking: dict[str, Any] = {"operation_id": operation_id("republish", name, "Events"), "responses": by_two(KindUnknown)}
    router.add_api_route("/republications", republish, methods=["POST"], **asking)
    router.add_api_route("/republications", list_all, methods=["GET"], operation_id=operation_id("list", name, "Republications"))
    one: dict[str, Any] = {"responses": refusals(NotFound)}
    address = "/republications/{republication_id}"
    router.add_api_route(address, get_one, methods=["GET"], operation_id=operation_id("get", name, "Republication"), **one)
    router.add_api_route(f"{address}/stop", stop, methods=["POST"], operation_id=operation_id("stop", name, "Republication"), **one)
    comparing: dict[str, Any] = {"operation_id": operation_id("list", name, "AggregateVersions"), "responses": refusals(KindUnknown)}
    router.add_api_route("/aggregate-versions", list_versions, methods=["GET"], **comparing)
    return router


async def list_all(read: Read, after: AfterNumber = None, limit: Limit = 100) -> Page[RepublicationResponse]:
    """查询历次重新发布

    先开始的在前。
    """
    found = await list_republications(read.driver, after or 0, limit + 1)
    return page_of(found, limit, _told, lambda one: one.republication_id)


async def get_one(republication_id: RepublicationId, read: Read) -> RepublicationResponse:
    """查询一次重新发布的进度"""
    found = await find_republication(read.driver, republication_id)
    if found is None:
        raise NotFound()
    return _told(found)


async def stop(republication_id: RepublicationId, runtime: CurrentRuntime, caller: Caller, tx: Tx) -> RepublicationResponse:
    """停止一次重新发布

    已发布的不受影响。
    """
    found = await stop_republication(tx.driver, republication_id)
    if found is None:
        raise NotFound()
    tx.audit("events.republication_stopped", subject=runtime.name, actor=caller.subject, detail={"republication": republication_id})
    return _told(found)


def _known(kinds: list[str], there: Any) -> list[str]:  # noqa: ANN401 -- any mapping by kind
    if unknown := [kind for kind in kinds if kind not in there]:
        raise KindUnknown(msg=f"本服务没有 {'、'.join(unknown)} 类对象，只有：{'、'.join(there) or '（无）'}")
    return [kind for kind in there if kind in kinds]


def _told(found: Republication) -> RepublicationResponse:
    return RepublicationResponse.model_validate({**asdict(found), "kinds": list(found.kinds)})
