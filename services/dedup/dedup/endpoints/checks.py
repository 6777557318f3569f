"""Conflict checks: asked on the spot, and those of applications."""

from typing import NamedTuple
from uuid import UUID

import msgspec

from dedup.domain.conflicts import Question, is_clear, is_second_registration_allowed
from dedup.domain.employee_conflicts import NATION, EmployeeQuestion, employee_question
from dedup.domain.explanations import CLAUSES, verdict_text
from dedup.errors import CheckNotKnown
from dedup.repository.checks import Check, checks_of_application
from dedup.schemas.checks import (
    ApplicationChecks,
    CheckAnswer,
    CheckOutcome,
    CheckOutcomes,
    CheckRequest,
    CheckRequests,
    CheckResponse,
    HitResponse,
)
from dedup.use_cases.answer_checks import silent_sources
from dedup.use_cases.looks import LOOKS
from dedup.use_cases.preview_check import Asked, preview_checks
from enrolment_events.dedup import Hit
from enrolment_terms.regions import pooling_region_of
from enrolment_terms.scheme import Scheme
from enrolment_terms.sealed import IdentityToken
from policy_parameters import PolicyNotKnown
from service_runtime import Caller, Forbidden, Read, Transaction, Tx, YearNotOpen, allow, limited, refusals, service_router
from service_runtime.identity import Principal
from service_runtime.refusals import Refusal

router = service_router("/dedup/v1/checks", tags=["重复参保校验"])


class AskedCheck(NamedTuple):
    """What was asked, as a question, and the areas that have not told in time."""

    request: CheckRequest
    question: Asked
    silent: tuple[str, ...]


@router.post(
    "", operation_id="askCheck", dependencies=[allow("clerk", "reviewer", "operator"), limited("look_up")], responses=refusals(YearNotOpen)
)
async def ask(request: CheckRequest, tx: Tx, caller: Caller) -> CheckAnswer:
    """即时校验

    此刻提交申请会得到的重复参保校验结果；限本人辖区内的区划，查询留痕。
    """
    [answer] = await _answers(tx, caller, [await _asked(request, tx, caller, {})])
    return answer


@router.post("/batch", operation_id="askChecks", dependencies=[allow("clerk", "reviewer", "operator"), limited("look_up")])
async def ask_many(requests: CheckRequests, tx: Tx, caller: Caller) -> CheckOutcomes:
    """即时校验多人

    至多 50 人；每人一个结果，或一个不能校验的原因，互不影响。限本人辖区内的区划，查询留痕。
    """
    asked: list[AskedCheck] = []
    outcomes: list[CheckOutcome | None] = []
    silent: dict[tuple[str, int], tuple[str, ...]] = {}
    for request in requests.checks:
        try:
            asked.append(await _asked(request, tx, caller, silent))
            outcomes.append(None)
        except Refusal as refusal:
            outcomes.append(CheckOutcome(code=refusal.code, msg=refusal.msg))
        except PolicyNotKnown:
            outcomes.append(CheckOutcome(code=YearNotOpen.code, msg=YearNotOpen.msg))
    answers = iter(await _answers(tx, caller, asked))
    return CheckOutcomes(outcomes=[one or CheckOutcome(answer=next(answers)) for one in outcomes])


@router.get(
    "/{application_id}",
    operation_id="getApplicationChecks",
    dependencies=[allow("clerk", "reviewer", "operator", "auditor")],
    responses=refusals(CheckNotKnown),
)
async def checks_of(application_id: UUID, read: Read, caller: Caller) -> ApplicationChecks:
    """查询一件申请的校验记录

    查询留痕。
    """
    with LOOKS.expecting(read, caller, "check"):
        checks = [_check_response(check) for check in await checks_of_application(read.driver, application_id, caller.area_patterns)]
        if not checks:
            raise CheckNotKnown()
    LOOKS.note(read, caller, "check", {UUID(check.person_id) for check in checks})
    return ApplicationChecks(newest=checks[-1], checks=checks)


async def _asked(request: CheckRequest, tx: Transaction, caller: Principal, silent: dict[tuple[str, int], tuple[str, ...]]) -> AskedCheck:
    """`silent`: by region and year, each asked once. Raises Forbidden, PolicyNotKnown."""
    question, place = _question(request, tx, caller), (pooling_region_of(request.area), request.benefit_year)
    if place not in silent:
        silent[place] = await silent_sources(tx, *place)
    return AskedCheck(request, question, silent[place])


def _question(request: CheckRequest, tx: Transaction, caller: Principal) -> Asked:
    """Raises Forbidden, PolicyNotKnown."""
    if not caller.covers(request.area):
        raise Forbidden()
    if request.scheme is Scheme.EMPLOYEE:
        return employee_question(tx.policy, request.area, request.applied_on)
    allows_second = is_second_registration_allowed(tx.policy, request.area, request.benefit_year)
    told = request.model_dump(exclude={"tokens", "scheme"})
    return Question(**told, asked_on=tx.now.date(), region_allows_second=allows_second)


async def _answers(tx: Transaction, caller: Principal, asked: list[AskedCheck]) -> list[CheckAnswer]:
    """That nobody is known by a document is what most checks find, and no miss: tokens are made with a key, nobody tries them out."""
    previews = await preview_checks(tx, [(question, tuple(map(IdentityToken, request.tokens))) for request, question, _ in asked])
    answers = []
    for (request, question, silent), preview in zip(asked, previews, strict=True):
        LOOKS.note(tx, caller, "check", preview.persons)
        told = {"benefit_year": request.benefit_year, "hits": len(preview.hits)}
        tx.audit("check.asked", subject=request.area, actor=caller.subject, purpose=LOOKS.purpose, detail=told)
        hits = [_hit_response(hit) for hit in preview.hits]
        answers.append(
            CheckAnswer(
                clear=is_clear(preview.hits) and not silent, hits=hits, checked_at=tx.now, scope=_scope(question), unanswered=list(silent)
            )
        )
    return answers


def _scope(question: Asked) -> str:
    return question.scope if isinstance(question, EmployeeQuestion) else NATION


def _check_response(check: Check) -> CheckResponse:
    return CheckResponse(
        application_id=check.application_id,
        submit_no=check.submit_no,
        person_id=check.person_id,
        area=check.area,
        benefit_year=check.benefit_year,
        applied_on=check.applied_on,
        clear=check.clear,
        hits=[_hit_response(hit) for hit in check.hits or ()],
        revision=check.revision,
        checked_at=check.checked_at,
        closed_at=check.closed_at,
        unanswered=list(check.unanswered or ()),
    )


def _hit_response(hit: Hit) -> HitResponse:
    told = msgspec.structs.asdict(hit)
    relation = told.pop("relation")
    return HitResponse(**told, relation_ref=relation, clause=CLAUSES[hit.rule], msg=verdict_text(hit))
