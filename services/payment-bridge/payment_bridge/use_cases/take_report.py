"""Take what the tax office reports into the facts and decide anew about the bills it speaks of (R-057 to R-062)."""

from dataclasses import replace
from uuid import UUID

from payment_bridge.domain.decisions import BillRecord, unmatched
from payment_bridge.domain.facts import Failure, Payment
from payment_bridge.domain.tax_rows import TaxReport, without_repetitions
from payment_bridge.repository.bill_facts import records_of_bills
from payment_bridge.repository.changes import add_failures
from payment_bridge.repository.levies import sent_in
from payment_bridge.repository.sweeps import payments_by_serial
from payment_bridge.use_cases.decide_bills import decide_bills
from service_runtime import Transaction


async def take_report(tx: Transaction, report: TaxReport) -> None:
    """One transaction for any number of rows; rows that are known already change nothing. Raises SerialReused, TransitionRefused."""
    records = await records_of_bills(tx.driver, sorted(report.bill_ids))
    known = await payments_by_serial(tx.driver, [payment.tax_serial for _, payment in report.money])
    fresh = without_repetitions(report.money, known)
    await add_failures(tx.driver, report.failures)
    _add_money(records, fresh)
    _add_failures(records, report.failures)
    await _record_accepted(tx, report, records)
    strangers = [(bill_id, payment) for bill_id, payment in fresh if bill_id not in records]
    await decide_bills(tx, records.values(), money_without_bill=unmatched(strangers))


def _add_money(records: dict[UUID, BillRecord], money: list[tuple[UUID, Payment]]) -> None:
    for bill_id, payment in money:
        if (record := records.get(bill_id)) is not None:
            record.facts = replace(record.facts, payments=(*record.facts.payments, payment))


def _add_failures(records: dict[UUID, BillRecord], failures: list[tuple[UUID, Failure]]) -> None:
    for bill_id, failure in failures:
        record = records.get(bill_id)
        if record is not None and all(failure.serial != known.serial for known in record.facts.failures):
            record.facts = replace(record.facts, failures=(*record.facts.failures, failure))


async def _record_accepted(tx: Transaction, report: TaxReport, records: dict[UUID, BillRecord]) -> None:
    """D3: the tax office deducts. It has the batch, even if its answer to us was lost."""
    if not report.accepted:
        return
    sent = await sent_in(tx.driver, [batch_id for batch_id, _ in report.accepted])
    for bill_id in {bill_id for _, bills in report.accepted for bill_id in bills}:
        if bill_id in records and bill_id in sent:
            records[bill_id].record_sent(sent[bill_id], accepted=True)
