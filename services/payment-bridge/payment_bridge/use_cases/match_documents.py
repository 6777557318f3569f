"""Money that names a person and a year instead of a bill: it waits for the bill, and keeps the day on which it arrived (R-061)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from enrolment_terms.documents import Document, DocumentType
from payment_bridge.domain.tax_rows import TaxReport, TaxRow
from payment_bridge.repository.bill_facts import records_of_bills
from payment_bridge.repository.documents_of_money import (
    KeptDocument,
    bills_that_came,
    keep_documents,
    point_to_bills,
    set_tokens_of_money,
    waiting_after,
)
from payment_bridge.use_cases.decide_bills import decide_bills
from row_sets import Record
from service_runtime import Database, Runtime, Transaction, Vault

_PURPOSE = "money"
_AT_ONCE = 1000


def name_bills(report: TaxReport, known: Mapping[str, Sequence[TaxRow]]) -> TaxReport:
    """Money of a person that was told before is for the bill that it was found to be for; the same money told again is nothing new."""
    if not report.documents:
        return report

    def named(one: TaxRow) -> TaxRow:
        before = known.get(one.serial) if one.serial in report.documents else None
        return TaxRow(before[0].bill_id, one.fact) if before else one

    return replace(report, told=[named(one) for one in report.told])


async def keep_documents_of(tx: Transaction, report: TaxReport, fresh: Sequence[TaxRow]) -> None:
    """The document is sealed; its tokens find the person."""
    kept = []
    for one in fresh:
        if (told := report.documents.get(one.serial)) is not None:
            sealed = tx.vault.seal(told.document.number, _PURPOSE, one.serial)
            tokens = tx.vault.identity_tokens(told.document)
            kept.append(KeptDocument(one.serial, tokens, told.document.kind, sealed, told.benefit_year, None))
    await keep_documents(tx.driver, kept)


async def match_money_by_document(runtime: Runtime) -> int:
    """One step of background work: how much money has found the bill of its person and year."""
    async with runtime.database.transaction() as tx:
        found = await bills_that_came(tx.driver, _AT_ONCE)
        if found:
            await point_to_bills(tx.driver, found)
            records = await records_of_bills(tx.driver, sorted({one.bill_id for one in found}))
            await decide_bills(tx, records.values())
        return len(found)


async def renew_tokens_of_money(database: Database) -> int:
    """After a change of keys, a transaction a page: how much money that waits has other tokens now. A second run finds nothing."""
    done, after = 0, ""
    while True:
        async with database.transaction() as tx:
            rows = await waiting_after(tx.driver, after)
            if not rows:
                return done
            fresh = {row["serial"]: tx.vault.identity_tokens(_document(tx.vault, row)) for row in rows}
            changed = {row["serial"]: fresh[row["serial"]] for row in rows if set(row["tokens"]) != set(fresh[row["serial"]])}
            if changed:
                await set_tokens_of_money(tx.driver, changed)
        done, after = done + len(changed), rows[-1]["serial"]


def _document(vault: Vault, row: Record) -> Document:
    return Document(DocumentType(row["document_kind"]), vault.open(row["document_sealed"], _PURPOSE, row["serial"]))
