"""Rows of docs/contracts/tax-office.yaml that tell of money or of a failure: deductions, entries of the ledger, other channels (B17)."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta, Raw, Struct

from enrolment_terms.documents import Document, DocumentType
from enrolment_terms.money import fen_of, yuan
from enrolment_terms.scheme import FailureCause, PaymentChannel
from payment_bridge.domain.facts import Failure, Payment, bill_not_named
from payment_bridge.domain.tax_rows import Contradiction, TaxReport, TaxRow, ToldDocument
from payment_bridge.gateways.message_words import Number, Serial, Yuan

PaidFor = Literal["RESIDENT_ID", "FOREIGN_PR", "CN_PASSPORT", "HMT_PERMIT"]


class DeductionRow(Struct, frozen=True):
    """Result of one deduction."""

    serial: Serial
    bill_id: UUID
    resend_no: Number
    result: Literal["SUCCESS", "FAILURE"]
    amount: Yuan
    arrival_date: date
    cause: FailureCause | None
    channel: PaymentChannel = PaymentChannel.BANK_DEDUCTION
    """Of money that a school or finance paid in the round (H2 R-056)."""


class LedgerEntry(Struct, frozen=True):
    """One line of the tax office's ledger that tells of money or of a failure."""

    serial: Serial
    kind: Literal["SUCCESS", "FAILURE"]
    bill_id: UUID
    amount: Yuan
    arrival_date: date
    channel: PaymentChannel
    cause: FailureCause | None
    round_no: Number | None
    resend_no: Number


class StrictLedgerEntry(LedgerEntry, frozen=True, forbid_unknown_fields=True):
    """One with no field that we do not know."""


class PaymentRow(Struct, frozen=True):
    """Money by another channel, for a bill, or for a person and a year (R-061)."""

    serial: Serial
    amount: Yuan
    arrival_date: date
    channel: PaymentChannel
    bill_id: UUID | None = None
    doc_type: PaidFor | None = None
    doc_number: Annotated[str, Meta(min_length=1, max_length=40)] | None = None
    benefit_year: Annotated[int, Meta(ge=2000, le=2100)] | None = None


def sold_money(sold: PaymentRow) -> TaxReport:
    """What one row tells. Raises Contradiction."""
    money = money_of(sold.serial, sold.amount, sold.arrival_date, sold.channel)
    if sold.bill_id is not None:
        return TaxReport([TaxRow(sold.bill_id, money)])
    if sold.doc_type is None or sold.doc_number is None or sold.benefit_year is None:
        raise Contradiction("bill_id", "money names a bill, or a document and a year")
    told = ToldDocument(Document.read(DocumentType(sold.doc_type), sold.doc_number), sold.benefit_year)
    return TaxReport([TaxRow(bill_not_named(sold.serial), money)], documents={sold.serial: told})


def money_of(serial: str, amount: str, arrival: date, channel: PaymentChannel, round_no: int = 0) -> Payment:
    """Money that arrived. Raises Contradiction."""
    fen = fen_of(amount)
    if fen <= 0:
        raise Contradiction("amount", "money that arrived is more than nothing")
    return Payment(serial, fen, arrival, channel, round_no)


def read_entry(entry: LedgerEntry) -> TaxRow:
    """What an entry of the ledger tells. Raises Contradiction."""
    round_no = entry.round_no or 0
    if entry.kind == "SUCCESS":
        return TaxRow(entry.bill_id, money_of(entry.serial, entry.amount, entry.arrival_date, entry.channel, round_no))
    return TaxRow(entry.bill_id, _failure(entry.serial, entry.resend_no, round_no, entry.cause, entry.arrival_date))


def read_deduction(row: DeductionRow, round_no: int) -> TaxRow:
    """What the result of a deduction tells. Raises Contradiction."""
    if row.result == "SUCCESS":
        return TaxRow(row.bill_id, money_of(row.serial, row.amount, row.arrival_date, row.channel, round_no))
    return TaxRow(row.bill_id, _failure(row.serial, row.resend_no, round_no, row.cause, row.arrival_date))


def write_entry(row: TaxRow) -> Raw:
    """As an entry of the ledger."""
    fact = row.fact
    if isinstance(fact, Payment):
        told: tuple[Any, ...] = ("SUCCESS", row.bill_id, yuan(fact.amount), fact.arrival_date, fact.channel, None, fact.round_no, 0)
    else:
        nothing, channel = yuan(0), PaymentChannel.BANK_DEDUCTION
        told = ("FAILURE", row.bill_id, nothing, fact.failed_on, channel, fact.cause, fact.round_no, fact.resend_no)
    return Raw(msgspec.json.encode(LedgerEntry(row.serial, *told)))


def write_sold(row: TaxRow, of: ToldDocument) -> Raw:
    """Money that names a person and a year instead of a bill. It is no failure."""
    fact = row.fact
    assert isinstance(fact, Payment)
    whose: tuple[Any, ...] = (None, of.document.kind, of.document.number, of.benefit_year)
    return Raw(msgspec.json.encode(PaymentRow(row.serial, yuan(fact.amount), fact.arrival_date, fact.channel, *whose)))


def _failure(serial: str, resend_no: int, round_no: int, cause: FailureCause | None, on: date) -> Failure:
    if cause is None:
        raise Contradiction("cause", "a failure has a cause")
    return Failure(serial, resend_no, round_no, cause, on)
