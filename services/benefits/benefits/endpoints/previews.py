"""What if: pay on a day, repair years, enrol a newborn; and the registration of a repair."""

from benefits.endpoints.responses import preview_to_response
from benefits.errors import DaysDoNotFit, PersonNotKnownHere, RepairNotRegistered, RepairNotUseful, RepairWithdrawnAlready
from benefits.schemas.previews import PreviewQuestion, PreviewResponse, RepairForm, RepairResponse, RepairWithdrawalForm, RepairWithdrawn
from benefits.use_cases.find_scope import find_scope
from benefits.use_cases.looks import LOOKS
from benefits.use_cases.preview_payment import preview_for_anybody, preview_for_person
from benefits.use_cases.register_repair import WantedRepair, register_repair, withdraw_repair
from enrolment_terms.money import yuan
from service_runtime import (
    PERSONAL_ROLES,
    Caller,
    Principal,
    Transaction,
    Tx,
    YearNotOpen,
    allow,
    idempotent,
    refusals,
    service_router,
)

router = service_router("/benefits/v1", tags=["测算与修复"])
_KNOWS_PEOPLE, _REGISTER = ("clerk", "reviewer", "operator", "hospital"), ("clerk", "reviewer", "operator")


@router.post(
    "/previews",
    operation_id="previewPayment",
    dependencies=[allow(*PERSONAL_ROLES, *_KNOWS_PEOPLE)],
    responses=refusals(PersonNotKnownHere, DaysDoNotFit, YearNotOpen),
)
async def preview(question: PreviewQuestion, tx: Tx, caller: Caller) -> PreviewResponse:
    """测算缴费后的待遇

    待遇起止日期、将产生的账单和缴费前须知；指明人员的，限本人、有权代办的人员和本辖区的人员，后者留痕。
    """
    supposed = question.supposed
    if question.person_id is not None:
        with LOOKS.expecting(tx, caller, "preview"):
            person, seen = await preview_for_person(tx, question.person_id, supposed, await find_scope(tx, caller, *_KNOWS_PEOPLE))
        LOOKS.note(tx, caller, "preview", [person])
    else:
        seen = preview_for_anybody(tx, question.birth_date, question.foreign, question.insured_years, supposed)
    return preview_to_response(seen, question.area, tx.policy)


@router.post(
    "/repairs",
    status_code=202,
    operation_id="registerRepair",
    dependencies=[allow(*PERSONAL_ROLES, *_REGISTER), idempotent],
    responses=refusals(PersonNotKnownHere, RepairNotUseful, YearNotOpen),
)
async def repair(form: RepairForm, tx: Tx, caller: Caller) -> RepairResponse:
    """登记修复待遇等待期

    自愿登记，只对可缩短等待期的年数生成应征账单；到账后自动调整待遇开始日期。本人和代办人限本人及其有权代办的人员。
    """
    wanted = WantedRepair(form.person_id, form.participation_id, form.benefit_year, form.years)
    with LOOKS.expecting(tx, caller, "repair"):
        registered = await register_repair(tx, wanted, await find_scope(tx, caller, *_REGISTER))
    _audit(tx, caller, "repair.registered", wanted, {"years": registered.years})
    return RepairResponse(
        repair_id=str(registered.repair_id),
        asked_years=form.years,
        years=registered.years,
        unit_price=yuan(registered.unit_price),
        price=yuan(registered.years * registered.unit_price),
    )


@router.post(
    "/repairs/withdrawals",
    status_code=202,
    operation_id="withdrawRepair",
    dependencies=[allow(*PERSONAL_ROLES, *_REGISTER)],
    responses=refusals(PersonNotKnownHere, RepairNotRegistered, RepairWithdrawnAlready, YearNotOpen),
)
async def withdraw(form: RepairWithdrawalForm, tx: Tx, caller: Caller) -> RepairWithdrawn:
    """撤回修复待遇等待期的登记

    未缴的修复账单随即取消；已缴的不受影响。
    """
    wanted = WantedRepair(form.person_id, form.participation_id, form.benefit_year)
    with LOOKS.expecting(tx, caller, "repair"):
        repair_id = await withdraw_repair(tx, wanted, await find_scope(tx, caller, *_REGISTER))
    _audit(tx, caller, "repair.withdrawn", wanted, {})
    return RepairWithdrawn(repair_id=str(repair_id))


def _audit(tx: Transaction, caller: Principal, action: str, wanted: WantedRepair, detail: dict[str, object]) -> None:
    told = detail | {"person_id": wanted.person_id}
    tx.audit(action, subject=str(wanted.participation_id), actor=caller.subject, detail=told)
