"""One person, one file (一人一档): masked, within scope."""

from uuid import UUID

from enrolment_terms.documents import Document
from registration import schemas
from registration.domain.timeline import timeline_of
from registration.endpoints.scopes import scope_of
from registration.endpoints.shown import participation_shown, person_shown
from registration.repository.connection import Driver, driver_of
from registration.repository.participation_rows import participations_filed_by, participations_of_person
from registration.repository.person_rows import find_person, read_person
from registration.repository.timeline_rows import read_timeline
from service_runtime import Caller, Here, NotFound, Principal, Reading, Tx, allow, service_router

router = service_router("/registration/v1", tags=["persons"])
_OFFICES = allow("clerk", "reviewer", "operator", "auditor")
_READERS = allow("citizen", "agent", "clerk", "reviewer", "operator", "auditor")


@router.post("/persons/search", operation_id="searchPerson", dependencies=[_OFFICES])
async def search(query: schemas.DocumentQuery, tx: Tx, caller: Caller, runtime: Here) -> schemas.PersonShown:
    """按证件查找；查找留痕"""
    token = runtime.vault.identity_token(Document.read(query.document_type, query.document_number))
    row = await find_person(tx.driver, token, scope_of(caller))
    if row is None:
        raise NotFound()
    tx.audit("person.searched", subject=str(row["person_id"]), actor=caller.subject)
    return person_shown(row, runtime.vault)


@router.get("/persons/{person_id}", operation_id="readPerson", dependencies=[_READERS])
async def read(person_id: UUID, reading: Reading, caller: Caller, runtime: Here) -> schemas.PersonShown:
    """人员档案"""
    row = await read_person(await driver_of(reading), person_id, scope_of(caller))
    if row is None:
        raise NotFound()
    return person_shown(row, runtime.vault)


@router.get("/persons/{person_id}/participations", operation_id="readParticipations", dependencies=[_READERS])
async def read_participations(person_id: UUID, reading: Reading, caller: Caller) -> schemas.ParticipationList:
    """参保关系"""
    driver = await _driver_in_scope(reading, person_id, caller)
    rows = await participations_of_person(driver, person_id)
    return schemas.ParticipationList(items=[participation_shown(row) for row in rows])


@router.get("/persons/{person_id}/timeline", operation_id="readTimeline", dependencies=[_READERS])
async def read_person_timeline(person_id: UUID, reading: Reading, caller: Caller) -> schemas.TimelineShown:
    """办理经过"""
    driver = await _driver_in_scope(reading, person_id, caller)
    items = timeline_of(await read_timeline(driver, person_id))
    return schemas.TimelineShown(
        items=[
            schemas.TimelineItemShown(
                at=item.at,
                recorded_at=item.recorded_at,
                service="registration",
                code=item.code,
                what=item.what,
                detail=dict(item.detail),
            )
            for item in items
        ]
    )


@router.get("/me/participations", operation_id="readMyParticipations", dependencies=[allow("citizen", "agent")])
async def read_mine(reading: Reading, caller: Caller) -> schemas.ParticipationList:
    """本人申请办理的参保关系"""
    rows = await participations_filed_by(await driver_of(reading), caller.subject)
    return schemas.ParticipationList(items=[participation_shown(row) for row in rows])


async def _driver_in_scope(reading: Reading, person_id: UUID, caller: Principal) -> Driver:
    driver = await driver_of(reading)
    if await read_person(driver, person_id, scope_of(caller)) is None:
        raise NotFound()
    return driver
