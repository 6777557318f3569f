"""Take what the tax office reports into the facts and decide anew about the bills it speaks of (R-057 to R-062)."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from uuid import UUID

from event_bus import Transaction
from payment_bridge.domain.decisions import BillRecord, unmatched
from payment_bridge.domain.facts import Failure, Receipt
from payment_bridge.domain.tax_rows import TaxReport, without_repetitions
from payment_bridge.repository.changes import add_failures
from payment_bridge.repository.dossiers import records_of_bills
from payment_bridge.repository.levies import sendings_of
from payment_bridge.repository.sweeps import payments_by_serial
from payment_bridge.use_cases.decide_bills import decide_bills
from service_runtime import Runtime


async def take_report(tx: Transaction, report: TaxReport, runtime: Runtime) -> None:
    """One transaction for any number of rows; rows that are known already change nothing. Raises SerialReused, TransitionRefused."""
    records = await records_of_bills(tx.connection, sorted(report.bill_ids))
    known = await payments_by_serial(tx.connection, [receipt.serial for _, receipt in report.money])
    fresh = without_repetitions(report.money, known)
    await add_failures(tx.connection, report.failures)
    _add_money(records, fresh)
    _add_failures(records, report.failures)
    await _note_accepted(tx, report, records)
    strangers = [(bill_id, receipt) for bill_id, receipt in fresh if bill_id not in records]
    await decide_bills(tx, records.values(), runtime.policy, runtime.clock.now(), money_without_bill=unmatched(strangers))


def _add_money(records: dict[UUID, BillRecord], money: list[tuple[UUID, Receipt]]) -> None:
    by_bill: dict[UUID, list[Receipt]] = defaultdict(list)
    for bill_id, receipt in money:
        by_bill[bill_id].append(receipt)
    for bill_id, receipts in by_bill.items():
        if bill_id in records:
            dossier = records[bill_id].dossier
            records[bill_id].dossier = replace(dossier, receipts=(*dossier.receipts, *receipts))


def _add_failures(records: dict[UUID, BillRecord], failures: list[tuple[UUID, Failure]]) -> None:
    for bill_id, failure in failures:
        record = records.get(bill_id)
        if record is not None and all(failure.serial != known.serial for known in record.dossier.failures):
            record.dossier = replace(record.dossier, failures=(*record.dossier.failures, failure))


async def _note_accepted(tx: Transaction, report: TaxReport, records: dict[UUID, BillRecord]) -> None:
    """D3: the tax office deducts. It has the batch, even if its answer to us was lost."""
    if not report.accepted:
        return
    sendings = await sendings_of(tx.connection, [batch_id for batch_id, _ in report.accepted])
    for bill_id in {bill_id for _, bills in report.accepted for bill_id in bills}:
        if bill_id in records and bill_id in sendings:
            resend_no, sent_on = sendings[bill_id]
            note_sending(records[bill_id], resend_no, sent_on, accepted=True)


def note_sending(record: BillRecord, resend_no: int, sent_on: date, *, accepted: bool) -> None:
    """The tax office has this sending; an older number changes nothing."""
    before = record.dossier.sending
    now = before
    if resend_no > before.sent_no:
        now = replace(now, sent_no=resend_no, sent_on=sent_on)
    if accepted and resend_no > before.accepted_no:
        now = replace(now, accepted_no=resend_no)
    if now != before:
        record.dossier = replace(record.dossier, sending=now)
        record.touched = True
