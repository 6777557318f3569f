"""/benefits/v1/me: what those whom a login may act for are entitled to, without an id; names and ids are those of registration's /me."""

from typing import Annotated

from fastapi import Query

from benefits.endpoints.responses import entitlement_to_response, filing_to_response, preview_to_response
from benefits.errors import DaysDoNotFit, PersonNotKnownHere, PersonToChoose
from benefits.repository.bindings import bound_people
from benefits.repository.filings import filings_of
from benefits.repository.people import Scope
from benefits.schemas.entitlements import EntitlementResponse
from benefits.schemas.filings import FilingResponse
from benefits.schemas.previews import MyPreviewQuestion, PreviewResponse
from benefits.use_cases.answer_entitlement import answer_own
from benefits.use_cases.preview_payment import preview_for_person
from service_runtime import PERSONAL_ROLES, Caller, Read, Tx, YearNotOpen, allow, refusals, service_router
from service_runtime.rest import Day, Page

router = service_router("/benefits/v1/me", tags=["我的"])
_MINE = allow(*PERSONAL_ROLES)


@router.get("/entitlements", operation_id="listMyEntitlements", dependencies=[_MINE], responses=refusals(YearNotOpen))
async def entitlements(read: Read, caller: Caller, on: Annotated[Day | None, Query(title="待遇日期")] = None) -> Page[EntitlementResponse]:
    """查询本人及所代办人员某日的待遇

    默认为今日；每人一项，附判定依据。以登录时核验的证件和今日有效的代办关系为准；人员编号与参保登记的“我的”一致。
    """
    found = await answer_own(read, await bound_people(read, caller), on or read.now.date())
    return Page(items=[entitlement_to_response(one.person_id, one, read.now) for one in found])


@router.get("/filings", operation_id="listMyFilings", dependencies=[_MINE])
async def filings(read: Read, caller: Caller) -> Page[FilingResponse]:
    """查询本人及所代办人员的异地就医备案"""
    found = [filing for person in await bound_people(read, caller) for filing in await filings_of(read, person)]
    return Page(items=[filing_to_response(filing, caller) for filing in found])


@router.post(
    "/previews",
    operation_id="previewMyPayment",
    dependencies=[_MINE],
    responses=refusals(PersonNotKnownHere, PersonToChoose, DaysDoNotFit, YearNotOpen),
)
async def preview(question: MyPreviewQuestion, tx: Tx, caller: Caller) -> PreviewResponse:
    """以本人或所代办人员的实际情况测算缴费后的待遇

    已知的参保、缴费和中断年度都计算在内；与登录无关的人员，同没有这一人员一样答复。
    """
    bound = await bound_people(tx, caller)
    if question.person_id is None and len(bound) > 1:
        raise PersonToChoose
    asked = question.person_id or next(iter(bound), None)
    if asked is None:
        raise PersonNotKnownHere
    seen = (await preview_for_person(tx, asked, question.supposed, Scope((), bound))).seen
    return preview_to_response(seen, question.area, tx.policy)
