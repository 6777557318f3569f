"""The messages of docs/contracts/tax-office.yaml, read strictly: an unknown field is a fault, not a guess."""

from datetime import date, datetime, time
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.money import fen_of
from enrolment_terms.scheme import FailureCause, PaymentChannel
from event_bus import fault_of
from payment_bridge.domain.facts import Failure, Payment
from payment_bridge.domain.tax_rows import TaxReport, TaxRow

Serial = Annotated[str, Meta(pattern=r"^[1-9][0-9]{0,30}\Z")]
Yuan = Annotated[str, Meta(pattern=r"^[0-9]{1,10}\.[0-9]{2}\Z")]
Number = Annotated[int, Meta(ge=0, le=30_000)]


class UnreadableMessage(Exception):
    """A signed message that is not in the contract; it names field and rule, never the content."""

    def __init__(self, error: Exception) -> None:
        fault = fault_of(error)
        self.field, self.rule = fault.field, fault.rule
        super().__init__(f"{type(error).__name__} at {fault.field or 'the whole'}: {fault.rule or 'unknown rule'}")


class Contradiction(ValueError):
    """A row whose fields do not go together."""

    def __init__(self, serial: str, field: str, rule: str) -> None:
        self.field, self.rule = f"data.rows[serial={serial}].{field}", rule
        super().__init__(rule)


class DeductionRow(Struct, frozen=True, forbid_unknown_fields=True):
    """Result of one deduction."""

    serial: Serial
    bill_id: UUID
    resend_no: Number
    result: Literal["SUCCESS", "FAILURE"]
    amount: Yuan
    arrival_date: date
    cause: FailureCause | None


class PaymentRow(Struct, frozen=True, forbid_unknown_fields=True):
    """Money by another channel."""

    serial: Serial
    bill_id: UUID
    amount: Yuan
    arrival_date: date
    channel: PaymentChannel


class Round(Struct, frozen=True, forbid_unknown_fields=True):
    """Rows of one deduction round."""

    round_no: Number
    rows: Annotated[list[DeductionRow], Meta(min_length=1, max_length=500)]


class Sales(Struct, frozen=True, forbid_unknown_fields=True):
    """Rows of other channels."""

    rows: Annotated[list[PaymentRow], Meta(min_length=1, max_length=500)]


class Accepted(Struct, frozen=True, forbid_unknown_fields=True):
    """Bills in collection."""

    batch_id: UUID
    bill_ids: Annotated[list[UUID], Meta(min_length=1, max_length=2000)]


class DeductionResults(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="tax.deduction.results"):
    """Callback: results of a round."""

    timestamp: datetime
    data: Round


class PaymentReceived(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="tax.payment.received"):
    """Callback: money by other channels."""

    timestamp: datetime
    data: Sales


class LevyAccepted(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="tax.levy.accepted"):
    """Callback: a batch is in collection."""

    timestamp: datetime
    data: Accepted


class LedgerEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the tax office's ledger."""

    serial: Serial
    kind: Literal["SUCCESS", "FAILURE"]
    bill_id: UUID
    amount: Yuan
    arrival_date: date
    channel: PaymentChannel
    cause: FailureCause | None
    round_no: Number | None
    resend_no: Number


class LedgerPage(Struct, frozen=True):
    """Entries in the order of their serials; `next` None at the end."""

    entries: list[LedgerEntry]
    next: Serial | None


class Refused(Struct, frozen=True):
    """A bill that the tax office did not take."""

    bill_id: UUID
    code: str
    msg: str


class LevyAnswer(Struct, frozen=True):
    """Answer to a levy batch."""

    batch_id: UUID
    accepted: int
    refused: list[Refused]


_callbacks = msgspec.json.Decoder(DeductionResults | PaymentReceived | LevyAccepted)
_pages = msgspec.json.Decoder(LedgerPage)
_answers = msgspec.json.Decoder(LevyAnswer)


def is_json(body: bytes) -> bool:
    """True if the bytes are a JSON text; says nothing of its content."""
    try:
        msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return True


def read_callback(body: bytes) -> TaxReport:
    """What a callback reports. Raises UnreadableMessage."""
    try:
        message = _callbacks.decode(body)
        if isinstance(message, LevyAccepted):
            return TaxReport(accepted=[(message.data.batch_id, tuple(message.data.bill_ids))])
        if isinstance(message, PaymentReceived):
            rows = message.data.rows
            return TaxReport([TaxRow(row.bill_id, _money(row.serial, row.amount, row.arrival_date, row.channel)) for row in rows])
        return TaxReport([_deduction(row, message.data.round_no) for row in message.data.rows])
    except (msgspec.MsgspecError, ValueError) as error:
        raise UnreadableMessage(error) from None


def read_ledger_page(body: bytes) -> tuple[list[LedgerEntry], str | None]:
    """The entries of a page, and the serial to go on from. Raises UnreadableMessage."""
    try:
        page = _pages.decode(body)
    except msgspec.MsgspecError as error:
        raise UnreadableMessage(error) from None
    return page.entries, page.next


def report_of(entries: list[LedgerEntry]) -> TaxReport:
    """Ledger entries as a report. Raises Contradiction."""
    return TaxReport([TaxRow(entry.bill_id, _entry(entry)) for entry in entries])


def _entry(entry: LedgerEntry) -> Payment | Failure:
    round_no = entry.round_no or 0
    if entry.kind == "SUCCESS":
        return _money(entry.serial, entry.amount, entry.arrival_date, entry.channel, round_no)
    return _failure(entry.serial, entry.resend_no, round_no, entry.cause, entry.arrival_date)


def callback_of(entry: LedgerEntry) -> bytes:
    """A ledger entry as the callback that would have told it."""
    at = datetime.combine(entry.arrival_date, time(), SHANGHAI)
    if entry.kind == "SUCCESS":
        paid = PaymentRow(entry.serial, entry.bill_id, entry.amount, entry.arrival_date, entry.channel)
        return msgspec.json.encode(PaymentReceived(at, Sales([paid])))
    failed = DeductionRow(entry.serial, entry.bill_id, entry.resend_no, "FAILURE", entry.amount, entry.arrival_date, entry.cause)
    return msgspec.json.encode(DeductionResults(at, Round(entry.round_no or 0, [failed])))


def read_levy_answer(body: bytes) -> LevyAnswer:
    """The answer to a levy batch. Raises UnreadableMessage."""
    try:
        return _answers.decode(body)
    except msgspec.MsgspecError as error:
        raise UnreadableMessage(error) from None


def _deduction(row: DeductionRow, round_no: int) -> TaxRow:
    if row.result == "SUCCESS":
        return TaxRow(row.bill_id, _money(row.serial, row.amount, row.arrival_date, PaymentChannel.BANK_DEDUCTION, round_no))
    return TaxRow(row.bill_id, _failure(row.serial, row.resend_no, round_no, row.cause, row.arrival_date))


def _money(serial: str, amount: str, arrival: date, channel: PaymentChannel, round_no: int = 0) -> Payment:
    fen = fen_of(amount)
    if fen <= 0:
        raise Contradiction(serial, "amount", "money that arrived is more than nothing")
    return Payment(serial, fen, arrival, channel, round_no)


def _failure(serial: str, resend_no: int, round_no: int, cause: FailureCause | None, on: date) -> Failure:
    if cause is None:
        raise Contradiction(serial, "cause", "a failure has a cause")
    return Failure(serial, resend_no, round_no, cause, on)
