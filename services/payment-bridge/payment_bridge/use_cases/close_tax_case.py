"""A person has decided a case of the tax office, and says why (R-096)."""

from uuid import UUID

from payment_bridge.domain.claims import Resolution
from payment_bridge.domain.scope import Scope
from payment_bridge.domain.tax_cases import CaseKind, CaseState
from payment_bridge.errors import NoSuchTaxCase, NothingToRecover, ResolutionExpected
from payment_bridge.repository import tax_cases
from payment_bridge.repository.claims import stands_out
from payment_bridge.use_cases.kept_texts import REASON, seal_text
from payment_bridge.use_cases.settle_claim import settle_claim
from row_sets import Record
from service_runtime import AlreadyDecided, Transaction


async def require_open_case(tx: Transaction, case_id: UUID, scope: Scope, resolution: Resolution | None) -> CaseKind:
    """Its kind; it is locked. Money that is to be recovered keeps it open until a person says what became of it.

    Raises NoSuchTaxCase, AlreadyDecided, ResolutionExpected, NothingToRecover.
    """
    found = await tax_cases.lock_case(tx.driver, case_id, scope)
    if found is None:
        raise NoSuchTaxCase()
    to_recover = await stands_out(tx.driver, case_id)
    if found["state"] != CaseState.OPEN and not to_recover:
        raise AlreadyDecided()
    if to_recover and resolution is None:
        raise ResolutionExpected()
    if resolution is not None and not to_recover:
        raise NothingToRecover()
    return CaseKind(found["kind"])


async def close_tax_case(tx: Transaction, case_id: UUID, reason: str, actor: str, resolution: Resolution | None = None) -> Record:
    """The case is closed. Money and cover change by its resolution alone. Raises RefundStateDoesNotAllow."""
    await tax_cases.close_case(tx.driver, case_id, actor, seal_text(tx, reason, REASON, case_id), resolution)
    tx.audit("tax_case.closed", subject=str(case_id), actor=actor, detail={"with_reason": True, "resolution": resolution})
    if resolution is not None:
        await settle_claim(tx, case_id, resolution, actor)
    return await tax_cases.case_of(tx.driver, case_id)
