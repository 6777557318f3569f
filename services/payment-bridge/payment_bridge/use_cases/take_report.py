"""Take what the tax office reports into the facts and decide anew about the bills it speaks of (R-057 to R-062)."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from payment_bridge.domain.decisions import BillRecord, unmatched
from payment_bridge.domain.differences import TaxSource, differences_of
from payment_bridge.domain.facts import Payment
from payment_bridge.domain.tax_cases import CaseKind
from payment_bridge.domain.tax_days import require_past_days
from payment_bridge.domain.tax_rows import TaxReport, TaxRow, TwoContents, compare, paid_after_all
from payment_bridge.repository.bill_facts import records_of_bills
from payment_bridge.repository.changes import add_failures
from payment_bridge.repository.differences import keep_differences
from payment_bridge.repository.levies import sent_in
from payment_bridge.repository.serials import claim_serials, told_under
from payment_bridge.use_cases.decide_bills import decide_bills
from payment_bridge.use_cases.open_tax_cases import open_reversals, set_rows_aside
from payment_bridge.use_cases.tell_employee_relations import take_employee_relations
from service_runtime import Transaction


async def take_report(tx: Transaction, report: TaxReport, told_by: TaxSource) -> None:
    """One transaction for any number of rows. What was told before changes nothing; with another content it opens a difference.

    Raises TransitionRefused, Contradiction.
    """
    require_past_days(report, tx.now.date())
    await take_employee_relations(tx, report.employees)
    await claim_serials(tx.driver, report.serials)
    records = await records_of_bills(tx.driver, sorted(report.bill_ids))
    fresh, differing = compare(report.told, await told_under(tx.driver, report.serials))
    if told_by is TaxSource.LEDGER:
        fresh += paid_after_all(differing)
    new = TaxReport(fresh)
    await add_failures(tx.driver, new.failures)
    _add_facts(records, fresh)
    await _record_accepted(tx, report, records)
    strangers = [(bill_id, payment) for bill_id, payment in new.money if bill_id not in records]
    await decide_bills(tx, records.values(), money_without_bill=unmatched(strangers))
    await _open_differences(tx, differing, told_by)
    await open_reversals(tx, report.reversals, told_by)
    await set_rows_aside(tx, report.aside, CaseKind.ROW_NOT_READ, told_by)
    await set_rows_aside(tx, report.with_more, CaseKind.ROW_WITH_MORE, told_by)


def _add_facts(records: dict[UUID, BillRecord], fresh: Sequence[TaxRow]) -> None:
    for bill_id, fact in fresh:
        record = records.get(bill_id)
        if record is None:
            continue
        if isinstance(fact, Payment):
            failed = tuple(one for one in record.facts.failures if one.serial != fact.tax_serial)
            record.facts = replace(record.facts, failures=failed, payments=(*record.facts.payments, fact))
        else:
            record.facts = replace(record.facts, failures=(*record.facts.failures, fact))


async def _open_differences(tx: Transaction, differing: Sequence[TwoContents], told_by: TaxSource) -> None:
    if not differing:
        return
    found = differences_of(differing, told_by)
    new = await keep_differences(tx.driver, [difference for difference, _ in found.values()])
    for difference_id in sorted(new):
        difference, fields = found[difference_id]
        tx.audit(
            "difference.opened",
            subject=str(difference_id),
            actor="tax-office",
            detail={"tax_serial": difference.tax_serial, "told_by": told_by, "differs_in": fields},
        )


async def _record_accepted(tx: Transaction, report: TaxReport, records: dict[UUID, BillRecord]) -> None:
    """D3: the tax office deducts. It has the batch, even if its answer to us was lost."""
    if not report.accepted:
        return
    sent = await sent_in(tx.driver, [batch_id for batch_id, _ in report.accepted])
    for bill_id in {bill_id for _, bills in report.accepted for bill_id in bills}:
        if bill_id in records and bill_id in sent:
            records[bill_id].record_sent(sent[bill_id], accepted=True)
