"""/dedup/v1/me/cases: a person's own duplicate cases, and his choice."""

from collections.abc import Collection
from uuid import UUID

from dedup.domain.choices import Answer
from dedup.domain.nodes import node_of
from dedup.domain.own_case import promise_number, question_of, records_of
from dedup.errors import CaseChanged, CaseIsOver, CaseNotKnown, ChoiceHasFaults
from dedup.repository.area_scope import EVERYWHERE
from dedup.schemas.own_cases import OwnCaseQuestion, OwnCaseRecord, OwnCaseResponse, OwnChoiceForm
from dedup.use_cases.looks import LOOKS
from dedup.use_cases.read_case import Act, KnownCase, read_own_case, read_own_cases, relations_shown
from dedup.use_cases.record_choice import record_choice
from service_runtime import PERSONAL_ROLES, Caller, Principal, Read, Tx, allow, idempotent, refusals, service_router
from service_runtime.rest import Page

router = service_router("/dedup/v1/me/cases", tags=["本人的重复参保"])


@router.get("", operation_id="listOwnDuplicateCases", dependencies=[allow(*PERSONAL_ROLES)])
async def list_own(read: Read, caller: Caller) -> Page[OwnCaseResponse]:
    """查询本人正在办理的重复参保案件

    以登录时核验的证件为准；列出重复的各个参保关系，请本人选择的，说明最迟哪一日、逾期怎样处理、是否须作出书面承诺。
    """
    return Page(items=[_answer(known) for known in await read_own_cases(read, _nodes(caller))])


@router.post(
    "/{case_id}/choice",
    operation_id="chooseOwnRelation",
    dependencies=[allow(*PERSONAL_ROLES), idempotent],
    responses=refusals(CaseNotKnown, CaseChanged, CaseIsOver, ChoiceHasFaults),
)
async def choose_own(case_id: UUID, form: OwnChoiceForm, tx: Tx, caller: Caller) -> OwnCaseResponse:
    """本人选择保留哪一个参保关系

    选择日期为当日；须作出书面承诺的，确认后留存备案。与本人无关的案件，同没有这一案件一样答复。
    """
    today, nodes = tx.now.date(), _nodes(caller)
    promise = promise_number(str(case_id), today) if form.promise_accepted else None
    answer = Answer(chosen=form.chosen, chosen_on=today, promise_ref=promise, in_person=True)
    with LOOKS.expecting(tx, caller, "duplicate_case"):
        await record_choice(tx, case_id, answer, Act(form.version, caller.subject, EVERYWHERE, nodes))
    return _answer(await read_own_case(tx, case_id, nodes))


def _nodes(caller: Principal) -> Collection[UUID]:
    return {node_of(token) for token in caller.own_documents}


def _answer(known: KnownCase) -> OwnCaseResponse:
    case, judged = known.case, known.judged
    relations = relations_shown(known)
    question = question_of(relations, judged.ruling, judged.facts)
    return OwnCaseResponse(
        case_id=str(case.case_id),
        version=case.version,
        state=judged.standing.state,
        opened_on=case.told.opened_on,
        records=[OwnCaseRecord.model_validate(one) for one in records_of(relations, judged.ruling)],
        question=OwnCaseQuestion.model_validate(question) if question else None,
        kept=judged.ruling.kept if judged.ruling else case.told.kept,
        chosen=case.facts.chosen,
        chosen_on=case.facts.chosen_on,
    )
