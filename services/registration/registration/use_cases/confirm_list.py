"""A second person confirms a list that was checked, or an office takes one back."""

from uuid import UUID

from registration.domain.list_kinds import DECLARATIONS
from registration.domain.lists import FiledList, ListState
from registration.domain.scope import Scope
from registration.errors import FilerConfirms, ListNotFound, ListNotReady
from registration.repository.lists import confirm_list, lock_list, refuse_list
from service_runtime import Principal, Transaction

_TAKEN_BACK = "已由经办人员撤回"


async def confirm(tx: Transaction, list_id: UUID, scope: Scope, caller: Principal) -> None:
    """R-009: by somebody else than its filer. Raises ListNotFound, Forbidden, ListNotReady, FilerConfirms."""
    filed = await _locked(tx, list_id, scope)
    caller.must_be(*DECLARATIONS[filed.kind].confirmers)
    if filed.state is not ListState.CHECKED:
        raise ListNotReady()
    if filed.filed_by == caller.subject and tx.second_within is not None:
        raise FilerConfirms()
    await confirm_list(tx.driver, list_id, caller.subject, caller.areas, tx.now)
    tx.audit("list.confirmed", subject=str(list_id), actor=caller.subject, detail={"filed_by": filed.filed_by})


async def take_back(tx: Transaction, list_id: UUID, scope: Scope, caller: Principal) -> None:
    """Before it is confirmed. Raises ListNotFound, Forbidden, ListNotReady."""
    filed = await _locked(tx, list_id, scope)
    caller.must_be(*DECLARATIONS[filed.kind].filers, *DECLARATIONS[filed.kind].confirmers)
    if not await refuse_list(tx.driver, list_id, _TAKEN_BACK, ListState.UPLOADED, ListState.CHECKED):
        raise ListNotReady()
    tx.audit("list.taken_back", subject=str(list_id), actor=caller.subject)


async def _locked(tx: Transaction, list_id: UUID, scope: Scope) -> FiledList:
    filed = await lock_list(tx.driver, list_id, scope)
    if filed is None:
        raise ListNotFound()
    return filed
