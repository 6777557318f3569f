"""Entitlements: covered on a day or not, and why."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from benefits.endpoints.shown import entitlement_json, entitlement_shown
from benefits.errors import DocumentsNotReadable, PersonNotKnownHere, YearNotInPolicyBook
from benefits.schemas.entitlements import BatchAnswer, BatchItem, BatchQuestion, EntitlementOut, ErrorOut, PersonQuestion
from benefits.use_cases.answer_entitlement import Entitled, NotKnownHere, answer_entitlement
from benefits.use_cases.answer_hospitals import Asked, answer_hospitals
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.documents import Document
from policy_parameters import PolicyNotKnown
from service_runtime import Caller, Here, Reading, Runtime, Tx, allow, service_router

router = service_router("/benefits/v1/entitlements", tags=["entitlements"])


@router.get(
    "/{person_id}",
    operation_id="getEntitlement",
    response_model=EntitlementOut,
    dependencies=[allow("clerk", "reviewer", "operator", "auditor", "hospital")],
)
async def entitlement(
    person_id: UUID,
    reading: Reading,
    caller: Caller,
    runtime: Here,
    on: Annotated[date | None, Query(title="待遇日期")] = None,
    known_at: Annotated[datetime | None, Query(title="以何时所知为准")] = None,
) -> Response:
    """The answer for a day (today by default), as known at a moment (now by default)."""
    now = runtime.clock.now()
    moment = known_at if known_at is None or known_at.tzinfo else known_at.replace(tzinfo=SHANGHAI)
    try:
        found = await answer_entitlement(reading, person_id, on or now.date(), moment or now, caller.area_patterns, runtime.policy)
    except NotKnownHere:
        raise PersonNotKnownHere() from None
    except PolicyNotKnown as unknown:
        raise YearNotInPolicyBook(unknown.msg) from None
    return Response(entitlement_json(person_id, found, moment or now), media_type="application/json")


@router.post("/batch", operation_id="queryEntitlements", dependencies=[allow("hospital", "clerk", "operator")])
async def batch(question: BatchQuestion, tx: Tx, caller: Caller, runtime: Here) -> BatchAnswer:
    """For hospitals: up to fifty people on a day, an answer or an error for each. Who asked is kept."""
    asked = [Asked(one.person_id, _token(one, runtime)) for one in question.people]
    answers = await answer_hospitals(tx.connection, asked, question.on or tx.now.date(), caller.area_patterns, runtime.policy)
    tx.audit("entitlements.queried", subject="batch", actor=caller.subject, purpose="care", detail={"people": len(asked)})
    results = [
        BatchItem(
            index=index,
            entitlement=entitlement_shown(one.person_id, Entitled(one.answer, None), tx.now) if one.person_id and one.answer else None,
            error=ErrorOut(code=one.error[0], msg=one.error[1]) if one.error else None,
        )
        for index, one in enumerate(answers)
    ]
    return BatchAnswer(results=results)


def _token(one: PersonQuestion, runtime: Runtime) -> str | None:
    if one.document_type is None or one.document_number is None:
        return one.token
    if runtime.settings.vault_keys is None:
        raise DocumentsNotReadable()
    return runtime.vault.identity_token(Document.read(one.document_type, one.document_number))
