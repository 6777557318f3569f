"""Rows of docs/contracts/tax-office.yaml about money that goes back: reviews of refunds, what became of payouts, money taken back."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta, Raw, Struct

from enrolment_terms.money import fen_of, yuan
from payment_bridge.domain.refunds import Decision, PayoutResult, ToldResult
from payment_bridge.domain.tax_rows import Contradiction, Reversal, ToldReview
from payment_bridge.gateways.message_words import Serial, Yuan

Code = Annotated[str, Meta(pattern=r"^[A-Z][A-Z_]{1,39}\Z")]
Codes = Annotated[tuple[Code, ...], Meta(max_length=20)]
Reviewer = Annotated[str, Meta(pattern=r"^[0-9A-Za-z_-]{1,40}\Z")]


class ReviewRow(Struct, frozen=True):
    """The tax office's review of one refund (R-072)."""

    refund_id: UUID
    submission: Annotated[int, Meta(ge=1, le=1_000_000)]
    decision: Decision
    reviewer: Reviewer
    reviewed_on: date
    reasons: Codes = ()
    missing: Codes = ()


class PayoutRow(Struct, frozen=True):
    """What became of one payout; in the ledger an entry of kind PAYOUT."""

    serial: Serial
    payout_id: UUID
    result: PayoutResult
    amount: Yuan
    arrival_date: date
    cause: Code | None = None
    kind: Literal["PAYOUT"] = "PAYOUT"


class ReversalRow(Struct, frozen=True):
    """Money that is taken back (冲正), in whole or in part; `reverses` is its serial, its own if the entry names no other."""

    serial: Serial
    bill_id: UUID
    amount: Yuan
    arrival_date: date
    reverses: Serial | None = None
    kind: Literal["REVERSAL"] = "REVERSAL"


_review = msgspec.json.Decoder(ReviewRow)
_payout = msgspec.json.Decoder(PayoutRow)
_reversal = msgspec.json.Decoder(ReversalRow)


def read_review(row: Raw) -> ToldReview:
    """Raises MsgspecError, Contradiction."""
    told = _review.decode(row)
    if told.decision is not Decision.APPROVE and not told.reasons and not told.missing:
        raise Contradiction("reasons", "whoever does not approve says all reasons, or all that is missing")
    return ToldReview(*(getattr(told, name) for name in ToldReview._fields))


def read_payout(row: Raw) -> ToldResult:
    """Raises MsgspecError, Contradiction."""
    told = _payout.decode(row)
    if (told.result is PayoutResult.FAILED) == (told.cause is None):
        raise Contradiction("cause", "a payout that failed has a cause, and no other")
    return ToldResult(told.serial, told.payout_id, told.result, fen_of(told.amount), told.arrival_date, told.cause)


def read_reversal(row: Raw) -> Reversal:
    """Raises MsgspecError, Contradiction."""
    told = _reversal.decode(row)
    amount = fen_of(told.amount)
    if amount <= 0:
        raise Contradiction("amount", "money that is taken back is more than nothing")
    return Reversal(told.serial, told.reverses or told.serial, told.bill_id, amount, told.arrival_date)


def write_review(one: ToldReview) -> Raw:
    """As a row that is kept."""
    return Raw(msgspec.json.encode(ReviewRow(*one)))


def write_payout(one: ToldResult) -> Raw:
    """As a row that is kept."""
    return Raw(msgspec.json.encode(PayoutRow(one.serial, one.payout_id, one.result, yuan(one.amount), one.happened_on, one.cause)))


def write_reversal(one: Reversal) -> Raw:
    """As a row that is kept."""
    return Raw(msgspec.json.encode(ReversalRow(one.serial, one.bill_id, yuan(one.amount), one.reversed_on, one.takes_back)))


class RefundRequest(Struct, frozen=True):
    """A refund handed to the tax office for its review. `submission`: which of its versions."""

    refund_id: UUID
    submission: int
    bill_id: UUID
    ground: str
    amount: str
    applied_on: date
    serials: list[str]
    papers: list[str]


class Payee(Struct, frozen=True):
    """An account, where the money cannot go back by the way on which it came (R-076)."""

    holder: str
    bank: str
    account: str


class RefundPayout(Struct, frozen=True):
    """An order to pay back, once for one `payout_id`."""

    payout_id: UUID
    refund_id: UUID
    bill_id: UUID
    amount: str
    serials: list[str]
    ordered_on: date
    payee: Payee | None = None


class RequestAnswer(Struct, frozen=True):
    """The request is there; its review comes by a callback."""

    refund_id: UUID
    submission: int


class PayoutAnswer(Struct, frozen=True):
    """The order is there; what became of it comes by a callback and by the ledger."""

    payout_id: UUID


_request, _order = msgspec.json.Decoder(RefundRequest), msgspec.json.Decoder(RefundPayout)
_request_answer, _payout_answer = msgspec.json.Decoder(RequestAnswer), msgspec.json.Decoder(PayoutAnswer)


def read_request(body: bytes) -> RefundRequest:
    """What we sent."""
    return _request.decode(body)


def read_order(body: bytes) -> RefundPayout:
    """What we sent."""
    return _order.decode(body)


def answer_to_request(answer: bytes, body: bytes) -> RequestAnswer:
    """The answer if it is to this request. Raises MsgspecError, Contradiction."""
    told, asked = _request_answer.decode(answer), _request.decode(body)
    if (told.refund_id, told.submission) != (asked.refund_id, asked.submission):
        raise Contradiction("refund_id", "it names another request")
    return told


def answer_to_payout(answer: bytes, body: bytes) -> PayoutAnswer:
    """The answer if it is to this order. Raises MsgspecError, Contradiction."""
    told = _payout_answer.decode(answer)
    if told.payout_id != _order.decode(body).payout_id:
        raise Contradiction("payout_id", "it names another payout")
    return told
