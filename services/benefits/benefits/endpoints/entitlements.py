"""Entitlements: covered on a day or not, and why."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from benefits.endpoints.responses import entitlement_json, entitlement_to_response
from benefits.errors import DocumentsNotReadable, PersonNotKnownHere
from benefits.repository.people import Scope
from benefits.schemas.entitlements import BatchAnswer, BatchItem, BatchQuestion, EntitlementResponse, ErrorResponse, PersonQuestion
from benefits.use_cases.answer_entitlement import Entitled, answer_entitlement
from benefits.use_cases.answer_hospitals import Question, answer_hospitals
from benefits.use_cases.find_scope import find_scope
from benefits.use_cases.looks import LOOKS
from enrolment_terms.documents import Document
from service_runtime import PERSONAL_ROLES, Caller, CurrentRuntime, Read, Runtime, Tx, YearNotOpen, allow, limited, refusals, service_router
from service_runtime.rest import Day, PointInTime

_OFFICES, _ASKING = ("clerk", "reviewer", "operator", "auditor", "hospital"), ("hospital", "clerk", "operator")
router = service_router("/benefits/v1/entitlements", tags=["待遇查询"])


@router.get(
    "/{person_id}",
    operation_id="getEntitlement",
    response_model=EntitlementResponse,
    dependencies=[allow(*PERSONAL_ROLES, *_OFFICES)],
    responses=refusals(PersonNotKnownHere, YearNotOpen),
)
async def entitlement(
    person_id: UUID,
    read: Read,
    caller: Caller,
    on: Annotated[Day | None, Query(title="待遇日期")] = None,
    known_at: Annotated[PointInTime | None, Query(title="以何时所知为准")] = None,
) -> Response:
    """查询一人某日的待遇

    默认为今日，并以此刻所知为准；附全部判定依据。本人和代办人限本人及其有权代办的人员；经办人员和医疗机构限本辖区，查询留痕。
    """
    moment = known_at or read.now
    with LOOKS.expecting(read, caller, "entitlement"):
        scope = await find_scope(read, caller, *_OFFICES)
        found = await answer_entitlement(read, person_id, on or read.now.date(), moment, scope)
    LOOKS.note(read, caller, "entitlement", [found.person_id])
    return Response(entitlement_json(person_id, found, moment), media_type="application/json")


@router.post(
    "/batch",
    operation_id="queryEntitlements",
    dependencies=[allow(*_ASKING), limited("look_up")],
    responses=refusals(DocumentsNotReadable),
)
async def batch(question: BatchQuestion, tx: Tx, caller: Caller, runtime: CurrentRuntime) -> BatchAnswer:
    """批量查询待遇

    供医疗机构使用：某日最多五十人，每人一个结果或错误；查询留痕。
    """
    questions = [Question(one.person_id, _token(one, runtime)) for one in question.people]
    replies = await answer_hospitals(tx, questions, question.on or tx.now.date(), Scope(caller.area_patterns))
    LOOKS.note(tx, caller, "batch", dict.fromkeys(one.person_id for one in replies if one.person_id))
    if missed := sum(one.person_id is None for one in replies):
        LOOKS.miss(tx, caller, "batch", missed)
    results = [
        BatchItem(
            index=index,
            entitlement=entitlement_to_response(one.person_id, Entitled(one.answer, None, one.person_id), tx.now)
            if one.person_id and one.answer
            else None,
            error=ErrorResponse(code=one.error[0], msg=one.error[1]) if one.error else None,
        )
        for index, one in enumerate(replies)
    ]
    return BatchAnswer(results=results)


def _token(one: PersonQuestion, runtime: Runtime) -> str | None:
    if one.document_type is None or one.document_number is None:
        return one.token
    if runtime.settings.vault_keys is None:
        raise DocumentsNotReadable()
    return runtime.vault.identity_token(Document.read(one.document_type, one.document_number))
