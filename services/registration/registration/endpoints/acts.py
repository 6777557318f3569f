"""What an office records of participations and deaths, and what happened to a participation."""

from uuid import UUID

from registration.endpoints.scopes import office_scope_of
from registration.errors import ActHasFaults, ChangeHasFaults, FilerDecides, OwnAct, TransitionNotAllowed
from registration.repository.participation_acts import acts_on
from registration.repository.participation_rows import sees_participation
from registration.schemas.acts import (
    ActRequest,
    ActResponse,
    ActWithdrawalRequest,
    ChangedResponse,
    ChangeRequest,
    DeathRequest,
    DeathResponse,
)
from registration.schemas.persons import ParticipationStateResponse
from registration.use_cases.act_on_participation import act_on_participation, withdraw_act
from registration.use_cases.change_participation import change_participation
from registration.use_cases.looks import LOOKS
from registration.use_cases.record_death import record_death
from row_sets import values_of
from service_runtime import Caller, NotFound, Read, Tx, YearNotOpen, allow, idempotent, limited, refusals, service_router
from service_runtime.rest import Page

router = service_router("/registration/v1", tags=["参保关系"])
_READERS = ("clerk", "reviewer", "operator", "auditor")


@router.post(
    "/participations/{participation_id}/acts",
    operation_id="recordParticipationAct",
    dependencies=[allow("clerk"), idempotent],
    responses=refusals(NotFound, TransitionNotAllowed, ActHasFaults, YearNotOpen),
)
async def act(participation_id: UUID, body: ActRequest, tx: Tx, caller: Caller) -> ParticipationStateResponse:
    """登记参保关系变动

    关系转移的申请、撤回、完成，以及暂停、恢复和终止。未缴费的登记因此取消，已缴费的按变动日期暂停、恢复或终止。
    """
    state = await act_on_participation(tx, participation_id, body.form(), office_scope_of(caller, tx, "clerk"))
    return ParticipationStateResponse(participation_id=str(participation_id), state=state)


@router.get(
    "/participations/{participation_id}/acts",
    operation_id="listParticipationActs",
    dependencies=[allow(*_READERS), limited("look_up")],
    responses=refusals(NotFound),
)
async def list_acts(participation_id: UUID, read: Read, caller: Caller) -> Page[ActResponse]:
    """查询参保关系变动

    已撤销的也列出。
    """
    if not await sees_participation(read.driver, participation_id, office_scope_of(caller, read, *_READERS)):
        LOOKS.miss(read, caller, "participation")
        raise NotFound()
    found = await acts_on(read.driver, participation_id)
    return Page(items=[ActResponse(**{**values_of(one), "act_id": str(one.act_id)}) for one in found])


@router.post(
    "/participations/{participation_id}/acts/{act_id}/withdrawal",
    operation_id="withdrawParticipationAct",
    dependencies=[allow("reviewer"), idempotent],
    responses=refusals(NotFound, TransitionNotAllowed, OwnAct, YearNotOpen),
)
async def withdraw(participation_id: UUID, act_id: UUID, body: ActWithdrawalRequest, tx: Tx, caller: Caller) -> ParticipationStateResponse:
    """撤销参保关系变动

    误登记的变动视为没有发生，由登记人以外的审核人员撤销；外部门告知的变动由告知方更正。
    """
    state = await withdraw_act(tx, participation_id, act_id, body.reason, office_scope_of(caller, tx, "reviewer"))
    return ParticipationStateResponse(participation_id=str(participation_id), state=state)


@router.post(
    "/persons/{person_id}/death",
    operation_id="recordDeath",
    tags=["人员档案"],
    dependencies=[allow("reviewer"), idempotent],
    responses=refusals(NotFound, FilerDecides, ActHasFaults, YearNotOpen),
)
async def record(person_id: UUID, body: DeathRequest, tx: Tx, caller: Caller) -> DeathResponse:
    """登记死亡

    参保关系自死亡之日终止，迟报的按死亡日期追溯；误登记的以空日期撤销。
    """
    await record_death(tx, person_id, body.died_on, body.source, office_scope_of(caller, tx, "reviewer"))
    return DeathResponse(person_id=str(person_id), died_on=body.died_on)


@router.post(
    "/participations/{participation_id}/changes",
    operation_id="changeParticipation",
    dependencies=[allow("clerk"), idempotent],
    responses=refusals(NotFound, TransitionNotAllowed, ChangeHasFaults, YearNotOpen),
)
async def change(participation_id: UUID, body: ChangeRequest, tx: Tx, caller: Caller) -> ChangedResponse:
    """变更参保信息

    同一统筹区内的参保区划、参保类别（须有证明材料）、缴费人（参保年度开始前）、代扣账户（每年10月7日前）、户号、居住证；变更前的内容留存备查。
    """
    changed = await change_participation(tx, participation_id, body.change(), office_scope_of(caller, tx, "clerk"))
    return ChangedResponse(participation_id=str(participation_id), changed=list(changed))
