"""Rows that were set aside are tried again: by two operators, or when a version starts that has not tried them."""

from pathlib import Path
from uuid import UUID

from payment_bridge.domain.differences import TaxSource
from payment_bridge.domain.scope import Scope
from payment_bridge.domain.tax_cases import ASIDE, CaseState
from payment_bridge.errors import NoSuchTaxCase, StillNotTaken
from payment_bridge.gateways.tax_messages import READS, read_kept
from payment_bridge.repository import tax_cases
from payment_bridge.use_cases.open_tax_cases import raw_of
from payment_bridge.use_cases.take_report import take_report
from payment_bridge.use_cases.take_rows import UNPROCESSABLE
from row_sets import Record
from service_runtime import AlreadyDecided, Runtime, Transaction

_AT_ONCE = 100


async def retry_untried_rows(runtime: Runtime) -> int:
    """One step: how many were tried that no version which can read so much has tried. Each alone; what cannot be taken stays."""
    async with runtime.database.transaction() as tx:
        rows = await tax_cases.untried_rows(tx.driver, READS, _AT_ONCE)
    for row in rows:
        try:
            async with runtime.database.transaction() as tx:
                await _take(tx, row["case_id"], row, runtime.settings.file_profiles)
        except UNPROCESSABLE:
            async with runtime.database.transaction() as tx:
                await tax_cases.note_tried(tx.driver, row["case_id"], READS)
    return len(rows)


async def retry_tax_row(tx: Transaction, case_id: UUID, actor: str, more: Path | None = None) -> Record:
    """The case, resolved: the row is taken. `more`: the folder of the installation's own profiles of files. Raises StillNotTaken."""
    row = await tax_cases.row_of_case(tx.driver, case_id)
    try:
        await _take(tx, case_id, row, more)
    except UNPROCESSABLE:
        raise StillNotTaken() from None
    tx.audit("tax_case.row_taken", subject=str(case_id), actor=actor)
    return await tax_cases.case_of(tx.driver, case_id)


async def require_row_aside(tx: Transaction, case_id: UUID, scope: Scope) -> None:
    """The case is open and a row that was set aside; it is locked. Raises NoSuchTaxCase, AlreadyDecided."""
    found = await tax_cases.lock_case(tx.driver, case_id, scope)
    if found is None or found["kind"] not in ASIDE:
        raise NoSuchTaxCase()
    if found["state"] != CaseState.OPEN:
        raise AlreadyDecided()


async def _take(tx: Transaction, case_id: UUID, row: Record, more: Path | None) -> None:
    await take_report(tx, read_kept(raw_of(tx, case_id, row["raw_sealed"]), more), TaxSource(row["told_by"]))
    await tax_cases.resolve_case(tx.driver, case_id)
