"""What offices say of a duplicate case: the person's choice, what they know of him, that it is of two people."""

from uuid import UUID

from dedup.domain.choices import Answer
from dedup.endpoints.case_answers import case_detail
from dedup.errors import CaseChanged, CaseFactsHaveFaults, CaseIsOver, CaseNotKnown, ChoiceHasFaults, NothingStated, PartingHasFaults
from dedup.schemas.case_forms import CaseChoiceForm, CaseFactsForm, CaseVersionForm, DifferentPeopleForm
from dedup.schemas.cases import DuplicateCaseDetail
from dedup.use_cases.looks import LOOKS
from dedup.use_cases.read_case import Act
from dedup.use_cases.record_case_facts import record_case_facts
from dedup.use_cases.record_choice import record_choice
from dedup.use_cases.show_case import show_case
from dedup.use_cases.state_identity import join_case, part_case
from service_runtime import Caller, Principal, Transaction, Tx, allow, idempotent, refusals, service_router

router = service_router("/dedup/v1/cases/{case_id}", tags=["重复参保案件"])
_ACT = [allow("clerk", "reviewer"), idempotent]


@router.post(
    "/choice",
    operation_id="recordCaseChoice",
    dependencies=_ACT,
    responses=refusals(CaseNotKnown, CaseChanged, CaseIsOver, ChoiceHasFaults),
)
async def choose(case_id: UUID, form: CaseChoiceForm, tx: Tx, caller: Caller) -> DuplicateCaseDetail:
    """登记参保人的选择

    只能在征求意愿的参保关系中选择；选择日期不早于征求日期、不晚于选择期限；享受资助参保的医疗救助对象须有书面承诺。
    不符合的原因一次告知。
    """
    answer = Answer(chosen=form.chosen, chosen_on=form.chosen_on, promise_ref=form.promise_ref)
    with LOOKS.expecting(tx, caller, "duplicate_case"):
        await record_choice(tx, case_id, answer, _act(form.version, caller))
    return await _shown(tx, case_id, caller)


@router.post(
    "/facts",
    operation_id="recordCaseFacts",
    dependencies=_ACT,
    responses=refusals(CaseNotKnown, CaseChanged, CaseIsOver, CaseFactsHaveFaults),
)
async def tell(case_id: UUID, form: CaseFactsForm, tx: Tx, caller: Caller) -> DuplicateCaseDetail:
    """登记了解到的参保人情况

    常住地、特殊人员身份及认定地区、退役军人身份；据此重新确定保留的参保关系。未写的不变。
    """
    told = form.model_dump(include=form.model_fields_set - {"version"})
    with LOOKS.expecting(tx, caller, "duplicate_case"):
        await record_case_facts(tx, case_id, told, _act(form.version, caller))
    return await _shown(tx, case_id, caller)


@router.post(
    "/different-people",
    operation_id="statePeopleDifferent",
    dependencies=_ACT,
    responses=refusals(CaseNotKnown, CaseChanged, CaseIsOver, PartingHasFaults),
)
async def part(case_id: UUID, form: DifferentPeopleForm, tx: Tx, caller: Caller) -> DuplicateCaseDetail:
    """认定参保记录属于不同的人

    两人共用一个错误的证件号码时使用：此后不再视为同一人，同一来源再次报送也不合并；因此提出的暂停和通知随即撤回。可以撤回认定。
    """
    with LOOKS.expecting(tx, caller, "duplicate_case"):
        await part_case(tx, case_id, form.relations, form.reason, _act(form.version, caller))
    return await _shown(tx, case_id, caller)


@router.post(
    "/different-people/withdrawal",
    operation_id="withdrawPeopleDifferent",
    dependencies=_ACT,
    responses=refusals(CaseNotKnown, CaseChanged, NothingStated),
)
async def join(case_id: UUID, form: CaseVersionForm, tx: Tx, caller: Caller) -> DuplicateCaseDetail:
    """撤回不是同一人的认定

    重新按证件判断；仍重复的，案件恢复办理。
    """
    with LOOKS.expecting(tx, caller, "duplicate_case"):
        await join_case(tx, case_id, _act(form.version, caller))
    return await _shown(tx, case_id, caller)


def _act(version: int, caller: Principal) -> Act:
    return Act(version, caller.subject, caller.area_patterns)


async def _shown(tx: Transaction, case_id: UUID, caller: Principal) -> DuplicateCaseDetail:
    """As it stands now; what was said may have taken it out of the caller's areas."""
    return case_detail(tx.safe, caller, await show_case(tx, case_id, ["%"]))
