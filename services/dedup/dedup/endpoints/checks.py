"""Conflict checks: asked on the spot, and those of applications."""

from datetime import UTC, datetime
from uuid import UUID

from dedup.domain.conflicts import Question, is_clear, is_second_registration_allowed
from dedup.domain.explanations import CLAUSES, verdict_text
from dedup.errors import CheckNotKnown, YearNotOpen
from dedup.repository.checks import Check, checks_of_application
from dedup.schemas import ApplicationChecks, CheckAnswer, CheckOut, CheckRequest, HitOut
from dedup.use_cases.preview_check import preview_check
from enrolment_events.dedup import Hit
from enrolment_terms.sealed import IdentityToken
from policy_parameters import PolicyNotKnown
from service_runtime import Caller, Here, Reading, Runtime, Tx, allow, service_router

router = service_router("/dedup/v1/checks", tags=["checks"])
_EVER = datetime.max.replace(tzinfo=UTC)


@router.post("", operation_id="askCheck", dependencies=[allow("clerk", "reviewer", "operator")])
async def ask(request: CheckRequest, tx: Tx, caller: Caller, runtime: Here) -> CheckAnswer:
    """What the check of an application would find now."""
    question = Question(
        area=request.area,
        benefit_year=request.benefit_year,
        applied_on=request.applied_on,
        consent_signed_on=request.consent_signed_on,
        employee_stop_proved=request.employee_stop_proved,
        region_allows_second=_second_registration(request, runtime),
    )
    hits = await preview_check(tx.connection, question, tuple(map(IdentityToken, request.tokens)), _EVER)
    tx.audit("check.asked", subject=request.area, actor=caller.subject, detail={"benefit_year": request.benefit_year, "hits": len(hits)})
    return CheckAnswer(clear=is_clear(hits), hits=[_hit(hit) for hit in hits], checked_at=tx.now)


@router.get("/{application_id}", operation_id="getChecks", dependencies=[allow("clerk", "reviewer", "operator", "auditor")])
async def checks_of(application_id: UUID, reading: Reading, caller: Caller) -> ApplicationChecks:
    """The checks of an application of the caller's areas, one for each submit."""
    checks = [_check(check) for check in await checks_of_application(reading, application_id, caller.area_patterns)]
    if not checks:
        raise CheckNotKnown()
    return ApplicationChecks(newest=checks[-1], checks=checks)


def _second_registration(request: CheckRequest, runtime: Runtime) -> bool:
    try:
        return is_second_registration_allowed(runtime.policy, request.area, request.benefit_year)
    except PolicyNotKnown as unknown:
        raise YearNotOpen(unknown.msg) from None


def _check(check: Check) -> CheckOut:
    return CheckOut(
        application_id=str(check.application_id),
        submit_no=check.submit_no,
        person_id=str(check.person_id),
        area=check.area,
        benefit_year=check.benefit_year,
        applied_on=check.applied_on,
        clear=check.clear,
        hits=[_hit(hit) for hit in check.hits or ()],
        revision=check.revision,
        checked_at=check.checked_at,
    )


def _hit(hit: Hit) -> HitOut:
    return HitOut(
        area=hit.area,
        same_region=hit.same_region,
        in_province=hit.in_province,
        scheme=hit.scheme,
        identity=hit.identity,
        benefit_year=hit.benefit_year,
        paid=hit.paid,
        starts_on=hit.starts_on,
        ends_on=hit.ends_on,
        rule=hit.rule,
        clause=CLAUSES[hit.rule],
        code=hit.code,
        msg=verdict_text(hit),
    )
