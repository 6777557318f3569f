"""Entitlements: covered on a day or not, and why."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from benefits.endpoints.documents import asked_by
from benefits.endpoints.responses import entitlement_json, entitlement_to_response
from benefits.errors import DocumentsAway, DocumentsNotReadable, PersonNotKnownHere
from benefits.schemas.entitlements import (
    BatchAnswer,
    BatchItem,
    BatchQuestion,
    EmergencyQuestion,
    EmergencyResponse,
    EntitlementResponse,
    ErrorResponse,
    PersonQuestion,
)
from benefits.use_cases.answer_emergency import answer_emergency
from benefits.use_cases.answer_entitlement import answer_entitlement
from benefits.use_cases.answer_hospitals import Question, Reply, answer_hospitals
from benefits.use_cases.find_scope import find_view
from benefits.use_cases.looks import LOOKS
from benefits.use_cases.name_documents import name_documents
from service_runtime import (
    PERSONAL_ROLES,
    Caller,
    CurrentRuntime,
    Read,
    Runtime,
    Transaction,
    Tx,
    YearNotOpen,
    allow,
    limited,
    refusals,
    service_router,
)
from service_runtime.rest import Day, PointInTime

_OFFICES = ("clerk", "reviewer", "operator", "auditor")
router = service_router("/benefits/v1/entitlements", tags=["待遇查询"])


@router.get(
    "/{person_id}",
    operation_id="getEntitlement",
    response_model=EntitlementResponse,
    dependencies=[allow(*PERSONAL_ROLES, *_OFFICES, "hospital")],
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

    默认为今日，并以此刻所知为准；附全部判定依据。本人和代办人限本人及其有权代办的人员；经办人员限本辖区；医疗机构限本辖区的参保人，
    以及当日备案在其所在地就医的参保人；查询留痕。
    """
    moment = known_at or read.now
    with LOOKS.expecting(read, caller, "entitlement"):
        view = await find_view(read, caller, *_OFFICES)
        found = await answer_entitlement(read, person_id, on or read.now.date(), moment, view)
    LOOKS.note(read, caller, "entitlement", [found.person_id])
    return Response(entitlement_json(person_id, found, moment), media_type="application/json")


@router.post(
    "/batch",
    operation_id="queryEntitlements",
    dependencies=[allow("hospital", "clerk", "operator"), limited("look_up")],
    responses=refusals(DocumentsNotReadable, DocumentsAway),
)
async def batch(question: BatchQuestion, tx: Tx, caller: Caller, runtime: CurrentRuntime, request: Request) -> BatchAnswer:
    """批量查询待遇

    供医疗机构使用：某日最多五十人，每人一个结果或错误；限本辖区的参保人，以及当日备案在医疗机构所在地就医的参保人；查询留痕。
    """
    questions = await _questions(question.people, tx, runtime, request)
    view = await find_view(tx, caller, "clerk", "operator")
    replies = await answer_hospitals(tx, questions, question.on or tx.now.date(), view)
    LOOKS.note(tx, caller, "batch", dict.fromkeys(one.person_id for one in replies if one.person_id))
    if missed := sum(one.person_id is None for one in replies):
        LOOKS.miss(tx, caller, "batch", missed)
    return BatchAnswer(results=[_item(index, one, tx) for index, one in enumerate(replies)])


@router.post(
    "/emergency",
    operation_id="queryEmergencyCover",
    dependencies=[allow("hospital"), limited("look_up")],
    responses=refusals(DocumentsNotReadable, DocumentsAway, PersonNotKnownHere, YearNotOpen),
)
async def emergency(question: EmergencyQuestion, tx: Tx, caller: Caller, runtime: CurrentRuntime, request: Request) -> EmergencyResponse:
    """急诊查询今日是否享受待遇

    供任何地方的医疗机构在急诊时使用，须说明目的，逐人留痕；只答复是否享受待遇和起止日期。
    """
    with LOOKS.expecting(tx, caller, "emergency"):
        [asked] = await _questions([question], tx, runtime, request)
        person, answer = await answer_emergency(tx, asked, tx.now.date())
    seen = {"seen": "emergency", "purpose": question.purpose.value}
    tx.audit("person.read", subject=str(person), actor=caller.subject, purpose=question.purpose.value, detail=seen)
    days = (answer.starts_on, answer.ends_on) if answer.covered else (None, None)
    told = {"on": answer.on, "known": answer.known, "covered": answer.covered, "cover": answer.cover}
    return EmergencyResponse(**told, starts_on=days[0], ends_on=days[1])


async def _questions(
    people: list[PersonQuestion] | list[EmergencyQuestion], tx: Transaction, runtime: Runtime, request: Request
) -> list[Question]:
    documents = [one.document for one in people]
    named = iter(await name_documents(tx, runtime, asked_by(request, [document for document in documents if document])))
    return [
        Question(one.person_id, next(named) if document else (one.token,) if one.token else ())
        for one, document in zip(people, documents, strict=True)
    ]


def _item(index: int, one: Reply, tx: Transaction) -> BatchItem:
    shown = entitlement_to_response(one.answer.person_id, one.answer, tx.now) if one.answer else None
    return BatchItem(index=index, entitlement=shown, error=ErrorResponse(code=one.error[0], msg=one.error[1]) if one.error else None)
