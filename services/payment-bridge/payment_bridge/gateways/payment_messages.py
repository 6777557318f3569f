"""Rows of `tax.payment.received` in docs/contracts/tax-office.yaml: money by another channel than the bank's deduction (B17)."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from enrolment_terms.documents import Document, DocumentType
from enrolment_terms.money import fen_of
from enrolment_terms.scheme import PaymentChannel
from payment_bridge.domain.facts import Payment, bill_not_named
from payment_bridge.domain.tax_rows import Contradiction, TaxReport, TaxRow, ToldDocument
from payment_bridge.gateways.message_words import Serial, Yuan

PaidFor = Literal["RESIDENT_ID", "FOREIGN_PR", "CN_PASSPORT", "HMT_PERMIT"]


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
