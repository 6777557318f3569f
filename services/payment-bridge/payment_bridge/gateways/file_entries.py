"""A line of a file as the row of a webhook, and once more when it stood aside: files and webhooks have the same readers."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

import msgspec
from msgspec import Raw, Struct

from enrolment_terms.money import yuan
from payment_bridge.domain.file_columns import COLUMNS
from payment_bridge.domain.file_profiles import FileKind, LineFault, Profile
from payment_bridge.gateways.file_profiles import profiles
from payment_bridge.gateways.message_words import MessageType

_Type = MessageType | Literal["tax.ledger"]
LEDGER: Final = "tax.ledger"
_PAID: Final = "tax.payment.received"
_TYPES: Mapping[FileKind, _Type] = {
    FileKind.RESULTS: LEDGER,
    FileKind.LEVY_RECEIPTS: "tax.levy.receipts",
    FileKind.REFUND_REVIEWS: "tax.refund.reviews",
    FileKind.REFUND_PAYOUTS: "tax.refund.results",
    FileKind.EMPLOYEES: "tax.employee.relations",
}
"""What a row of these kinds is in a webhook."""
_REVERSED = ("serial", "kind", "bill_id", "amount", "arrival_date", "reverses")
_RECEIVED = ("serial", "amount", "arrival_date", "channel", "doc_type", "doc_number", "benefit_year")
_LEFT_OUT = {"reasons", "missing", "changes", "land_expropriated"}
"""What a webhook does not name where there is none of it."""
_FLAGS = {"true": True, "false": False}


class ToldRow(NamedTuple):
    """A row, and of which type of webhook it is."""

    type: _Type
    row: dict[str, Any]

    @property
    def raw(self) -> Raw:
        """As it would stand there."""
        return Raw(msgspec.json.encode(self.row))


class KeptLine(Struct, frozen=True):
    """A line that stands aside, with what it needs to be read again."""

    profile: str
    line: str
    kind: FileKind = FileKind.RESULTS


def rows_told(profile: Profile, kind: FileKind, lines: Sequence[bytes]) -> list[ToldRow]:
    """Lines of a file that is no statement, as rows of webhooks. Raises LineFault."""
    told: list[dict[str, Any]] = profile.read(profile.rows[kind], lines)
    absent = dict.fromkeys(set(COLUMNS[kind].names) - {field.name for field in profile.rows[kind]})
    amounts = {fen: yuan(fen) for fen in {row.get("amount") for row in told} if isinstance(fen, int)}
    for row in told:
        row.update(absent)
        if "amount" in row:
            row["amount"] = amounts.get(row["amount"], row["amount"])
    if kind is FileKind.RESULTS:
        return [_result(row) for row in told]
    return [ToldRow(_TYPES[kind], _other(row)) for row in told]


def row_again(kept: bytes, more: Path | None) -> ToldRow:
    """The row of a line that stood aside. Raises MsgspecError, LineFault."""
    told = msgspec.json.decode(kept, type=KeptLine)
    if (profile := profiles(more).get(told.profile)) is None:
        raise LineFault("profile", "没有这种文件格式")
    return rows_told(profile, told.kind, [told.line.encode(profile.encoding)])[0]


def _result(row: dict[str, Any]) -> ToldRow:
    """Money and failures as entries of the tax office's ledger; what names no channel is money of the bank's deduction.

    Money that names a person and a year instead of a bill is told as that of another channel (R-061).
    """
    if row["kind"] == "REVERSAL":
        return ToldRow(LEDGER, {name: row[name] for name in _REVERSED})
    row["channel"] = row["channel"] or "BANK_DEDUCTION"
    if row["kind"] == "SUCCESS" and row["bill_id"] is None:
        return ToldRow(_PAID, {name: row[name] for name in _RECEIVED})
    del row["reverses"], row["doc_type"], row["doc_number"], row["benefit_year"]
    row["resend_no"] = row["resend_no"] or 0
    return ToldRow(LEDGER, row)


def _other(row: dict[str, Any]) -> dict[str, Any]:
    if "land_expropriated" in row:
        row["land_expropriated"] = _FLAGS.get(row["land_expropriated"], row["land_expropriated"])
    return {name: value for name, value in row.items() if value is not None or name not in _LEFT_OUT}
