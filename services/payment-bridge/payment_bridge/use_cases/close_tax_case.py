"""A person has decided a case of the tax office, and says why (R-096)."""

from uuid import UUID

from payment_bridge.domain.scope import Scope
from payment_bridge.domain.tax_cases import CaseKind, CaseState
from payment_bridge.errors import NoSuchTaxCase
from payment_bridge.repository import tax_cases
from payment_bridge.use_cases.kept_texts import REASON, seal_text
from row_sets import Record
from service_runtime import AlreadyDecided, Transaction


async def require_open_case(tx: Transaction, case_id: UUID, scope: Scope) -> CaseKind:
    """Its kind; it is locked. Raises NoSuchTaxCase, AlreadyDecided."""
    found = await tax_cases.lock_case(tx.driver, case_id, scope)
    if found is None:
        raise NoSuchTaxCase()
    if found["state"] != CaseState.OPEN:
        raise AlreadyDecided()
    return CaseKind(found["kind"])


async def close_tax_case(tx: Transaction, case_id: UUID, reason: str, actor: str) -> Record:
    """The case is closed; nothing of money or cover changes by it."""
    await tax_cases.close_case(tx.driver, case_id, actor, seal_text(tx, reason, REASON, case_id))
    tx.audit("tax_case.closed", subject=str(case_id), actor=actor, detail={"with_reason": True})
    return await tax_cases.case_of(tx.driver, case_id)
