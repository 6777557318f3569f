"""Entitlements: covered on a day or not, and why."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query

from benefits.domain.answers import Answer
from benefits.errors import PersonNotKnownHere, YearNotInPolicyBook
from benefits.schemas import CeilingOut, EntitlementOut, FlagOut, StepOut
from benefits.use_cases.answer_entitlement import NotKnownHere, answer_entitlement
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.money import yuan
from policy_parameters import PolicyNotKnown
from service_runtime import Caller, Here, Reading, allow, service_router

router = service_router("/benefits/v1/entitlements", tags=["entitlements"])


@router.get("/{person_id}", operation_id="getEntitlement", dependencies=[allow("clerk", "reviewer", "operator", "auditor", "hospital")])
async def entitlement(
    person_id: UUID,
    reading: Reading,
    caller: Caller,
    runtime: Here,
    on: Annotated[date | None, Query(title="待遇日期")] = None,
    known_at: Annotated[datetime | None, Query(title="以何时所知为准")] = None,
) -> EntitlementOut:
    """The answer for a day (today by default), as known at a moment (now by default)."""
    now = runtime.clock.now()
    moment = known_at if known_at is None or known_at.tzinfo else known_at.replace(tzinfo=SHANGHAI)
    try:
        answer = await answer_entitlement(reading, person_id, on or now.date(), moment or now, caller.area_patterns, runtime.policy)
    except NotKnownHere:
        raise PersonNotKnownHere() from None
    except PolicyNotKnown as unknown:
        raise YearNotInPolicyBook(unknown.msg) from None
    return shown(person_id, answer, moment or now)


def shown(person_id: UUID, answer: Answer, known_at: datetime) -> EntitlementOut:
    """The answer as a body."""
    return EntitlementOut(
        person_id=str(person_id),
        on=answer.on,
        known_at=known_at,
        known=True,
        covered=answer.covered,
        state=answer.state,
        scheme=answer.scheme,
        benefit_year=answer.benefit_year,
        starts_on=answer.starts_on,
        ends_on=answer.ends_on,
        wait_months=answer.wait_months,
        level=answer.level,
        ceiling=_ceiling(answer),
        filing=None,
        contradictions=[FlagOut(**flag) for flag in answer.flags],
        explanation=[StepOut(**step) for step in answer.explanation],
    )


def _ceiling(answer: Answer) -> CeilingOut | None:
    ledger = answer.ledger
    if ledger is None:
        return None
    return CeilingOut(
        continuous_years=ledger.n,
        continuous=yuan(ledger.continuous),
        zero_claim=yuan(ledger.zero_claim),
        effective=yuan(ledger.effective),
        ceiling=yuan(ledger.ceiling),
        provisional=ledger.provisional,
    )
