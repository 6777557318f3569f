"""The audit of money: payment-bridge, the tax office and the bank behind it, serial by serial and to the fen."""

from collections import Counter
from collections.abc import Iterator, Mapping

from canbao_suite.season.audit_report import AuditReport
from canbao_suite.season.books import Books, Row
from canbao_suite.season.ledger import SeasonLedger

_PLANTED = {"WRONG_AMOUNT": "MISMATCH", "UNKNOWN_BILL": "UNMATCHED", "DOUBLE_PAYMENT": "DUPLICATE"}
_TAKEN = ("SETTLED", "PARTIAL_GROUP")
"""Money that a bill took, though it may wait for the other bill of its group (R-024)."""
_UNDECIDED = ("REVERSED_IN_PART", "REVERSAL_WITHOUT_MONEY", "REVERSED_AGAIN")


def audit_money(report: AuditReport, books: Books, ledger: SeasonLedger) -> None:
    """All money there is, of whomever."""
    _payments(report, books, ledger)
    _reversals(report, books)
    _refunds(report, books, ledger)
    to_the_fen(report, books, ledger)
    _statements(report, books, ledger)
    _messages(report, books)


def _payments(report: AuditReport, books: Books, ledger: SeasonLedger) -> None:
    arrived = {str(row["serial"]): row for row in books.tax_ledger if row["kind"] == "SUCCESS"}
    kept = Counter(row["tax_serial"] for row in books.payments)
    report.note_lost("money in the tax ledger, not in payment-bridge", arrived.keys() - kept.keys())
    report.note_doubled("payments that the tax ledger does not know", kept.keys() - arrived.keys())
    report.note_doubled("payments with one serial", (serial for serial, count in kept.items() if count > 1))
    failed = {str(row["serial"]) for row in books.tax_ledger if row["kind"] == "FAILURE"}
    report.note_lost("failures in the tax ledger, not in payment-bridge", failed - books.failures)
    settled = Counter(row["bill_id"] for row in books.payments if row["state"] in _TAKEN)
    report.note_doubled("bills settled twice", (bill for bill, count in settled.items() if count > 1))
    paid = {row["bill_id"] for row in books.bills if row["state"] == "PAID"}
    report.note_lost("paid bills without a settled payment", paid - settled.keys())
    report.note_different("settled payments of bills that are not paid", settled.keys() - paid)
    report.note_different("amount of payment and tax ledger", _amounts_apart(books, arrived))
    report.note_different("planted anomalies that were not recognised", _unrecognised(books))
    report.note_different("callbacks not processed", range(books.open_callbacks))
    report.note_different("what was told otherwise and nobody has decided", range(books.undecided))
    report.note_different("serials with two contents of which one was told", books.differing - ledger.told_otherwise)


def to_the_fen(report: AuditReport, books: Books, ledger: SeasonLedger) -> None:
    """Three books: the double-entry ledger of payment-bridge, the ledger of the tax office, and the bank behind it.

    What left beside bills and refunds (taken back in part, or of nothing that we know) has left here, too: it stands in TO_RECOVER.
    """
    tax = books.tax_totals
    arrived = _balance(books.fund, "TAX_IN_TRANSIT") + _between(books.fund, "BANK", "TAX_IN_TRANSIT")
    kept = tax["received"] - tax["reversed"]
    report.note_different("fen that arrived, in our ledger and the tax office's", _apart(arrived, kept))
    paid_out = _between(books.fund, "REFUNDS_PAYABLE", "BANK") + _between(books.fund, "TO_RECOVER", "BANK")
    report.note_different("fen that went back, in our ledger and the bank's", _apart(paid_out, tax["paid_out"]))
    if ledger.at_the_bank is not None:
        there = _balance(books.fund, "BANK")
        report.note_different("fen at the bank, in our ledger and by its statements", _apart(there, ledger.at_the_bank))
    report.note_different("bills whose account is not what bill and money say", books.bills_apart)


def _between(fund: Mapping[tuple[str, str], int], debit: str, credit: str) -> int:
    return fund.get((debit, credit), 0) - fund.get((credit, debit), 0)


def _balance(fund: Mapping[tuple[str, str], int], account: str) -> int:
    return sum(fen * ((debit == account) - (credit == account)) for (debit, credit), fen in fund.items())


def _statements(report: AuditReport, books: Books, ledger: SeasonLedger) -> None:
    """R-057, R-096."""
    report.note_different("days compared with other differences than planted", ledger.compared_wrongly)
    report.note_different("differences with statements that are right", range(books.open_findings))


def _messages(report: AuditReport, books: Books) -> None:
    """Whatever answers were lost, each message has one in the end."""
    open_ones = (f"{state} {count}" for state, count in books.outgoing.items() if state not in ("ANSWERED", "REFUSED"))
    report.note_different("messages to the tax office without an answer", open_ones)


def _reversals(report: AuditReport, books: Books) -> None:
    """D4: in whole, the money counts no more; in part, or of nothing that we know, a case for a person."""
    told = {str(row["serial"]): row for row in books.tax_reversals}
    report.note_lost("reversals in the tax ledger, not in payment-bridge", told.keys() - books.reversals)
    report.note_doubled("reversals that the tax ledger does not know", books.reversals - told.keys())
    money = {str(row["serial"]): row["amount"] for row in books.tax_ledger if row["kind"] == "SUCCESS"}
    whole = {str(row["reverses"]) for row in told.values() if money.get(str(row["reverses"])) == row["amount"]}
    gone = {row["tax_serial"] for row in books.payments if row["state"] == "REVERSED"}
    report.note_different("money that was taken back and still counts", whole - gone)
    report.note_different("money that was not taken back and counts no more", gone - whole)
    cases = {row["tax_serial"] for row in books.tax_cases if row["kind"] in _UNDECIDED and row["state"] == "OPEN"}
    undecided = {serial for serial, row in told.items() if str(row["reverses"]) not in whole}
    report.note_lost("reversals that a person must decide on, without a case", undecided - cases)
    report.note_doubled("cases of reversals on which nothing is to be decided", cases - undecided)


def _refunds(report: AuditReport, books: Books, ledger: SeasonLedger) -> None:
    """B18: each ended as it must, and went out at most once at any time; what came back counts against."""
    states = {str(row["refund_id"]): row["state"] for row in books.refunds}
    apart = (f"{refund} {states.get(refund)}" for refund, ends in ledger.refunds.items() if states.get(refund) != ends)
    report.note_different("refunds that did not end as they must", apart)
    out: Counter[str] = Counter()
    for row in books.payouts:
        out[row["refund_id"]] += row["amount"] * ((row["result"] == "PAID") - row["came_back"])
    owed = {str(row["refund_id"]): row["amount"] if row["state"] == "PAID_BACK" else 0 for row in books.refunds}
    report.note_doubled("refunds of which the bank paid more than was owed", (one for one, fen in out.items() if fen > owed.get(one, 0)))
    report.note_lost("refunds of which the bank paid less than was owed", (one for one, fen in owed.items() if fen > out[one]))
    back = {row["bill_id"] for row in books.refunds if row["of_bill"] and row["state"] == "PAID_BACK"}
    given = {row["bill_id"] for row in books.bills if row["state"] == "REFUNDED"}
    report.note_different("bills and their refunds", back ^ given)


def _apart(ours: int, theirs: int) -> list[str]:
    return [] if ours == theirs else [f"{ours} <> {theirs}"]


def _amounts_apart(books: Books, arrived: dict[str, Row]) -> Iterator[str]:
    """Money that was taken back may have been told otherwise: what was told first is kept (R-063)."""
    for payment in books.payments:
        entry = arrived.get(payment["tax_serial"])
        if entry is not None and entry["amount"] != payment["amount"] and payment["state"] != "REVERSED":
            yield f"{payment['tax_serial']} {payment['amount']}/{entry['amount']}"


def _unrecognised(books: Books) -> Iterator[str]:
    """Beside what was planted, money has no bill only where that was cancelled by the day on which it came (D3)."""
    planted = {str(row["serial"]): row["planted"] for row in books.tax_ledger if row["kind"] == "SUCCESS" and row["planted"]}
    cancelled = {row["bill_id"]: row["effective_on"] for row in books.bills if row["state"] == "CANCELLED"}
    for payment in books.payments:
        anomaly, gone_on = planted.get(payment["tax_serial"]), cancelled.get(payment["bill_id"])
        came_late = payment["state"] == "UNMATCHED" and gone_on is not None and gone_on <= payment["arrival_date"]
        if anomaly is None and payment["state"] in {"MISMATCH", "UNMATCHED"} and not came_late:
            yield f"{payment['tax_serial']} is {payment['state']} though nothing was planted"
        elif anomaly in {"WRONG_AMOUNT", "UNKNOWN_BILL"} and payment["state"] != _PLANTED[anomaly]:
            yield f"{payment['tax_serial']} was {anomaly}, is {payment['state']}"
