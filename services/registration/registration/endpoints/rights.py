"""权益记录: what is recorded of a person's rights, free at any time (S3 第三十二、三十三条; B35, R-092, R-093)."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query

from registration.domain.rights_record import FOR_EMPLOYERS, RightsKind, RightsLine
from registration.endpoints.scopes import scope_of
from registration.repository.person_rows import read_person
from registration.repository.rights_rows import lines_of, staff_since
from registration.schemas.rights import RightsRecordResponse
from registration.use_cases.looks import LOOKS
from row_sets import names_of
from service_runtime import Caller, NotFound, Principal, Read, ReadConnection, allow, limited, refusals, service_router
from service_runtime.rest import Page

router = service_router("/registration/v1", tags=["权益记录"])
_READERS = ("citizen", "agent", "clerk", "reviewer", "operator", "auditor")
_SHOWN = [name for name in names_of(RightsLine) if name not in ("months", "from_on", "until_on")]
Kind = Annotated[RightsKind | None, Query(title="权益记录类别，不填为全部")]


@router.get(
    "/persons/{person_id}/rights-records",
    operation_id="listRightsRecords",
    dependencies=[allow(*_READERS, "employer"), limited("look_up")],
    responses=refusals(NotFound),
)
async def list_records(person_id: UUID, read: Read, caller: Caller, kind: Kind = None) -> Page[RightsRecordResponse]:
    """查询一人的权益记录

    登记、缴费、待遇、个人账户和其他五类，随时免费查询；居民医保没有个人账户。用人单位只能核对本单位在职人员入职以来的登记和缴费记录。
    """
    since = await seen_since(read, person_id, caller)
    kinds = FOR_EMPLOYERS if since > date.min else tuple(RightsKind)
    lines = await lines_of(read.driver, person_id, [one for one in kinds if kind in (None, one)], since)
    return Page(items=[_answer(line) for line in lines])


async def seen_since(read: ReadConnection, person_id: UUID, caller: Principal) -> date:
    """From which day on the caller may see a person's records: an employer from the day on which its employee began.

    Raises NotFound.
    """
    since = None
    if caller.has_role(*_READERS) and await read_person(read.driver, person_id, scope_of(caller, read)) is not None:
        since = date.min
    elif caller.has_role("employer") and caller.organisation:
        since = await staff_since(read.driver, person_id, caller.organisation, read.now.date())
    if since is None:
        LOOKS.miss(read, caller, "person")
        raise NotFound()
    LOOKS.note(read, caller, "rights_records", [person_id], "person.read")
    return since


def _answer(line: RightsLine) -> RightsRecordResponse:
    return RightsRecordResponse(msg=line.sentence, **{name: getattr(line, name) for name in _SHOWN})
