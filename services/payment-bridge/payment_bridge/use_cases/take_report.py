"""Take what the tax office reports into the facts and decide anew about the bills it speaks of (R-057 to R-062)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from payment_bridge.domain.decisions import BillRecord, PaymentChange, unmatched
from payment_bridge.domain.differences import TaxSource, differences_of
from payment_bridge.domain.facts import Payment
from payment_bridge.domain.payment_states import PaymentState
from payment_bridge.domain.tax_cases import CaseKind
from payment_bridge.domain.tax_days import require_past_days
from payment_bridge.domain.tax_rows import Reversal, TaxReport, TaxRow, TwoContents, compare, paid_after_all
from payment_bridge.repository.bill_facts import payments_of, records_of_bills
from payment_bridge.repository.changes import add_failures
from payment_bridge.repository.differences import keep_differences
from payment_bridge.repository.levies import sent_in
from payment_bridge.repository.reversals import add_reversals, gone_of, reversals_of
from payment_bridge.repository.serials import claim_serials, told_under
from payment_bridge.repository.tax_cases import settle_rows
from payment_bridge.use_cases.book_claims import book_reversals
from payment_bridge.use_cases.decide_bills import decide_bills
from payment_bridge.use_cases.match_documents import keep_documents_of, name_bills
from payment_bridge.use_cases.open_tax_cases import set_rows_aside
from payment_bridge.use_cases.pay_back_refunds import take_payout_results, take_reviews
from payment_bridge.use_cases.record_levy_answer import take_receipts
from payment_bridge.use_cases.tell_employee_relations import take_employee_relations
from service_runtime import Transaction


async def take_report(tx: Transaction, report: TaxReport, told_by: TaxSource) -> None:
    """One transaction for any number of rows. What was told before changes nothing; with another content it opens a difference.

    Raises TransitionRefused, Contradiction.
    """
    require_past_days(report, tx.now.date())
    await take_employee_relations(tx, report.employees)
    await take_reviews(tx, report.reviews)
    await take_payout_results(tx, report.payouts)
    await claim_serials(tx.driver, report.serials)
    known = await told_under(tx.driver, report.serials)
    report = name_bills(report, known)
    fresh, differing = compare(report.told, known)
    if told_by is TaxSource.LEDGER:
        fresh += paid_after_all(differing)
    new = TaxReport(fresh)
    await _open_differences(tx, differing, told_by)
    reversed_ = await _reversals(tx, report, new, differing)
    named = {row.bill_id for one in reversed_ for row in known.get(one.takes_back, ())}
    records = await records_of_bills(tx.driver, sorted(report.bill_ids | named))
    await add_failures(tx.driver, new.failures)
    await keep_documents_of(tx, report, fresh)
    _add_facts(records, fresh)
    await _record_accepted(tx, report, records)
    await take_receipts(tx, report.receipts, records)
    gone = await gone_of(tx.driver, reversed_, {payment.tax_serial: payment.amount for _, payment in new.money})
    _take_back(gone, records)
    strangers = [(bill_id, payment) for bill_id, payment in new.money if bill_id not in records]
    without_bill = [*unmatched(strangers, gone), *await _taken_back_without_bill(tx, named - records.keys())]
    await decide_bills(tx, records.values(), money_without_bill=without_bill)
    await book_reversals(tx, reversed_, told_by)
    await set_rows_aside(tx, report.aside, CaseKind.ROW_NOT_READ, told_by)
    await set_rows_aside(tx, report.with_more, CaseKind.ROW_WITH_MORE, told_by)
    await settle_rows(tx.driver, report.entries)


def _add_facts(records: dict[UUID, BillRecord], fresh: Sequence[TaxRow]) -> None:
    for bill_id, fact in fresh:
        record = records.get(bill_id)
        if record is None:
            continue
        if isinstance(fact, Payment):
            failed = tuple(one for one in record.facts.failures if one.serial != fact.tax_serial)
            record.facts = record.facts._replace(failures=failed, payments=(*record.facts.payments, fact))
        else:
            record.facts = record.facts._replace(failures=(*record.facts.failures, fact))


async def _reversals(tx: Transaction, report: TaxReport, new: TaxReport, differing: Sequence[TwoContents]) -> list[Reversal]:
    """All that takes back money that is told of now, or is told of otherwise, whichever of them was told first."""
    await add_reversals(tx.driver, report.reversals)
    serials = {one.takes_back for one in report.reversals} | {payment.tax_serial for _, payment in new.money}
    return await reversals_of(tx.driver, sorted(serials.union(one.other.serial for one in differing)))


def _take_back(gone: Mapping[str, date], records: dict[UUID, BillRecord]) -> None:
    """D4: new money that was taken back in whole counts for nothing; of money that is stored the record says it."""
    for record in records.values() if gone else ():
        of_bill = {payment.tax_serial: gone[payment.tax_serial] for payment in record.facts.payments if payment.tax_serial in gone}
        if of_bill:
            record.facts = record.facts._replace(taken_back={**record.facts.taken_back, **of_bill})


async def _taken_back_without_bill(tx: Transaction, bill_ids: Collection[UUID]) -> list[PaymentChange]:
    """Money that has no bill and was taken back; what a refund has paid back before has left already."""
    gone = []
    for bill_id, money in (await payments_of(tx.driver, sorted(bill_ids)) if bill_ids else {}).items():
        for payment, stored in money.payments:
            on = money.taken_back.get(payment.tax_serial)
            if on is not None and stored.state not in (PaymentState.REVERSED, PaymentState.REFUNDED):
                gone.append(PaymentChange(payment, bill_id, None, stored.state, PaymentState.REVERSED, stored.version + 1, on))
    return gone


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
    for batch_id, bill_ids, round_no in report.accepted:
        sent = await sent_in(tx.driver, [batch_id])
        for bill_id in bill_ids:
            if bill_id in records and bill_id in sent:
                records[bill_id].record_sent(sent[bill_id], in_round=round_no)
