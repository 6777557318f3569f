"""Filings for care elsewhere (B30): the forms as data, and the way of a filing."""

from typing import Annotated
from uuid import UUID

import msgspec
from fastapi import Header, Query

from benefits.domain.filing_states import APPROVED, FILING_OFFICES, Filing, FilingChannel, ValidityRule, channels_open_to
from benefits.domain.filings import FilingForm, required_fields
from benefits.endpoints.responses import filing_for_care, filing_to_answers, filing_to_response
from benefits.errors import (
    DecisionNeedsNote,
    FilerDecides,
    FilingNotAcceptable,
    FilingNotKnown,
    FilingStateForbids,
    PersonNotKnownHere,
    PurposeMissing,
)
from benefits.repository.filings import filer, filings_of, find_filing
from benefits.repository.people import Scope, person_in
from benefits.schemas.filings import (
    FilingAnswersResponse,
    FilingDecision,
    FilingFormsResponse,
    FilingRequest,
    FilingResponse,
    FilingTemplateResponse,
    FilingTypeResponse,
    FilingValidityResponse,
    NewFiling,
)
from benefits.use_cases.check_decider import check_decider
from benefits.use_cases.file_for_care_elsewhere import correct_filing, decide_filing, end_filing, hand_in_filing, take_filing
from benefits.use_cases.find_scope import find_scope
from benefits.use_cases.looks import LOOKS
from benefits.use_cases.see_by_filing import see_by_filing
from policy_parameters.filing_parameters import FilingField, FilingType, FilingValidity, filing_rules
from policy_parameters.rule_parameters import Material
from service_runtime import (
    PERSONAL_ROLES,
    Caller,
    CurrentRuntime,
    Principal,
    Read,
    ReadConnection,
    Transaction,
    Tx,
    YearNotOpen,
    allow,
    idempotent,
    limited,
    refusals,
    service_router,
)
from service_runtime.dictionaries import CodeItem
from service_runtime.rest import Area, Page

router = service_router("/benefits/v1/filings", tags=["异地就医备案"])
_OFFICE, _DECIDING = FILING_OFFICES, ("clerk", "reviewer")
_ANYBODY = (*PERSONAL_ROLES, *_OFFICE)
Purpose = Annotated[str | None, Header(alias="X-Purpose", title="用途", examples=["COMPLAINT"])]


@router.get("/forms", operation_id="getFilingForms", responses=refusals(YearNotOpen))
async def forms(
    runtime: CurrentRuntime,
    area: Annotated[Area, Query()],
    channel: Annotated[FilingChannel, Query(title="渠道")] = FilingChannel.YUE_YIBAO,
) -> FilingFormsResponse:
    """查询各类备案的填写项和材料"""
    rules = filing_rules(runtime.policy, area, runtime.clock.today().year)
    templates = [FilingTemplateResponse(material=one.material, title=one.title, lines=list(one.lines)) for one in rules.templates]
    return FilingFormsResponse(channel=channel, types=[_type(kind, channel) for kind in rules.types.values()], templates=templates)


@router.post(
    "",
    status_code=202,
    operation_id="fileForCareElsewhere",
    dependencies=[allow(*_ANYBODY), limited("filing"), idempotent],
    responses=refusals(PersonNotKnownHere, FilingNotAcceptable, YearNotOpen),
)
async def file(form: NewFiling, tx: Tx, caller: Caller) -> FilingResponse:
    """提交异地就医备案

    有误和缺少的内容一次性告知。本人和代办人限本人及其有权代办的人员；经办人员限本辖区。
    """
    with LOOKS.expecting(tx, caller, "filings"):
        filing = await hand_in_filing(tx, form.person_id, _form(form, caller), caller.subject, await find_scope(tx, caller, *_OFFICE))
    told = {"type": filing.type, "person_id": filing.person_id}
    tx.audit("filing.handed_in", subject=str(filing.filing_id), actor=caller.subject, detail=told)
    return filing_to_response(filing, caller)


@router.get(
    "",
    operation_id="listFilings",
    dependencies=[allow(*_ANYBODY, "auditor", "hospital")],
    responses=refusals(PersonNotKnownHere),
)
async def list_filings(person_id: Annotated[UUID, Query(title="人员编号")], read: Read, caller: Caller) -> Page[FilingResponse]:
    """查询一人的全部备案

    本人和代办人限本人及其有权代办的人员；经办人员和医疗机构限本辖区，查询留痕。医疗机构只得到审核通过的备案及其状态、就医地和起止日期；
    外地医疗机构只得到今日有效、就医地为其所在地的备案。
    """
    with LOOKS.expecting(read, caller, "filings"):
        root = await person_in(read.driver, person_id, await find_scope(read, caller, *_OFFICE, "auditor", "hospital"))
        if root is None:
            return await _led_here(person_id, read, caller)
    LOOKS.note(read, caller, "filings", [root])
    found = await filings_of(read, root)
    if caller.has_role(*_ANYBODY, "auditor"):
        return Page(items=[filing_to_response(filing, caller) for filing in found])
    return Page(items=[filing_for_care(filing, caller) for filing in found if filing.state in APPROVED])


async def _led_here(person_id: UUID, read: ReadConnection, caller: Principal) -> Page[FilingResponse]:
    filing = await see_by_filing(read, person_id, caller.areas) if caller.has_role("hospital") else None
    if filing is None:
        raise PersonNotKnownHere
    LOOKS.note(read, caller, "filings", [filing.person_id])
    return Page(items=[filing_for_care(filing, caller)])


@router.get("/{filing_id}", operation_id="getFiling", dependencies=[allow(*_ANYBODY, "auditor")], responses=refusals(FilingNotKnown))
async def one(filing_id: UUID, read: Read, caller: Caller) -> FilingResponse:
    """查询一件备案

    经办人员限本区划的，查询留痕；本人和代办人限本人及其有权代办的人员的，以及自己提交、尚未通过的。
    """
    filing = await _find(filing_id, read, caller)
    LOOKS.note(read, caller, "filing", [filing.person_id])
    return filing_to_response(filing, caller)


@router.get(
    "/{filing_id}/answers",
    operation_id="getFilingAnswers",
    dependencies=[allow(*_ANYBODY)],
    responses=refusals(FilingNotKnown, PurposeMissing),
)
async def answers(filing_id: UUID, read: Read, caller: Caller, purpose: Purpose = None) -> FilingAnswersResponse:
    """查看一件备案填写的全部内容

    联系方式、地址、代办人和备注不遮蔽。经办人员限本区划的，须以请求头 X-Purpose 说明用途，查询留痕；本人和代办人同查询一件备案。
    """
    filing = await _find(filing_id, read, caller)
    if read.purpose is None and not caller.roles.issubset(PERSONAL_ROLES):
        raise PurposeMissing
    LOOKS.note(read, caller, "filing", [filing.person_id], "filing.answers_read")
    return filing_to_answers(filing)


@router.post(
    "/{filing_id}/decision",
    operation_id="decideFiling",
    dependencies=[allow(*_DECIDING)],
    responses=refusals(FilingNotKnown, FilingStateForbids, FilerDecides, DecisionNeedsNote),
)
async def decision(filing_id: UUID, form: FilingDecision, tx: Tx, caller: Caller) -> FilingResponse:
    """审核一件备案

    限本区划的经办人员；录入、补正过该备案的人，以及本人和有权代办的人，不能审核。退回补正和不予备案须说明理由。
    """
    with LOOKS.expecting(tx, caller, "filing"):
        filing = await take_filing(tx, filing_id, Scope(caller.area_patterns))
    await check_decider(tx, filing, caller)
    return _audited("filing.decided", await decide_filing(tx, filing, form.decision, caller.subject, form.note), tx, caller)


@router.post(
    "/{filing_id}/corrections",
    operation_id="correctFiling",
    dependencies=[allow(*_ANYBODY), limited("filing"), idempotent],
    responses=refusals(FilingNotKnown, FilingStateForbids, FilingNotAcceptable, YearNotOpen),
)
async def corrections(filing_id: UUID, form: FilingRequest, tx: Tx, caller: Caller) -> FilingResponse:
    """补正后重新提交备案

    全部内容重新校验。
    """
    filing = await _take(filing_id, tx, caller)
    return _audited("filing.corrected", await correct_filing(tx, filing, _form(form, caller), caller.subject), tx, caller)


@router.post(
    "/{filing_id}/end",
    operation_id="endFiling",
    dependencies=[allow(*_ANYBODY)],
    responses=refusals(FilingNotKnown, FilingStateForbids),
)
async def end(filing_id: UUID, tx: Tx, caller: Caller) -> FilingResponse:
    """本人申请，自今日终止备案"""
    filing = await _take(filing_id, tx, caller)
    return _audited("filing.ended", await end_filing(tx, filing, caller.subject), tx, caller)


async def _find(filing_id: UUID, read: ReadConnection, caller: Principal) -> Filing:
    with LOOKS.expecting(read, caller, "filing"):
        found = await find_filing(read, filing_id, await find_scope(read, caller, *_OFFICE, "auditor"), filed_by=_filed_by(read, caller))
        if found is None:
            raise FilingNotKnown
    return found


async def _take(filing_id: UUID, tx: Transaction, caller: Principal) -> Filing:
    with LOOKS.expecting(tx, caller, "filing"):
        return await take_filing(tx, filing_id, await find_scope(tx, caller, *_OFFICE), _filed_by(tx, caller))


def _filed_by(read: ReadConnection, caller: Principal) -> str | None:
    return filer(read.safe, caller.subject) if caller.has_role(*PERSONAL_ROLES) else None


def _audited(action: str, filing: Filing, tx: Transaction, caller: Principal) -> FilingResponse:
    tx.audit(action, subject=str(filing.filing_id), actor=caller.subject, detail={"state": filing.state.value})
    return filing_to_response(filing, caller)


def _form(form: FilingRequest, caller: Principal) -> FilingForm:
    channels = channels_open_to(caller.roles)
    channel = form.channel or channels[0]
    told = form.model_dump(exclude={"person_id"}) | {"channel": channel, "channel_open": channel in channels}
    return msgspec.convert(told, FilingForm)


def _type(kind: FilingType, channel: FilingChannel) -> FilingTypeResponse:
    return FilingTypeResponse(
        code=kind.code,
        label=kind.label,
        long_term=kind.long_term,
        later_filing=kind.later_filing,
        min_stay_months=kind.min_stay_months,
        fields=[_material(field) for field in required_fields(kind, False, channel)],
        materials=[[_material(material) for material in group] for group in kind.materials[channel]],
        validity_rule=ValidityRule(kind.validity_in_province.rule),
        validity_amount=kind.validity_in_province.amount,
        promise_only_months=kind.validity_in_province.promise_only_months,
        across_provinces=_validity(kind.validity_across_provinces),
    )


def _validity(told: FilingValidity) -> FilingValidityResponse:
    return FilingValidityResponse(
        validity_rule=ValidityRule(told.rule), validity_amount=told.amount, promise_only_months=told.promise_only_months
    )


def _material(material: Material | FilingField) -> CodeItem:
    return CodeItem(code=material.code, label=material.label)
