"""One person, one file (一人一档): masked, within scope."""

from uuid import UUID

from enrolment_terms.documents import Document
from registration.domain.timeline import build_timeline
from registration.endpoints.responses import bills_in, participation_response, participation_with_bills, person_response
from registration.endpoints.scopes import office_scope_of, scope_of
from registration.errors import AskOffice, CorrectionHasFaults, DocumentOfAnother, FilerDecides
from registration.repository.employee_relations import employments_of
from registration.repository.my_rows import participations_with_bills
from registration.repository.participation_rows import participations_of_bound, participations_of_person
from registration.repository.person_rows import find_person, read_person
from registration.repository.timeline_rows import read_timeline
from registration.repository.transfers import years_of
from registration.schemas.me import EmploymentResponse, InsuranceResponse, InsuredYearsResponse
from registration.schemas.persons import (
    DocumentQuery,
    IdentityCorrectionRequest,
    MergeRequest,
    ParticipationResponse,
    PersonResponse,
)
from registration.use_cases.correct_identity import correct_identity
from registration.use_cases.looks import LOOKS
from registration.use_cases.merge_persons import merge_persons
from row_sets import Record, values_of
from service_runtime import (
    ActKind,
    Caller,
    NotFound,
    Principal,
    Read,
    ReadConnection,
    Tx,
    YearNotOpen,
    allow,
    by_two,
    idempotent,
    limited,
    need_second,
    refusals,
    service_router,
)
from service_runtime.rest import Page, Timeline, TimelineItem

router = service_router("/registration/v1", tags=["人员档案"])
_OFFICE_ROLES = ("clerk", "reviewer", "operator", "auditor")
_OFFICES = allow(*_OFFICE_ROLES)
_READERS = allow("citizen", "agent", "clerk", "reviewer", "operator", "auditor")


@router.post("/persons/search", operation_id="searchPerson", dependencies=[_OFFICES, limited("look_up")], responses=refusals(NotFound))
async def search(query: DocumentQuery, tx: Tx, caller: Caller) -> PersonResponse:
    """按证件查找人员

    查找留痕。
    """
    tokens = tx.vault.identity_tokens(Document.read(query.document_type, query.document_number))
    row = await find_person(tx.driver, tokens, office_scope_of(caller, tx, *_OFFICE_ROLES))
    if row is None:
        LOOKS.miss(tx, caller, "person")
        raise NotFound()
    LOOKS.note(tx, caller, "person", [row["person_id"]], "person.searched")
    return person_response(row, tx.vault)


@router.get("/persons/{person_id}", operation_id="getPerson", dependencies=[_READERS, limited("look_up")], responses=refusals(NotFound))
async def get(person_id: UUID, read: Read, caller: Caller) -> PersonResponse:
    """查询人员档案"""
    return person_response(await _person_in_scope(read, person_id, caller, "person"), read.vault)


@router.post(
    "/persons/{person_id}/identity-corrections",
    operation_id="correctIdentity",
    dependencies=[allow("reviewer"), idempotent],
    responses=refusals(NotFound, FilerDecides, DocumentOfAnother, AskOffice, CorrectionHasFaults),
)
async def correct(person_id: UUID, body: IdentityCorrectionRequest, tx: Tx, caller: Caller) -> PersonResponse:
    """更正人员身份信息

    更正姓名、性别、出生日期，或增加一份证件；须写明原因，更正前的内容留存备查。证件已属他人的不予更正，按重复人员处理。
    """
    scope = office_scope_of(caller, tx, "reviewer")
    await correct_identity(tx, person_id, body.correction(), scope)
    row = await read_person(tx.driver, person_id, scope)
    assert row is not None
    return person_response(row, tx.vault)


@router.post(
    "/persons/{person_id}/merges",
    operation_id="mergePersons",
    dependencies=[allow("reviewer"), limited("look_up")],
    responses=by_two(NotFound, AskOffice, FilerDecides, YearNotOpen),
)
async def merge(person_id: UUID, body: MergeRequest, tx: Tx, caller: Caller) -> PersonResponse:
    """合并人员档案

    两份档案为同一人的，合并为一份：证件、参保关系、申请、缴费和代办关系归并，同一年度重复的参保关系只保留一份。须两名工作人员先后提交。
    """
    scope = office_scope_of(caller, tx, "reviewer")
    if await read_person(tx.driver, person_id, scope) is None:
        LOOKS.miss(tx, caller, "person")
        raise NotFound()
    document = Document.read(body.document.document_type, body.document.document_number)
    content = {"person_id": str(person_id), "tokens": list(tx.vault.identity_tokens(document))}
    await need_second(tx, caller, ActKind.MERGE_PERSONS, content, {"person_id": str(person_id)})
    now = await merge_persons(tx, person_id, document, body.reason, scope)
    row = await read_person(tx.driver, now, scope)
    assert row is not None
    return person_response(row, tx.vault)


@router.get(
    "/persons/{person_id}/participations",
    operation_id="listParticipations",
    dependencies=[_READERS, limited("look_up")],
    responses=refusals(NotFound),
)
async def list_of_person(person_id: UUID, read: Read, caller: Caller) -> Page[ParticipationResponse]:
    """查询一人的参保关系"""
    await _person_in_scope(read, person_id, caller, "participations")
    rows = await participations_of_person(read.driver, person_id)
    return Page(items=[participation_response(row) for row in rows])


@router.get(
    "/persons/{person_id}/insurance",
    operation_id="getInsurance",
    dependencies=[_READERS, limited("look_up")],
    responses=refusals(NotFound),
)
async def get_insurance(person_id: UUID, read: Read, caller: Caller) -> InsuranceResponse:
    """查询一人的参保信息

    供自助机和小程序使用：各年度参保关系及其状态、原因、待遇期间和账单，以及职工医保参保关系。
    """
    await _person_in_scope(read, person_id, caller, "insurance")
    years = await participations_with_bills(read.driver, person_id)
    employments = await employments_of(read.driver, person_id)
    brought, _ = await years_of(read.driver, person_id)
    return InsuranceResponse(
        participations=[participation_with_bills(row, bills_in(row)) for row in years],
        employments=[EmploymentResponse(**row) for row in employments],
        transferred_in=[
            InsuredYearsResponse(**{name: getattr(one, name) for name in InsuredYearsResponse.model_fields}) for one in brought
        ],
    )


@router.get(
    "/persons/{person_id}/timeline",
    operation_id="getRegistrationTimeline",
    dependencies=[_READERS, limited("look_up")],
    responses=refusals(NotFound),
)
async def get_timeline(person_id: UUID, read: Read, caller: Caller) -> Timeline:
    """查询一人的参保登记经过"""
    await _person_in_scope(read, person_id, caller, "timeline")
    items = build_timeline(await read_timeline(read.driver, person_id))
    return Timeline(items=[TimelineItem(**values_of(item), service="registration") for item in items])


@router.get("/me/participations", operation_id="listMyParticipations", dependencies=[allow("citizen", "agent")])
async def list_mine(read: Read, caller: Caller) -> Page[ParticipationResponse]:
    """查询本人和由本人代办的人员的参保关系"""
    rows = await participations_of_bound(read.driver, scope_of(caller, read))
    return Page(items=[participation_response(row) for row in rows])


async def _person_in_scope(read: ReadConnection, person_id: UUID, caller: Principal, seen: str) -> Record:
    row = await read_person(read.driver, person_id, scope_of(caller, read))
    if row is None:
        LOOKS.miss(read, caller, "person")
        raise NotFound()
    LOOKS.note(read, caller, seen, [person_id], "person.read")
    return row
