"""What the lines of a file tell, in the messages that webhooks carry: files and webhooks end in the same report."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from event_bus import fault_of
from payment_bridge.domain.batch_files import FileFault, FileRefused
from payment_bridge.domain.file_profiles import Cell, Field, FileKind, Profile
from payment_bridge.domain.reconciliation import BankLine, TaxLine
from payment_bridge.domain.tax_rows import TaxReport
from payment_bridge.gateways.file_entries import KeptLine, rows_told
from payment_bridge.gateways.message_words import Serial
from payment_bridge.gateways.tax_messages import keep_line, read_told

_Reference = Annotated[str, Meta(pattern=r"^[0-9A-Za-z_-]{1,40}\Z")]
_Year = Annotated[int, Meta(ge=1998, le=2100)]
_Fen = Annotated[int, Meta(ge=1, le=10**15)]


class _TaxRow(Struct, frozen=True):
    serial: Serial
    kind: Literal["SUCCESS", "REVERSAL", "REFUND"]
    bill_id: UUID | None
    amount: _Fen
    booked_on: date
    benefit_year: _Year | None
    reference: _Reference | None


class _BankRow(Struct, frozen=True):
    line_no: Annotated[int, Meta(ge=1, le=10**9)]
    booked_on: date
    direction: Literal["IN", "OUT"]
    amount: _Fen
    reference: _Reference | None


def read_rows(profile: Profile, kind: FileKind, first: int, lines: Sequence[bytes]) -> TaxReport:
    """What these lines tell; rows that cannot be read stand aside, each with its line, to be read again. `place`: number of the line."""
    report = read_told(rows_told(profile, kind, lines))
    report.aside = [
        one._replace(raw=keep_line(KeptLine(profile.name, lines[one.place].decode(profile.encoding), kind)), place=first + one.place)
        for one in report.aside
    ]
    return report


def read_tax_lines(profile: Profile, first: int, lines: Sequence[bytes]) -> list[TaxLine]:
    """Of a statement: what was taken back or paid back counts against. Raises FileRefused."""
    rows = _strictly(profile, FileKind.TAX_STATEMENT, first, lines, _TaxRow)
    return [
        TaxLine(
            first + place,
            one.serial,
            one.kind != "SUCCESS",
            one.bill_id,
            one.amount if one.kind == "SUCCESS" else -one.amount,
            one.booked_on,
            one.benefit_year,
            one.reference or one.serial,
        )
        for place, one in enumerate(rows)
    ]


def read_bank_lines(profile: Profile, first: int, lines: Sequence[bytes]) -> list[BankLine]:
    """Of a statement: what went out counts against. Raises FileRefused."""
    rows = _strictly(profile, FileKind.BANK_STATEMENT, first, lines, _BankRow)
    return [
        BankLine(first + place, one.line_no, one.amount if one.direction == "IN" else -one.amount, one.booked_on, one.reference)
        for place, one in enumerate(rows)
    ]


def _strictly(profile: Profile, kind: FileKind, first: int, lines: Sequence[bytes], struct: type[Any]) -> list[Any]:
    fields = profile.rows[kind]
    told = profile.read(fields, lines)
    try:
        read: list[Any] = msgspec.convert(told, list[struct])  # type: ignore[valid-type]
    except msgspec.ValidationError:
        raise FileRefused([one for place, row in enumerate(told, first) for one in _faults(fields, place, row, struct)]) from None
    return read


def _faults(fields: Sequence[Field], line: int, row: Mapping[str, Cell], struct: type[Any]) -> Iterator[FileFault]:
    try:
        msgspec.convert(row, struct)
    except msgspec.ValidationError as error:
        name = fault_of(error).field
        title = next((field.title for field in fields if field.name == name), "内容")
        yield FileFault(line, name, f"{title}无法识别")
