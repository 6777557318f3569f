"""/dedup/v1/me/cases: the duplicate cases of a person and of those he is guardian of, and his choice."""

from uuid import UUID

from dedup.domain.choices import Answer
from dedup.domain.own_case import promise_number, question_of, records_of
from dedup.errors import CaseChanged, CaseIsOver, CaseNotKnown, ChoiceHasFaults
from dedup.repository.area_scope import EVERYWHERE
from dedup.schemas.own_cases import OwnCaseQuestion, OwnCaseRecord, OwnCaseResponse, OwnChoiceForm
from dedup.use_cases.looks import LOOKS
from dedup.use_cases.read_case import Act, OwnCase, own_people, read_own_case, read_own_cases, relations_shown
from dedup.use_cases.record_choice import record_choice
from service_runtime import PERSONAL_ROLES, Caller, Read, Tx, allow, idempotent, refusals, service_router
from service_runtime.rest import Page

router = service_router("/dedup/v1/me/cases", tags=["本人的重复参保"])


@router.get("", operation_id="listOwnDuplicateCases", dependencies=[allow(*PERSONAL_ROLES)])
async def list_own(read: Read, caller: Caller) -> Page[OwnCaseResponse]:
    """查询本人及所监护的人正在办理的重复参保案件

    以登录时核验的证件和有效的代办关系（本人、监护人）为准，受托人不能代为选择；列出重复的各个参保关系，请选择的，说明最迟哪一日、逾期怎样处理、
    是否须作出书面承诺。
    """
    return Page(items=[_answer(one) for one in await read_own_cases(read, await own_people(read, caller))])


@router.post(
    "/{case_id}/choice",
    operation_id="chooseOwnRelation",
    dependencies=[allow(*PERSONAL_ROLES), idempotent],
    responses=refusals(CaseNotKnown, CaseChanged, CaseIsOver, ChoiceHasFaults),
)
async def choose_own(case_id: UUID, form: OwnChoiceForm, tx: Tx, caller: Caller) -> OwnCaseResponse:
    """本人或其监护人选择保留哪一个参保关系

    选择日期为当日；须作出书面承诺的，确认后留存备案。与本人和所监护的人无关的案件，同没有这一案件一样答复。
    """
    today, own = tx.now.date(), await own_people(tx, caller)
    with LOOKS.expecting(tx, caller, "duplicate_case"):
        of_ward = (await read_own_case(tx, case_id, own)).ward is not None
        promise = promise_number(str(case_id), today, of_ward=of_ward) if form.promise_accepted else None
        answer = Answer(chosen=form.chosen, chosen_on=today, promise_ref=promise, in_person=True)
        await record_choice(tx, case_id, answer, Act(form.version, caller.subject, EVERYWHERE, own.nodes))
    return _answer(await read_own_case(tx, case_id, own))


def _answer(one: OwnCase) -> OwnCaseResponse:
    case, judged = one.known.case, one.known.judged
    relations = relations_shown(one.known)
    question = question_of(relations, judged.ruling, judged.facts, of_ward=one.ward is not None)
    return OwnCaseResponse(
        case_id=str(case.case_id),
        person_id=str(one.ward) if one.ward else None,
        version=case.version,
        state=judged.standing.state,
        opened_on=case.told.opened_on,
        records=[OwnCaseRecord.model_validate(one) for one in records_of(relations, judged.ruling)],
        question=OwnCaseQuestion.model_validate(question) if question else None,
        kept=judged.ruling.kept if judged.ruling else case.told.kept,
        chosen=case.facts.chosen,
        chosen_on=case.facts.chosen_on,
    )
