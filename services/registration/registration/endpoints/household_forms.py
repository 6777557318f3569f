"""/registration/v1/household-forms: the form of Annex 1, at the office."""

from dataclasses import asdict
from uuid import UUID

import msgspec

from enrolment_terms.masking import mask_name, mask_number
from registration.domain.application_form import Faults
from registration.domain.filer import neutral_missing, neutral_reasons
from registration.domain.household_form import FormHead, FormMember, state_of_refused
from registration.endpoints.items import items_of
from registration.endpoints.responses import faults_of
from registration.endpoints.scopes import desk_scope_of, filer_of
from registration.errors import ApplicationHasFaults, AreaNotFound, HouseholdFormHasFaults, TransitionNotAllowed
from registration.repository.household_form_rows import KeptForm, members_of, read_form, total_of
from registration.schemas import household_forms as schemas
from registration.use_cases.enter_household_form import (
    accept_household_form,
    correct_form_member,
    enter_household_form,
    withdraw_household_form,
)
from registration.use_cases.keep_households import household_of
from registration.use_cases.looks import LOOKS
from row_sets import Record, values_of
from service_runtime import (
    Caller,
    CurrentRuntime,
    NotFound,
    Principal,
    Read,
    ReadConnection,
    Tx,
    YearNotOpen,
    allow,
    idempotent,
    limited,
    refusals,
    service_router,
)

router = service_router("/registration/v1/household-forms", tags=["家庭户登记表"])
_READERS = ("clerk", "reviewer", "operator", "auditor")
_head, _member, _faults = msgspec.json.Decoder(FormHead), msgspec.json.Decoder(FormMember), msgspec.json.Decoder(Faults)


@router.post(
    "",
    status_code=201,
    operation_id="acceptHouseholdForm",
    dependencies=[allow("clerk"), limited("filing"), idempotent],
    responses=refusals(AreaNotFound, HouseholdFormHasFaults, YearNotOpen),
)
async def accept(body: schemas.FormAcceptance, tx: Tx, caller: Caller) -> schemas.HouseholdFormResponse:
    """受理家庭户登记表（附件1）

    受理当日决定变更、停保是否在10月7日前，新参保是否在12月31日前；之后再录入。省内任一窗口均可受理，由参保地审核。
    """
    if not filer_of(caller).takes_for(body.area):
        raise AreaNotFound()
    form = await accept_household_form(tx, body.area, body.benefit_year, body.people, desk_scope_of(caller, tx))
    return await _response(form, tx, caller)


@router.post(
    "/{form_id}/entry",
    operation_id="enterHouseholdForm",
    dependencies=[allow("clerk"), limited("filing"), idempotent],
    responses=refusals(NotFound, TransitionNotAllowed, HouseholdFormHasFaults, YearNotOpen),
)
async def enter(form_id: UUID, body: schemas.FormEntry, tx: Tx, caller: Caller, runtime: CurrentRuntime) -> schemas.HouseholdFormResponse:
    """录入家庭户登记表

    每人一件申请，各有结果；有的不能提交，不影响其余。录入人不得审核本人录入的申请。
    """
    members, scope = [one.member() for one in body.members], desk_scope_of(caller, tx)
    form = await enter_household_form(tx, items_of(runtime), form_id, body.head(), members, filer_of(caller), scope)
    return await _response(form, tx, caller)


@router.post(
    "/{form_id}/members/{member_no}/correction",
    operation_id="correctHouseholdFormMember",
    dependencies=[allow("clerk"), limited("filing"), idempotent],
    responses=refusals(NotFound, TransitionNotAllowed, ApplicationHasFaults, YearNotOpen),
)
async def correct(
    form_id: UUID, member_no: int, body: schemas.FormMemberBody, tx: Tx, caller: Caller, runtime: CurrentRuntime
) -> schemas.HouseholdFormResponse:
    """补正登记表中的一人

    未能提交的重新提交，待补正的补正后重新提交；以受理日期计算期限。
    """
    scope = desk_scope_of(caller, tx)
    form = await correct_form_member(tx, items_of(runtime), form_id, member_no, body.member(), filer_of(caller), scope)
    return await _response(form, tx, caller)


@router.post(
    "/{form_id}/withdrawal",
    operation_id="withdrawHouseholdForm",
    dependencies=[allow("clerk"), idempotent],
    responses=refusals(NotFound, TransitionNotAllowed),
)
async def withdraw(form_id: UUID, tx: Tx, caller: Caller) -> schemas.HouseholdFormResponse:
    """撤销误受理的登记表

    尚未录入的可以撤销；已录入的，逐件撤回申请。
    """
    return await _response(await withdraw_household_form(tx, form_id, desk_scope_of(caller, tx)), tx, caller)


@router.get("/{form_id}", operation_id="getHouseholdForm", dependencies=[allow(*_READERS)], responses=refusals(NotFound))
async def get(form_id: UUID, read: Read, caller: Caller) -> schemas.HouseholdFormResponse:
    """查询登记表和每人的办理结果"""
    form = await read_form(read.driver, form_id, desk_scope_of(caller, read, *_READERS))
    if form is None:
        LOOKS.miss(read, caller, "application")
        raise NotFound()
    LOOKS.note(read, caller, "application", [form_id], "household_form.read")
    return await _response(form, read, caller)


async def _response(form: KeptForm, read: ReadConnection, caller: Principal) -> schemas.HouseholdFormResponse:
    """To the desk that took it in for another place as it may hear it: nothing of the household there (R-008)."""
    told, own = values_of(form), caller.covers(form.area)
    members = [_member_response(row, form.form_id, read, own) for row in await members_of(read.driver, form.form_id)]
    household = await _total(form, read) if own else None
    return schemas.HouseholdFormResponse(
        **{name: told[name] for name in schemas.HouseholdFormResponse.model_fields if name in told}, members=members, household=household
    )


async def _total(form: KeptForm, read: ReadConnection) -> schemas.HouseholdTotalResponse | None:
    if form.head is None:
        return None
    head = _head.decode(read.safe.open(form.head, "form.head", form.form_id))
    household_id = await household_of(read, form.area, head.household_no)
    if household_id is None:
        return None
    total = await total_of(read.driver, household_id, form.benefit_year)
    return schemas.HouseholdTotalResponse(household_id=household_id, **values_of(total))


def _member_response(row: Record, form_id: UUID, read: ReadConnection, own: bool) -> schemas.FormMemberResponse:
    member = _member.decode(read.safe.open(row["told"], "form.member", form_id))
    faults = _faults.decode(read.safe.open(row["faults"], "form.faults", form_id)) if row["faults"] else faults_of(read.safe, row)
    if not own:
        faults = Faults(neutral_reasons(faults.reasons), neutral_missing(faults.missing))
    return schemas.FormMemberResponse(
        member_no=row["member_no"],
        act=row["act"],
        name_masked=mask_name(member.name) if member.name else None,
        document_masked=mask_number(member.document_number) if member.document_number else None,
        application_id=row["application_id"],
        state=row["state"] or state_of_refused(faults),
        **asdict(faults),
    )
