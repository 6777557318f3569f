"""特殊情形: who waits for nothing, and what is not missed, as papers prove it (R-102, R-104)."""

from collections.abc import Mapping
from uuid import UUID

from registration.domain.circumstance import Circumstance, circumstance_labels
from registration.endpoints.scopes import office_scope_of
from registration.errors import CircumstanceHasFaults, FilerDecides, OwnAct
from registration.repository.circumstance_rows import circumstances_of
from registration.repository.person_rows import read_person
from registration.schemas.circumstances import CircumstanceRequest, CircumstanceResponse
from registration.use_cases.looks import LOOKS
from registration.use_cases.record_circumstances import record_by_office, withdraw_circumstance
from service_runtime import (
    Caller,
    NotFound,
    Read,
    ReadConnection,
    Tx,
    YearNotOpen,
    allow,
    idempotent,
    limited,
    refusals,
    service_router,
)
from service_runtime.rest import Page

router = service_router("/registration/v1/persons/{person_id}/circumstances", tags=["人员档案"])
_READERS = ("clerk", "reviewer", "operator", "auditor")


@router.post(
    "",
    status_code=201,
    operation_id="recordCircumstance",
    dependencies=[allow("clerk"), idempotent],
    responses=refusals(NotFound, FilerDecides, CircumstanceHasFaults, YearNotOpen),
)
async def record(person_id: UUID, body: CircumstanceRequest, tx: Tx, caller: Caller) -> CircumstanceResponse:
    """登记特殊情形

    有证明材料的特殊情形，如随军未就业军人配偶、服兵役：所在统筹区不设待遇等待期的人员，以及不计为断保的情形。中途参保申请已证明的事由，审核通过时自动登记。
    """
    recorded = await record_by_office(tx, person_id, body.form(), office_scope_of(caller, tx, "clerk"))
    return _answer(recorded, _labels(tx, [recorded]))


@router.get(
    "",
    operation_id="listCircumstances",
    dependencies=[allow(*_READERS), limited("look_up")],
    responses=refusals(NotFound, YearNotOpen),
)
async def list_of_person(person_id: UUID, read: Read, caller: Caller) -> Page[CircumstanceResponse]:
    """查询一人的特殊情形

    已撤销的也列出。
    """
    if await read_person(read.driver, person_id, office_scope_of(caller, read, *_READERS)) is None:
        LOOKS.miss(read, caller, "person")
        raise NotFound()
    LOOKS.note(read, caller, "circumstances", [person_id], "person.read")
    found = await circumstances_of(read.driver, person_id)
    labels = _labels(read, found)
    return Page(items=[_answer(one, labels) for one in found])


@router.post(
    "/{circumstance_id}/withdrawal",
    status_code=204,
    operation_id="withdrawCircumstance",
    dependencies=[allow("reviewer"), idempotent],
    responses=refusals(NotFound, OwnAct),
)
async def withdraw(person_id: UUID, circumstance_id: UUID, tx: Tx, caller: Caller) -> None:
    """撤销特殊情形

    误登记的，由登记人以外的审核人员撤销，视为没有登记。
    """
    await withdraw_circumstance(tx, person_id, circumstance_id, office_scope_of(caller, tx, "reviewer"))


def _labels(read: ReadConnection, found: list[Circumstance]) -> Mapping[str, str]:
    """Of all regions in which they were recorded."""
    regions = {one.region for one in found}
    return {code: label for region in regions for code, label in circumstance_labels(read.policy, region, read.now.date()).items()}


def _answer(one: Circumstance, labels: Mapping[str, str]) -> CircumstanceResponse:
    return CircumstanceResponse(
        circumstance_id=str(one.circumstance_id),
        code=one.kind,
        msg=labels.get(one.kind, one.kind),
        from_on=one.from_on,
        until_on=one.until_on,
        application_id=one.application_id,
        withdrawn=one.is_withdrawn,
        actor=one.recorded_by,
        recorded_at=one.recorded_at,
    )
