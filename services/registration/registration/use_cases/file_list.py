"""Take a list: its row first, then the file, so that every file has a row. The same file again is the same list."""

from uuid import UUID

from enrolment_terms.identifiers import new_id
from enrolment_terms.reasons import Reason, ReasonCode, reason
from policy_parameters import is_known_area
from registration.domain.list_kinds import DECLARATIONS, year_reasons
from registration.domain.lists import ListKind, ListState
from registration.domain.material_upload import FILE_HARMFUL
from registration.errors import AreaNotFound, ListHasFaults, UploadsNotPossible
from registration.gateways.sheets.reading import check_sheet
from registration.gateways.sheets.rows import SheetRefused
from registration.repository.lists import NewList, file_list
from registration.use_cases.receive_material import UploadDesk, is_clean
from service_runtime import Principal, Runtime
from service_runtime.uploads import UploadsAway


async def take_list_in(
    runtime: Runtime, desk: UploadDesk, content: bytes, kind: ListKind, area: str, benefit_year: int, caller: Principal
) -> UUID:
    """The list's id. Raises AreaNotFound, ListHasFaults, UploadsNotPossible."""
    if not (is_known_area(area) and caller.covers(area)):
        raise AreaNotFound()
    store = desk.store
    if not await is_clean(desk.scanner, content):
        raise ListHasFaults(reasons=[FILE_HARMFUL])
    async with runtime.database.transaction() as tx:
        if faults := [*_filer_reasons(kind, caller), *_file_reasons(content), *year_reasons(kind, benefit_year, tx.now.date())]:
            raise ListHasFaults(reasons=faults)
        whose = caller.organisation if DECLARATIONS[kind].of_organisations else None
        digest = tx.safe.digest_bytes(content if whose is None else whose.encode() + b"\n" + content, "list.file").hex()
        new = NewList(new_id(), kind, area, benefit_year, digest, caller.subject, list(caller.areas), tx.now, whose)
        list_id, state = await file_list(tx.driver, new)
        if list_id == new.list_id:
            tx.audit("list.filed", subject=str(list_id), actor=caller.subject, detail={"kind": kind.value, "area": area})
    if state is ListState.UPLOADED:
        try:
            await store.put(list_id, content)
        except UploadsAway:
            raise UploadsNotPossible() from None
    return list_id


def _filer_reasons(kind: ListKind, caller: Principal) -> list[Reason]:
    """Why this caller hands in no list of this kind."""
    declaration = DECLARATIONS[kind]
    if caller.has_role(*declaration.filers) and (caller.organisation or not declaration.of_organisations):
        return []
    return [reason(ReasonCode.OTHER, field="kind", rule="R-009", msg="您的岗位不能提交这一种类的名单")]


def _file_reasons(content: bytes) -> list[Reason]:
    try:
        check_sheet(content)
    except SheetRefused as refused:
        return [reason(ReasonCode.MATERIAL_INVALID, field="file", msg=refused.msg)]
    return []
