"""How the office misbehaves, and what happens to each bill: pure functions of a seed, so that a story can be told twice."""

import hashlib
import struct
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal
from uuid import UUID

import msgspec

from enrolment_terms.money import Fen
from enrolment_terms.scheme import FailureCause, Payer, PaymentChannel

PART = 600
"""Fen that are taken back of money, where it is not all of it."""


class Behaviour(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Shares between 0 and 1; milliseconds where the name says so. A fresh office does everything right."""

    seed: int = 0
    insufficient_balance: float = 0.0
    account_abnormal: float = 0.0
    bank_system: float = 0.0
    duplicate_callbacks: float = 0.0
    reorder: float = 0.0
    wrong_amount: float = 0.0
    unknown_bill: float = 0.0
    double_payment: float = 0.0
    other_amount: float = 0.0
    """Callbacks that tell another amount than the ledger under the same serials,"""
    reused_ids: float = 0.0
    """and callbacks that come once more under their id with another body."""
    unknown_channel: float = 0.0
    """Rows of callbacks and entries of the ledger with a channel that the contract does not have,"""
    more_fields: float = 0.0
    """rows and entries with a field that it does not have,"""
    told_as_failure: float = 0.0
    """and callbacks that tell a failure where the ledger has money."""
    ledger_hides: float = 0.0
    """Entries that the ledger does not show: missing while it does so, late when it does so no more."""
    ledger_turns_back: float = 0.0
    """Pages that begin with what was read long ago, and lead back to it."""
    ledger_stands: bool = False
    """Pages that lead nowhere."""
    answers: dict[str, int] = msgspec.field(default_factory=dict)
    """By the part of an address behind /v1/ (levy-batches, recalls, ledger, messages), the status that it answers to everything,"""
    retry_after: int = 0
    """with so many seconds of Retry-After if more than none."""
    levy_answer: Literal["", "OTHER_BATCH", "NOT_ALL", "NO_JSON", "BROKEN", "REDIRECT", "ENDLESS"] = ""
    """What is answered to a batch that was taken."""
    timeout: float = 0.0
    lost_answers: float = 0.0
    """Messages that are taken and not answered, questions that are not answered: the connection is dropped,"""
    lost_messages: float = 0.0
    """and messages that are dropped before anything was read."""
    reversed: float = 0.0
    """Money of a round that is taken back (冲正) on its day, told before the money or after it, and its bill unpaid again;"""
    reversed_in_part: float = 0.0
    """money of which a part is taken back,"""
    reversed_unknown: float = 0.0
    """and reversals of entries that there are not."""
    hanging: list[str] = msgspec.field(default_factory=list)
    """By the same part of an address: who calls it waits for ever."""
    reviews_by_hand: bool = False
    """Nobody reviews refunds but who tells the payment bridge so;"""
    refunds_sent_back: float = 0.0
    """refunds that lack a paper the first time,"""
    refunds_refused: float = 0.0
    """that are refused,"""
    payouts_fail: float = 0.0
    """payouts that fail,"""
    payouts_come_back: float = 0.0
    """and payouts that come back after they were paid."""
    delay_ms: int = 0
    timeout_ms: int = 30_000
    in_flight: int = 4


class Fate(StrEnum):
    """What the account behind a bill is like, or what becomes of its refund; the account is fine then.

    EMPTY_FOR_EVER is only given by a story: the person has to pay another way.
    """

    FINE = "FINE"
    EMPTY_FOR_EVER = "EMPTY_FOR_EVER"
    ACCOUNT_ABNORMAL = "ACCOUNT_ABNORMAL"
    SYSTEM_FAILS_ONCE = "SYSTEM_FAILS_ONCE"
    REVIEW_TWICE = "REVIEW_TWICE"
    REVIEW_SENDS_BACK = "REVIEW_SENDS_BACK"
    REVIEW_REFUSES = "REVIEW_REFUSES"
    PAYOUT_REFUSED_ONCE = "PAYOUT_REFUSED_ONCE"
    PAYOUT_FAILS_ONCE = "PAYOUT_FAILS_ONCE"
    PAYOUT_COMES_BACK_ONCE = "PAYOUT_COMES_BACK_ONCE"


class Planted(StrEnum):
    """Money that is not the one right payment of a bill."""

    WRONG_AMOUNT = "WRONG_AMOUNT"
    UNKNOWN_BILL = "UNKNOWN_BILL"
    DOUBLE_PAYMENT = "DOUBLE_PAYMENT"


@dataclass(frozen=True, slots=True)
class DueBill:
    """One bill as a deduction round sees it. `attempts`: how often the account was tried in vain."""

    ordinal: int
    bill_id: str
    chance_key: str
    fate: str | None
    payer: str
    has_account: bool
    amount: int
    attempts: int
    resend_no: int
    batch_id: str | None = None


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What is taken back on the day on which money came: `amount` fen of it, or of an entry that there is not."""

    amount: int
    told_first: bool = False
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class PlantedMoney:
    """An arrival of money beside the right one."""

    planted: Planted
    bill_id: str
    amount: Fen
    channel: PaymentChannel


def chances(seed: int, topic: str, key: str) -> tuple[float, ...]:
    """Six independent numbers in [0, 1), always the same for the same arguments."""
    digest = hashlib.blake2b(f"{seed}:{topic}:{key}".encode(), digest_size=48).digest()
    return tuple(number / 2**64 for number in struct.unpack(">6Q", digest))


def cause_of_failure(bill: DueBill, behaviour: Behaviour) -> FailureCause | None:
    """Why this attempt fails, None if the money comes. Money of finance and schools needs no account (R-056)."""
    if bill.fate is None and bill.payer != Payer.PERSON:
        return None
    account, patience, office = chances(behaviour.seed, "account", bill.chance_key)[:3]
    if bill.fate is not None:
        return _cause_of_pinned(Fate(bill.fate), bill)
    if not bill.has_account or account < behaviour.account_abnormal:
        return FailureCause.ACCOUNT_ABNORMAL
    account -= behaviour.account_abnormal
    if account < behaviour.insufficient_balance:
        return FailureCause.INSUFFICIENT_BALANCE if bill.attempts < _rounds_until_filled(patience) else None
    account -= behaviour.insufficient_balance
    if account < behaviour.bank_system and bill.resend_no == 0:
        return FailureCause.BANK_SYSTEM if office < 0.5 else FailureCause.TAX_SYSTEM
    return None


def _cause_of_pinned(fate: Fate, bill: DueBill) -> FailureCause | None:
    match fate:
        case Fate.EMPTY_FOR_EVER:
            return FailureCause.INSUFFICIENT_BALANCE
        case Fate.ACCOUNT_ABNORMAL:
            return FailureCause.ACCOUNT_ABNORMAL
        case Fate.SYSTEM_FAILS_ONCE if bill.resend_no == 0:
            return FailureCause.BANK_SYSTEM
        case _:
            return None


def _rounds_until_filled(patience: float) -> int:
    """随存随扣: three in five fill the account before round 2, 3 or 4, the others never."""
    return 1 + int(patience * 5) if patience < 0.6 else 1_000_000


def money_beside(bill: DueBill, round_no: int, behaviour: Behaviour) -> list[PlantedMoney]:
    """What else arrives around a successful deduction: a wrong amount, money for a bill nobody knows, a second payment (R-057, R-062)."""
    wrong, unknown, double = chances(behaviour.seed, f"beside-{round_no}", bill.chance_key)[:3]
    found = []
    if wrong < behaviour.wrong_amount:
        found.append(PlantedMoney(Planted.WRONG_AMOUNT, bill.bill_id, wrong_amount(bill.amount), PaymentChannel.BANK_DEDUCTION))
    if unknown < behaviour.unknown_bill:
        stranger = unknown_bill_id(behaviour.seed, bill.chance_key)
        found.append(PlantedMoney(Planted.UNKNOWN_BILL, stranger, Fen(bill.amount), PaymentChannel.BANK_DEDUCTION))
    if double < behaviour.double_payment:
        found.append(PlantedMoney(Planted.DOUBLE_PAYMENT, bill.bill_id, Fen(bill.amount), PaymentChannel.YUE_SHUITONG))
    return found


def taken_back(bill: DueBill, round_no: int, behaviour: Behaviour) -> list[TakenBack]:
    """What the office takes back of a successful deduction: all of it or a part; and beside it something that nobody knows (D4)."""
    whole, part, unknown, first = chances(behaviour.seed, f"back-{round_no}", bill.chance_key)[:4]
    found = []
    if whole < behaviour.reversed:
        found.append(TakenBack(bill.amount, told_first=first < 0.5))
    elif part < behaviour.reversed_in_part:
        found.append(TakenBack(PART))
    if unknown < behaviour.reversed_unknown:
        found.append(TakenBack(bill.amount, unknown=True))
    return found


def wrong_amount(fen: int) -> Fen:
    """406.00 -> 400.00; never nothing."""
    return Fen(fen - 600 if fen > 600 else fen + 600)


def unknown_bill_id(seed: int, key: str) -> str:
    """The id of a bill that was never made."""
    return str(UUID(bytes=hashlib.blake2b(f"{seed}:stranger:{key}".encode(), digest_size=16).digest(), version=4))


def digest(*parts: object) -> str:
    """What is kept of a document or account number."""
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:32]
