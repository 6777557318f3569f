"""Conflict checks: asked on the spot, and those of applications."""

from uuid import UUID

import msgspec

from dedup.domain.conflicts import Question, is_clear, is_second_registration_allowed
from dedup.domain.explanations import CLAUSES, verdict_text
from dedup.errors import CheckNotKnown
from dedup.repository.checks import Check, checks_of_application
from dedup.schemas import ApplicationChecks, CheckAnswer, CheckRequest, CheckResponse, HitResponse
from dedup.use_cases.looks import LOOKS
from dedup.use_cases.preview_check import preview_check
from enrolment_events.dedup import Hit
from enrolment_terms.sealed import IdentityToken
from service_runtime import Caller, Forbidden, Read, Tx, YearNotOpen, allow, limited, refusals, service_router

router = service_router("/dedup/v1/checks", tags=["重复参保校验"])


@router.post(
    "", operation_id="askCheck", dependencies=[allow("clerk", "reviewer", "operator"), limited("look_up")], responses=refusals(YearNotOpen)
)
async def ask(request: CheckRequest, tx: Tx, caller: Caller) -> CheckAnswer:
    """即时校验

    此刻提交申请会得到的重复参保校验结果；限本人辖区内的区划，查询留痕。
    """
    if not caller.covers(request.area):
        raise Forbidden()
    allows_second = is_second_registration_allowed(tx.policy, request.area, request.benefit_year)
    question = Question(**request.model_dump(exclude={"tokens"}), region_allows_second=allows_second)
    seen, hits = await preview_check(tx, question, tuple(map(IdentityToken, request.tokens)))
    LOOKS.note(tx, caller, "check", seen)
    if not seen and not hits:
        LOOKS.miss(tx, caller, "check")
    told = {"benefit_year": request.benefit_year, "hits": len(hits)}
    tx.audit("check.asked", subject=request.area, actor=caller.subject, purpose=LOOKS.purpose, detail=told)
    return CheckAnswer(clear=is_clear(hits), hits=[_hit_response(hit) for hit in hits], checked_at=tx.now)


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
    )


def _hit_response(hit: Hit) -> HitResponse:
    return HitResponse(**msgspec.structs.asdict(hit), clause=CLAUSES[hit.rule], msg=verdict_text(hit))
