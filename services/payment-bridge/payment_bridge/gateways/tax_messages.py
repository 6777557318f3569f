"""The messages of docs/contracts/tax-office.yaml. Rows are read one by one: a row that is not in the contract holds up no other.

What is all right is read at once and strictly; only what is not is looked at row by row. A field that we do not know refuses nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec
from msgspec import Meta, Raw, Struct

from enrolment_terms.scheme import EmployeeChangeKind, EmployeeIdentity, FailureCause, PaymentChannel
from event_bus import fault_of
from payment_bridge.domain.facts import serial_order
from payment_bridge.domain.refunds import ToldResult
from payment_bridge.domain.tax_rows import InCollection, LevyReceipt, Reversal, RowAside, TaxReport, TaxRow, ToldDocument, ToldReview
from payment_bridge.gateways.employee_messages import read_employee_row
from payment_bridge.gateways.file_entries import LEDGER, KeptLine, ToldRow, row_again
from payment_bridge.gateways.message_words import MessageType, Number, Serial
from payment_bridge.gateways.payment_messages import (
    DeductionRow,
    LedgerEntry,
    PaymentRow,
    StrictLedgerEntry,
    read_deduction,
    read_entry,
    sold_money,
    write_entry,
    write_sold,
)
from payment_bridge.gateways.receipt_messages import read_receipt, write_receipt
from payment_bridge.gateways.refund_messages import read_payout, read_reversal, read_review, write_payout, write_reversal, write_review

_RESULTS: Final = "tax.deduction.results"
_RECEIVED: Final = "tax.payment.received"
_ACCEPTED: Final = "tax.levy.accepted"
_RECEIPTS: Final = "tax.levy.receipts"
_EMPLOYEES: Final = "tax.employee.relations"
_REVERSED: Final = "tax.payment.reversed"
_REVIEWS: Final = "tax.refund.reviews"
_PAYOUTS: Final = "tax.refund.results"
_FILE: Final = "tax.file"


class UnreadableMessage(Exception):
    """A signed message that is not in the contract; it names field and rule, never the content."""

    def __init__(self, error: Exception) -> None:
        fault = fault_of(error)
        self.field, self.rule = fault.field, fault.rule
        super().__init__(f"{type(error).__name__} at {fault.field or 'the whole'}: {fault.rule or 'unknown rule'}")


class _Envelope(Struct, frozen=True):
    type: MessageType
    data: Raw


class _Round(Struct, frozen=True):
    round_no: Number
    rows: Annotated[list[Raw], Meta(min_length=1, max_length=5000)]


class _Sales(Struct, frozen=True):
    rows: Annotated[list[Raw], Meta(min_length=1, max_length=5000)]


class _Accepted(Struct, frozen=True):
    batch_id: UUID
    bill_ids: Annotated[list[Raw], Meta(min_length=1, max_length=2000)]
    round_no: Number = 0


class _Page(Struct, frozen=True):
    entries: list[Raw]
    next: Serial | None


class _StrictPage(Struct, frozen=True):
    entries: list[StrictLedgerEntry]
    next: Serial | None


class _Named(Struct, frozen=True):
    """What a bad row may still tell of itself."""

    serial: Any = None
    bill_id: Any = None


class _Kind(Struct, frozen=True):
    """What an entry of the ledger is."""

    kind: Any = None


class Kept(Struct, frozen=True):
    """A row as it is kept, with what it needs to be read again."""

    type: MessageType | Literal["tax.ledger", "tax.file"]
    row: Raw
    round_no: int = 0
    batch_id: UUID | None = None


@dataclass(slots=True)
class LedgerPage:
    """`following`: where the office says to go on, None at its end; `serials`: all that the page tells of."""

    report: TaxReport
    following: str | None
    serials: list[str] = field(default_factory=list)

    def goes_on_to(self, after: str | None) -> str | None:
        """The serial to go on from: behind `after`, skipping nothing. None if the page does not lead on."""
        last = max(self.serials, key=serial_order, default=None)
        ahead = [one for one in (last, self.following) if one is not None and (after is None or serial_order(one) > serial_order(after))]
        return min(ahead, key=serial_order, default=None)


_envelope = msgspec.json.Decoder(_Envelope)
_round = msgspec.json.Decoder(_Round)
_sales = msgspec.json.Decoder(_Sales)
_accepted = msgspec.json.Decoder(_Accepted)
_deduction_row = msgspec.json.Decoder(DeductionRow)
_payment_row = msgspec.json.Decoder(PaymentRow)
_entry_row = msgspec.json.Decoder(LedgerEntry)
_strict_row = msgspec.json.Decoder(StrictLedgerEntry)
_page = msgspec.json.Decoder(_Page)
_strict_page = msgspec.json.Decoder(_StrictPage)
_named = msgspec.json.Decoder(_Named)
_kinds = msgspec.json.Decoder(_Kind)
_kept = msgspec.json.Decoder(Kept)
_bill_id = msgspec.json.Decoder(UUID)
_any = msgspec.json.Decoder()
READS = f"4:{','.join(sorted([*PaymentChannel, *FailureCause, *EmployeeIdentity, *EmployeeChangeKind]))}"
"""What this version can read: rows that no such version has tried are tried again when it starts. Raise the number with the structs."""


def is_json(body: bytes) -> bool:
    """True if the bytes are a JSON text; says nothing of its content."""
    try:
        _any.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return True


def read_callback(body: bytes) -> TaxReport:
    """What a callback reports, row by row. Raises UnreadableMessage if it is none, or says nothing that could be rows."""
    try:
        message = _envelope.decode(body)
        if message.type == _ACCEPTED:
            accepted = _accepted.decode(message.data)
            return _rows([Kept(_ACCEPTED, row, accepted.round_no, accepted.batch_id) for row in accepted.bill_ids])
        if message.type != _RESULTS:
            return _rows([Kept(message.type, row) for row in _sales.decode(message.data).rows])
        results = _round.decode(message.data)
        return _rows([Kept(_RESULTS, row, results.round_no) for row in results.rows])
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UnreadableMessage(error) from None


def read_kept(raw: bytes, more: Path | None = None) -> TaxReport:
    """A row that was set aside, read again; `more`: the folder of the installation's own profiles of files. Raises UnreadableMessage."""
    try:
        kept = _kept.decode(raw)
        if kept.type == _FILE:
            told = row_again(bytes(kept.row), more)
            kept = Kept(told.type, told.raw)
        return _one(kept)
    except (msgspec.MsgspecError, ValueError) as error:
        raise UnreadableMessage(error) from None


def keep_row(row: TaxRow, of: ToldDocument | None = None) -> bytes:
    """A row that was read, as one that is kept; `of`: whose money it is, where it names no bill."""
    if of is not None:
        return _encode(Kept(_RECEIVED, write_sold(row, of)))
    return _encode(Kept(LEDGER, write_entry(row)))


def keep_accepted(one: InCollection) -> bytes:
    """A bill in collection, as a row that is kept."""
    (bill_id,) = one.bill_ids
    return _encode(Kept(_ACCEPTED, Raw(msgspec.json.encode(bill_id)), one.round_no, one.batch_id))


def keep_reversal(one: Reversal) -> bytes:
    """A reversal, as a row that is kept."""
    return _encode(Kept(_REVERSED, write_reversal(one)))


def keep_review(one: ToldReview) -> bytes:
    """A review of a refund, as a row that is kept."""
    return _encode(Kept(_REVIEWS, write_review(one)))


def keep_payout(one: ToldResult) -> bytes:
    """The result of a payout, as a row that is kept."""
    return _encode(Kept(_PAYOUTS, write_payout(one)))


def keep_receipt(one: LevyReceipt) -> bytes:
    """What became of a sending, as a row that is kept."""
    return _encode(Kept(_RECEIPTS, write_receipt(one)))


def keep_line(told: KeptLine) -> bytes:
    """A line of a file, with its profile, as a row that is kept."""
    return _encode(Kept(_FILE, Raw(msgspec.json.encode(told))))


def read_told(rows: Sequence[ToldRow]) -> TaxReport:
    """What the lines of a file report, row by row; entries of the ledger alone are read at once, as a page of it."""
    if all(one.type == LEDGER for one in rows):
        return read_ledger_page(msgspec.json.encode({"entries": [one.row for one in rows], "next": None})).report
    return _rows([Kept(one.type, one.raw) for one in rows])


def read_ledger_page(body: bytes) -> LedgerPage:
    """What a page reports, row by row, and where to go on. Raises UnreadableMessage if it is no page."""
    try:
        strict = _strict_page.decode(body)
        report, following = TaxReport([read_entry(entry) for entry in strict.entries]), strict.next
        serials = [entry.serial for entry in strict.entries]
    except (msgspec.MsgspecError, ValueError):
        report, following, serials = _loosely(body)
    return LedgerPage(report, following, serials)


def _loosely(body: bytes) -> tuple[TaxReport, str | None, list[str]]:
    try:
        page = _page.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UnreadableMessage(error) from None
    report = _rows([Kept(LEDGER, row) for row in page.entries])
    for entry in page.entries:
        if _has_more(entry):
            report.with_more.append(_aside(Kept(LEDGER, entry), None, 0))
    named = [_serial_of(entry) for entry in page.entries]
    return report, page.next, [serial for serial in named if serial is not None]


def _has_more(entry: Raw) -> bool:
    try:
        _entry_row.decode(entry)
    except msgspec.MsgspecError:
        return False
    try:
        _strict_row.decode(entry)
    except msgspec.MsgspecError:
        return True
    return False


def _rows(rows: Sequence[Kept]) -> TaxReport:
    report = TaxReport()
    for place, one in enumerate(rows):
        try:
            report.add(_one(one))
        except (msgspec.MsgspecError, ValueError) as error:
            report.aside.append(_aside(one, error, place))
    report.accepted = list(_together(report.accepted))
    return report


def _together(accepted: list[InCollection]) -> Iterator[InCollection]:
    if accepted:
        yield accepted[0]._replace(bill_ids=tuple(bill_id for one in accepted for bill_id in one.bill_ids))


def _one(kept: Kept) -> TaxReport:
    """What one row tells. Raises MsgspecError, ValueError."""
    if kept.type == _ACCEPTED:
        assert kept.batch_id is not None
        return TaxReport(accepted=[InCollection(kept.batch_id, (_bill_id.decode(kept.row),), kept.round_no)])
    if kept.type == _RECEIPTS:
        return TaxReport(receipts=[read_receipt(kept.row)])
    if kept.type == _RECEIVED:
        return sold_money(_payment_row.decode(kept.row))
    if kept.type == _EMPLOYEES:
        return TaxReport(employees=[read_employee_row(kept.row, _encode(kept))])
    if kept.type == _RESULTS:
        return TaxReport([read_deduction(_deduction_row.decode(kept.row), kept.round_no)])
    kind = _kinds.decode(kept.row).kind if kept.type == LEDGER else None
    if kept.type == _REVERSED or kind == "REVERSAL":
        return TaxReport(reversals=[read_reversal(kept.row)])
    if kept.type == _PAYOUTS or kind == "PAYOUT":
        return TaxReport(payouts=[read_payout(kept.row)])
    if kept.type == _REVIEWS:
        return TaxReport(reviews=[read_review(kept.row)])
    entry = _entry_row.decode(kept.row)
    return TaxReport([read_entry(entry)])


def _aside(kept: Kept, error: Exception | None, place: int) -> RowAside:
    fault = None if error is None else fault_of(error)
    name = "more fields than the contract has" if fault is None else fault.error
    where, rule = (fault.field, fault.rule) if fault else (None, None)
    return RowAside(_encode(kept), name, where, rule, _serial_of(kept.row), _bill_of(kept.row), place)


def _serial_of(row: Raw) -> str | None:
    try:
        return msgspec.convert(_named.decode(row).serial, Serial)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _bill_of(row: Raw) -> UUID | None:
    try:
        return msgspec.convert(_named.decode(row).bill_id, UUID)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _encode(kept: Kept) -> bytes:
    """The same bytes for the same row, however it was written."""
    told = msgspec.to_builtins(kept, builtin_types=(Raw,))
    try:
        told["row"] = _any.decode(kept.row)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        told["row"] = bytes(kept.row).decode(errors="replace")
    return msgspec.json.encode(told, order="sorted")
