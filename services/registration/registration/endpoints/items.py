"""/registration/v1/items: the service items as data for frontends."""

from typing import Any

from fastapi import Response

from enrolment_terms.documents import Document
from registration.domain.items import Items
from registration.endpoints.item_answers import item_response, item_summary
from registration.endpoints.scopes import filer_of, scope_of
from registration.errors import ApplicationHasFaults, ItemNotFound
from registration.items import declared_items
from registration.items.pages import draw_page
from registration.schemas.items import (
    ItemCode,
    ItemResponse,
    ItemSummary,
    KnownAnswerResponse,
    KnownMaterialResponse,
    PrefilledResponse,
    PrefillRequest,
    TemplateCode,
)
from registration.use_cases.prefill_form import PrefillAsked, prefill_form
from row_sets import values_of
from service_runtime import PERSONAL_ROLES, Caller, CurrentRuntime, Runtime, Tx, YearNotOpen, allow, limited, refusals, service_router
from service_runtime.rest import Area, Page, Year

_PAGE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/html": {"schema": {"type": "string", "format": "binary"}, "example": "<!doctype html>"}}}
}
router = service_router("/registration/v1/items", tags=["服务事项"])


def items_of(runtime: Runtime) -> Items:
    """The items of this installation."""
    return declared_items(runtime.settings.items_folder)


@router.get("", operation_id="listItems")
async def list_all(runtime: CurrentRuntime, area: Area) -> Page[ItemSummary]:
    """查询一个地区的全部服务事项"""
    return Page(items=[item_summary(item) for item in items_of(runtime).in_area(area)])


@router.get("/{item}", operation_id="getItem", responses=refusals(ItemNotFound, YearNotOpen))
async def get(item: ItemCode, runtime: CurrentRuntime, area: Area, benefit_year: Year) -> ItemResponse:
    """查询一个服务事项的表单、材料和期限

    按地区和年度给出，供前端生成表单。
    """
    found = items_of(runtime).find(item, area)
    if found is None:
        raise ItemNotFound()
    return item_response(found, area, benefit_year, runtime.clock.now().date(), runtime.policy)


@router.post(
    "/{item}/prefill",
    operation_id="prefillItem",
    dependencies=[allow(*PERSONAL_ROLES), limited("outside")],
    responses=refusals(ItemNotFound, ApplicationHasFaults, YearNotOpen),
)
async def prefill(item: ItemCode, body: PrefillRequest, tx: Tx, caller: Caller, runtime: CurrentRuntime) -> PrefilledResponse:
    """预填一个服务事项的表单

    本系统和有关部门已有的数据不要求再填写或提供；仅限本人和由本人代办的人员，查询留痕。
    """
    found = items_of(runtime).find(item, body.area)
    if found is None:
        raise ItemNotFound()
    asked = PrefillAsked(
        document=Document.read(body.document_type, body.document_number),
        name=body.name,
        area=body.area,
        benefit_year=body.benefit_year,
        category=body.category,
    )
    told = await prefill_form(tx, found, asked, filer_of(caller), scope_of(caller, tx))
    return PrefilledResponse(
        answers=[KnownAnswerResponse(**values_of(one)) for one in told.answers],
        materials=[KnownMaterialResponse(**values_of(one)) for one in told.materials],
    )


@router.get(
    "/{item}/templates/{template}",
    operation_id="getItemTemplate",
    response_class=Response,
    responses={**_PAGE, **refusals(ItemNotFound)},
)
async def get_template(item: ItemCode, template: TemplateCode, runtime: CurrentRuntime, area: Area) -> Response:
    """下载一份样表

    可打印的网页文件，文字与该地区该事项所公布的一致。
    """
    found = items_of(runtime).find(item, area)
    if found is None or template not in found.templates:
        raise ItemNotFound()
    headers = {"Content-Disposition": f'attachment; filename="{template}.html"'}
    return Response(draw_page(found, template), media_type="text/html; charset=utf-8", headers=headers)
