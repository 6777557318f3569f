"""/registration/v1/subsidy-requests: the city centre's yearly request to finance (B11, R-045)."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response

from enrolment_terms.labels import CATEGORIES
from enrolment_terms.money import fen_of
from policy_parameters.rule_parameters import subsidy_rules
from registration.domain.subsidy_request import SheetKind, SubsidyLine
from registration.endpoints.scopes import office_scope_of, require_area
from registration.errors import AreaNotFound, FilerDecides, SubsidyRequestHasFaults, TransitionNotAllowed
from registration.repository.subsidy_request_rows import KeptRequest, read_request, requests_of
from registration.schemas.subsidy_requests import (
    FundingForm,
    LevelShareResponse,
    SubsidyLineResponse,
    SubsidyRequestForm,
    SubsidyRequestResponse,
)
from registration.use_cases.request_subsidy import DEADLINE, draw_sheet, draw_up, record_funding, send
from row_sets import values_of
from service_runtime import Caller, NotFound, Read, ReadConnection, Tx, YearNotOpen, allow, idempotent, refusals, service_router
from service_runtime.rest import Page, Region, Year

router = service_router("/registration/v1/subsidy-requests", tags=["困难居民"])
_READERS = ("clerk", "reviewer", "operator", "auditor")
_OCTETS = "application/octet-stream"
_DOWNLOAD: dict[int | str, dict[str, Any]] = {
    200: {"content": {_OCTETS: {"schema": {"type": "string", "format": "binary"}, "example": ""}}}
}


@router.post(
    "",
    status_code=201,
    operation_id="drawUpSubsidyRequest",
    dependencies=[allow("clerk"), idempotent],
    responses=refusals(AreaNotFound, SubsidyRequestHasFaults, YearNotOpen),
)
async def draw(body: SubsidyRequestForm, tx: Tx, caller: Caller) -> SubsidyRequestResponse:
    """编制资助资金申请

    按今日在册的困难居民分类别、分县（市、区）计算，另列财政按参保类别资助的部分和免缴的账单；不含个人信息。
    未报送的草稿重新计算，已报送的另立新版本。
    """
    require_area(caller, body.region)
    shares = [(one.level, one.percent) for one in body.levels]
    return _response(await draw_up(tx, body.region, body.benefit_year, shares, caller.subject), tx)


@router.get("", operation_id="listSubsidyRequests", dependencies=[allow(*_READERS)], responses=refusals(AreaNotFound, YearNotOpen))
async def list_versions(region: Region, benefit_year: Year, read: Read, caller: Caller) -> Page[SubsidyRequestResponse]:
    """查询资助资金申请的各版本

    最新的在前。
    """
    require_area(caller, region)
    return Page(items=[_response(one, read) for one in await requests_of(read.driver, region, benefit_year)])


@router.get("/{request_id}/sheet", operation_id="downloadSubsidyRequest", dependencies=[allow(*_READERS)],
    responses={**_DOWNLOAD, **refusals(NotFound)}, response_class=Response)  # fmt: skip
async def download(
    request_id: UUID,
    tx: Tx,
    caller: Caller,
    file_format: Annotated[SheetKind, Query(title="文件格式")] = SheetKind.XLSX,
) -> Response:
    """下载资助资金申请表

    XLSX 或 CSV（UTF-8），含明细、合计和各级财政；没有个人信息。
    """
    kept = await read_request(tx.driver, request_id, office_scope_of(caller, tx, *_READERS))
    if kept is None:
        raise NotFound()
    rules = tx.policy.read(subsidy_rules, kept.request.region, kept.request.benefit_year)
    content = await draw_sheet(kept, {**CATEGORIES} | {code: one.label for code, one in rules.categories.items()}, file_format)
    tx.audit("subsidy_request.downloaded", subject=str(request_id), actor=caller.subject)
    return Response(
        content, media_type=_OCTETS, headers={"Content-Disposition": f'attachment; filename="{request_id}.{file_format.lower()}"'}
    )


@router.post(
    "/{request_id}/send",
    operation_id="sendSubsidyRequest",
    dependencies=[allow("reviewer"), idempotent],
    responses=refusals(NotFound, FilerDecides, TransitionNotAllowed),
)
async def send_to_finance(request_id: UUID, tx: Tx, caller: Caller) -> SubsidyRequestResponse:
    """报送资助资金申请

    由编制人以外的人员报送财政部门；每年6月30日前。
    """
    return _response(await send(tx, request_id, office_scope_of(caller, tx, "reviewer")), tx)


@router.post(
    "/{request_id}/funding",
    operation_id="recordSubsidyFunding",
    dependencies=[allow("clerk"), idempotent],
    responses=refusals(NotFound, SubsidyRequestHasFaults, TransitionNotAllowed),
)
async def fund(request_id: UUID, body: FundingForm, tx: Tx, caller: Caller) -> SubsidyRequestResponse:
    """登记资助资金下达

    实际下达金额可与申请不同。
    """
    scope = office_scope_of(caller, tx, "clerk")
    return _response(await record_funding(tx, request_id, body.funded_on, fen_of(body.amount), scope), tx)


def _response(kept: KeptRequest, read: ReadConnection) -> SubsidyRequestResponse:
    request = kept.request
    told = {name: told for name, told in values_of(request).items() if name not in ("prepared_by", "sent_by", "request_id")}
    return SubsidyRequestResponse(
        **told,
        request_id=str(request.request_id),
        due_on=read.policy.value(DEADLINE, region=request.region, year=request.benefit_year).value,
        lines=[_line(one) for one in kept.lines],
        levels=[LevelShareResponse(**values_of(one)) for one in kept.levels],
    )


def _line(one: SubsidyLine) -> SubsidyLineResponse:
    return SubsidyLineResponse(
        district=one.district, subsidy_category=one.category, people=one.people, amount=one.amount, billed=one.billed
    )
