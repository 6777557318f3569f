"""Rows of `tax.levy.receipts` in docs/contracts/tax-office.yaml: what became of bills that were handed over, by file or in batches."""

from typing import Literal
from uuid import UUID

import msgspec
from msgspec import Raw, Struct

from payment_bridge.domain.tax_rows import Contradiction, LevyReceipt
from payment_bridge.gateways.message_words import Number
from payment_bridge.gateways.refund_messages import Code


class ReceiptRow(Struct, frozen=True):
    """One sending of one bill: taken, being deducted in a round, or refused with a code."""

    bill_id: UUID
    resend_no: Number
    result: Literal["ACCEPTED", "REFUSED"]
    code: Code | None = None
    round_no: Number | None = None


_row = msgspec.json.Decoder(ReceiptRow)


def read_receipt(row: Raw) -> LevyReceipt:
    """Raises MsgspecError, Contradiction."""
    told = _row.decode(row)
    if (told.result == "REFUSED") == (told.code is None):
        raise Contradiction("code", "what is refused has a code, and nothing else")
    if told.code is not None and told.round_no is not None:
        raise Contradiction("round_no", "what is refused is in no round")
    return LevyReceipt(told.bill_id, told.resend_no, told.code, told.round_no)


def write_receipt(one: LevyReceipt) -> Raw:
    """As a row that is kept."""
    result: Literal["ACCEPTED", "REFUSED"] = "REFUSED" if one.code else "ACCEPTED"
    return Raw(msgspec.json.encode(ReceiptRow(one.bill_id, one.resend_no, result, one.code, one.round_no)))
