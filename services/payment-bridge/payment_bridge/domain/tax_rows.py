"""What the tax office reports, in the words of this service."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from enrolment_terms.documents import Document
from enrolment_terms.labels import labelled
from payment_bridge.domain.employee_relation import ToldRelation
from payment_bridge.domain.facts import Failure, Payment
from payment_bridge.domain.refunds import Decision, ToldResult


class RowOutcome(StrEnum):
    """What became of a row that was read, where it is not simply taken."""

    TOLD_BEFORE = "TOLD_BEFORE"
    TOLD_OTHERWISE = "TOLD_OTHERWISE"
    UNKNOWN_BILL = "UNKNOWN_BILL"


labelled(
    RowOutcome,
    "明细接收结果",
    {
        RowOutcome.TOLD_BEFORE: "此前已接收，内容相同",
        RowOutcome.TOLD_OTHERWISE: "此前已接收，内容不同，两份都已留存待核对",
        RowOutcome.UNKNOWN_BILL: "账单尚不存在，已留存，账单生成后自动匹配",
    },
)


class Contradiction(ValueError):
    """A row whose fields do not go together; it names field and rule, never the content."""

    def __init__(self, field: str, rule: str) -> None:
        self.field, self.rule = field, rule
        super().__init__(rule)


class TaxRow(NamedTuple):
    """What is told under one serial: money or a failure, and the bill it is for."""

    bill_id: UUID
    fact: Payment | Failure

    @property
    def serial(self) -> str:
        """Of the tax office."""
        return self.fact.tax_serial if isinstance(self.fact, Payment) else self.fact.serial

    @property
    def content(self) -> dict[str, object]:
        """All that two tellings of one serial must agree on. A deduction round does not tell the channel of its money."""
        fact = self.fact
        told: dict[str, object] = {"bill_id": self.bill_id, "round_no": fact.round_no}
        if isinstance(fact, Failure):
            return told | {"result": "FAILURE", "arrival_date": fact.failed_on, "cause": fact.cause, "resend_no": fact.resend_no}
        channel = None if fact.round_no else fact.channel
        return told | {"result": "SUCCESS", "arrival_date": fact.arrival_date, "amount": fact.amount, "channel": channel}


class TwoContents(NamedTuple):
    """One serial with two contents: what was told first, and what was told then."""

    first: TaxRow
    other: TaxRow

    @property
    def differs_in(self) -> list[str]:
        """The fields in which they differ."""
        one, two = self.first.content, self.other.content
        return sorted(name for name in one.keys() | two.keys() if one.get(name) != two.get(name))


class Reversal(NamedTuple):
    """Money that the tax office takes back (冲正), by an entry of its ledger of its own. Amount in fen."""

    serial: str
    takes_back: str
    """The serial of the money; its own if the ledger names no other."""
    bill_id: UUID
    amount: int
    reversed_on: date


class ToldDocument(NamedTuple):
    """Whose money it is and for which year, where no bill is named (R-061)."""

    document: Document
    benefit_year: int


class ToldReview(NamedTuple):
    """The tax office's review of a refund (R-072). `submission`: the version of the refund that was handed to it."""

    refund_id: UUID
    submission: int
    decision: Decision
    reviewer: str
    reviewed_on: date
    reasons: tuple[str, ...]
    missing: tuple[str, ...]


class LevyReceipt(NamedTuple):
    """What became of one sending of a bill at the tax office. `code`: why it was refused; `round_no`: in which it is being deducted."""

    bill_id: UUID
    resend_no: int
    code: str | None = None
    round_no: int | None = None


class RowAside(NamedTuple):
    """A row that is not taken, or was taken and says more than we read: `raw` with what it needs to be read again, and why, without data.

    `serial` and `bill_id` as far as they could be read; `place` in the message.
    """

    raw: bytes
    error: str
    field: str | None
    rule: str | None
    serial: str | None
    bill_id: UUID | None
    place: int = 0


class InCollection(NamedTuple):
    """Bills of a batch that are being deducted in this round; 0 if no round was told."""

    batch_id: UUID
    bill_ids: tuple[UUID, ...]
    round_no: int = 0


OtherRow = Reversal | ToldRelation | ToldReview | ToldResult | LevyReceipt


@dataclass(slots=True)
class TaxReport:
    """Money and failures in the order in which they were told, and what else rows of webhooks and files tell."""

    told: list[TaxRow] = field(default_factory=list)
    accepted: list[InCollection] = field(default_factory=list)
    reversals: list[Reversal] = field(default_factory=list)
    employees: list[ToldRelation] = field(default_factory=list)
    reviews: list[ToldReview] = field(default_factory=list)
    payouts: list[ToldResult] = field(default_factory=list)
    receipts: list[LevyReceipt] = field(default_factory=list)
    documents: dict[str, ToldDocument] = field(default_factory=dict)
    """By serial, of money that names no bill."""
    aside: list[RowAside] = field(default_factory=list)
    """Rows that cannot be read,"""
    with_more: list[RowAside] = field(default_factory=list)
    """and rows that are taken and have fields that we do not know."""

    def add(self, other: "TaxReport") -> None:
        """Take another report into this one."""
        self.told += other.told
        self.accepted += other.accepted
        self.reversals += other.reversals
        self.employees += other.employees
        self.reviews += other.reviews
        self.payouts += other.payouts
        self.receipts += other.receipts
        self.documents |= other.documents
        self.aside += other.aside
        self.with_more += other.with_more

    def single(self) -> Iterator["TaxReport"]:
        """One report for each thing told; what is set aside or kept is the first one's."""
        yield TaxReport(aside=self.aside, with_more=self.with_more)
        for row in self.told:
            document = self.documents.get(row.serial)
            yield TaxReport([row], documents={row.serial: document} if document else {})
        yield from (TaxReport(accepted=[one._replace(bill_ids=(bill_id,))]) for one in self.accepted for bill_id in one.bill_ids)
        yield from (TaxReport(reversals=[one]) for one in self.reversals)
        yield from (TaxReport(employees=[one]) for one in self.employees)
        yield from (TaxReport(reviews=[one]) for one in self.reviews)
        yield from (TaxReport(payouts=[one]) for one in self.payouts)
        yield from (TaxReport(receipts=[one]) for one in self.receipts)

    @property
    def money(self) -> list[tuple[UUID, Payment]]:
        """Money by bill."""
        return [(bill_id, fact) for bill_id, fact in self.told if isinstance(fact, Payment)]

    @property
    def failures(self) -> list[tuple[UUID, Failure]]:
        """Failures by bill."""
        return [(bill_id, fact) for bill_id, fact in self.told if isinstance(fact, Failure)]

    @property
    def rows(self) -> int:
        """How many rows' worth of work this is."""
        return len(self.told) + len(self.others) + sum(len(one.bill_ids) for one in self.accepted)

    @property
    def others(self) -> "list[OtherRow]":
        """Rows that tell neither of money nor of failures, and are no batches."""
        return [*self.reversals, *self.employees, *self.reviews, *self.payouts, *self.receipts]

    @property
    def serials(self) -> list[str]:
        """Every serial that is told of, in the order in which they are locked; also of rows that are set aside."""
        aside = {one.serial for one in self.aside if one.serial is not None}
        return sorted(aside.union((row.serial for row in self.told), (one.takes_back for one in self.reversals)))

    @property
    def entries(self) -> list[str]:
        """The serials of its own rows, also of those that are set aside."""
        told = [row.serial for row in self.told] + [one.serial for one in self.reversals] + [one.serial for one in self.payouts]
        return told + [one.serial for one in self.aside if one.serial is not None]

    @property
    def bill_ids(self) -> set[UUID]:
        """Every bill that is spoken of."""
        named = {row.bill_id for row in self.told} | {one.bill_id for one in self.receipts}
        return named.union(*(one.bill_ids for one in self.accepted))


def compare(told: Iterable[TaxRow], known: Mapping[str, Sequence[TaxRow]]) -> tuple[list[TaxRow], list[TwoContents]]:
    """R-057: the serial makes a row one row. What is new, and what contradicts all that was told before: neither side is dropped.

    `known`: by serial, what stands first; a row like one of them is nothing new.
    """
    before, fresh, differing = {serial: list(rows) for serial, rows in known.items()}, [], []
    for row in told:
        rows = before.setdefault(row.serial, [])
        if not rows:
            rows.append(row)
            fresh.append(row)
        elif all(row.content != one.content for one in rows):
            differing.append(TwoContents(rows[0], row))
    return fresh, differing


def paid_after_all(differing: Iterable[TwoContents]) -> list[TaxRow]:
    """Money of the ledger under a serial that was told of as a failure: the ledger is the truth, and it pays the bill. Once per serial."""
    money: dict[str, TaxRow] = {}
    for first, other in differing:
        if isinstance(first.fact, Failure) and isinstance(other.fact, Payment):
            money.setdefault(other.serial, other)
    return list(money.values())
