"""Filings for care elsewhere (B30): the forms as data, and the way of a filing."""

from typing import Annotated
from uuid import UUID

import msgspec
from fastapi import Query

from benefits.domain.filing_states import FILING_OFFICES, Filing, FilingChannel, ValidityRule, channels_open_to
from benefits.domain.filings import FilingForm, required_fields
from benefits.endpoints.responses import filing_for_care, filing_to_response
from benefits.errors import FilerDecides, FilingNotAcceptable, FilingNotKnown, FilingStateForbids, PersonNotKnownHere
from benefits.repository.filings import filer, filings_of, find_filing
from benefits.repository.people import Scope, person_in
from benefits.schemas.filings import (
    FilingDecision,
    FilingFormsResponse,
    FilingRequest,
    FilingResponse,
    FilingTypeResponse,
    NewFiling,
)
from benefits.use_cases.check_decider import check_decider
from benefits.use_cases.file_for_care_elsewhere import correct_filing, decide_filing, end_filing, hand_in_filing
from benefits.use_cases.find_scope import find_scope
from benefits.use_cases.looks import LOOKS
from enrolment_events.benefits import FilingState
from policy_parameters.rule_parameters import FilingType, Material, filing_rules
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
_APPROVED = (FilingState.SCHEDULED, FilingState.EFFECTIVE, FilingState.EXPIRED, FilingState.ENDED)


@router.get("/forms", operation_id="getFilingForms", responses=refusals(YearNotOpen))
async def forms(
    runtime: CurrentRuntime,
    area: Annotated[Area, Query()],
    channel: Annotated[FilingChannel, Query(title="渠道")] = FilingChannel.YUE_YIBAO,
) -> FilingFormsResponse:
    """查询各类备案的填写项和材料"""
    rules = filing_rules(runtime.policy, area, runtime.clock.today().year)
    return FilingFormsResponse(channel=channel, types=[_type(kind, channel) for kind in rules.types.values()])


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

    本人和代办人限本人及其有权代办的人员；经办人员和医疗机构限本辖区，查询留痕。医疗机构只得到审核通过的备案及其状态、就医地和起止日期。
    """
    with LOOKS.expecting(read, caller, "filings"):
        root = await person_in(read.driver, person_id, await find_scope(read, caller, *_OFFICE, "auditor", "hospital"))
        if root is None:
            raise PersonNotKnownHere
    LOOKS.note(read, caller, "filings", [root])
    found = await filings_of(read, root)
    if caller.has_role(*_ANYBODY, "auditor"):
        return Page(items=[filing_to_response(filing, caller) for filing in found])
    return Page(items=[filing_for_care(filing, caller) for filing in found if filing.state in _APPROVED])


@router.get("/{filing_id}", operation_id="getFiling", dependencies=[allow(*_ANYBODY, "auditor")], responses=refusals(FilingNotKnown))
async def one(filing_id: UUID, read: Read, caller: Caller) -> FilingResponse:
    """查询一件备案

    经办人员限本区划的，查询留痕；本人和代办人限本人及其有权代办的人员的，以及自己提交、尚未通过的。
    """
    filing = await _find(filing_id, read, caller)
    LOOKS.note(read, caller, "filing", [filing.person_id])
    return filing_to_response(filing, caller)


@router.post(
    "/{filing_id}/decision",
    operation_id="decideFiling",
    dependencies=[allow(*_DECIDING)],
    responses=refusals(FilingNotKnown, FilingStateForbids, FilerDecides),
)
async def decision(filing_id: UUID, form: FilingDecision, tx: Tx, caller: Caller) -> FilingResponse:
    """审核一件备案

    限本区划的经办人员；录入、补正过该备案的人，以及本人和有权代办的人，不能审核。
    """
    with LOOKS.expecting(tx, caller, "filing"):
        filing = await find_filing(tx, filing_id, Scope(caller.area_patterns))
        if filing is None:
            raise FilingNotKnown
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
    filing = await _find(filing_id, tx, caller)
    return _audited("filing.corrected", await correct_filing(tx, filing, _form(form, caller), caller.subject), tx, caller)


@router.post(
    "/{filing_id}/end",
    operation_id="endFiling",
    dependencies=[allow(*_ANYBODY)],
    responses=refusals(FilingNotKnown, FilingStateForbids),
)
async def end(filing_id: UUID, tx: Tx, caller: Caller) -> FilingResponse:
    """本人申请，自今日终止备案"""
    filing = await _find(filing_id, tx, caller)
    return _audited("filing.ended", await end_filing(tx, filing, caller.subject), tx, caller)


async def _find(filing_id: UUID, read: ReadConnection, caller: Principal) -> Filing:
    filed_by = filer(read.safe, caller.subject) if caller.has_role(*PERSONAL_ROLES) else None
    with LOOKS.expecting(read, caller, "filing"):
        found = await find_filing(read, filing_id, await find_scope(read, caller, *_OFFICE, "auditor"), filed_by=filed_by)
        if found is None:
            raise FilingNotKnown
    return found


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
        validity_rule=ValidityRule(kind.validity_rule),
        validity_amount=kind.validity_amount,
        promise_only_months=kind.promise_only_months,
    )


def _material(material: Material) -> CodeItem:
    return CodeItem(code=material.code, label=material.label)
