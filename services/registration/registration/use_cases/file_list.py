"""Take a list: its row first, then the file, so that every file has a row. The same file again is the same list."""

from uuid import UUID

from enrolment_terms.identifiers import new_id
from enrolment_terms.reasons import Reason, ReasonCode, reason
from policy_parameters import is_known_area
from policy_parameters.rule_parameters import subsidy_rules
from registration.domain.list_kinds import DECLARATIONS, head_reasons
from registration.domain.lists import ListHead, ListKind, ListState
from registration.domain.material_upload import FILE_HARMFUL
from registration.domain.subsidy import is_late
from registration.errors import AreaNotFound, ListHasFaults, UploadsNotPossible
from registration.gateways.sheets.reading import check_sheet
from registration.gateways.sheets.rows import SheetRefused
from registration.repository.lists import NewList, file_list
from registration.use_cases.receive_material import UploadDesk, is_clean
from service_runtime import Principal, Runtime, Transaction
from service_runtime.uploads import UploadsAway


async def take_list_in(runtime: Runtime, desk: UploadDesk, content: bytes, head: ListHead, caller: Principal) -> UUID:
    """The list's id. Raises AreaNotFound, ListHasFaults, UploadsNotPossible."""
    if not (is_known_area(head.area) and caller.covers(head.area)):
        raise AreaNotFound()
    store = desk.store
    if not await is_clean(desk.scanner, content):
        raise ListHasFaults(reasons=[FILE_HARMFUL])
    async with runtime.database.transaction() as tx:
        if faults := [*_filer_reasons(head.kind, caller), *_file_reasons(content), *head_reasons(head, tx.now.date())]:
            raise ListHasFaults(reasons=faults)
        new = _new_list(tx, head, content, caller)
        list_id, state = await file_list(tx.driver, new)
        if list_id == new.list_id:
            tx.audit("list.filed", subject=str(list_id), actor=caller.subject, detail={"kind": head.kind.value, "area": head.area})
    if state is ListState.UPLOADED:
        try:
            await store.put(list_id, content)
        except UploadsAway:
            raise UploadsNotPossible() from None
    return list_id


def _new_list(tx: Transaction, head: ListHead, content: bytes, caller: Principal) -> NewList:
    """The same file of another school, or of another month, is another list."""
    whose = None if caller.has_role(*DECLARATIONS[head.kind].agency_filers) else caller.organisation
    told_apart = "".join(f"{one}\n" for one in (whose, head.list_month) if one).encode()
    return NewList(
        list_id=new_id(),
        kind=head.kind,
        area=head.area,
        benefit_year=head.benefit_year,
        digest=tx.safe.digest_bytes(told_apart + content, "list.file").hex(),
        filed_by=caller.subject,
        filer_areas=list(caller.areas),
        filed_at=tx.now,
        organisation=whose,
        list_month=head.list_month,
        late=_is_late(tx, head),
    )


def _is_late(tx: Transaction, head: ListHead) -> bool | None:
    """R-041; None of what is not handed in month by month."""
    if head.list_month is None:
        return None
    today = tx.now.date()
    return is_late(head.list_month, today, tx.policy.read(subsidy_rules, head.area, today.year).list_due_day)


def _filer_reasons(kind: ListKind, caller: Principal) -> list[Reason]:
    """Why this caller hands in no list of this kind."""
    declaration = DECLARATIONS[kind]
    if caller.has_role(*declaration.agency_filers) or (caller.has_role(*declaration.organised_filers) and caller.organisation):
        return []
    return [reason(ReasonCode.OTHER, field="kind", rule="R-009", msg="您的岗位不能提交这一种类的名单")]


def _file_reasons(content: bytes) -> list[Reason]:
    try:
        check_sheet(content)
    except SheetRefused as refused:
        return [reason(ReasonCode.MATERIAL_INVALID, field="file", msg=refused.msg)]
    return []
