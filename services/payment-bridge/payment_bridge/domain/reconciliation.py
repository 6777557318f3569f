"""One day of three books: our payments, the tax office's statement, the statement of the bank or the treasury (R-057, R-096).

An entry is known by the tax office's serial, and by whether it brings money or takes it back (a reversal, a refund): that counts against.
What the bank shows is compared by reference: the serial, or the number of the remittance in which the tax office sent many, all of one day.
This is the rule as it reads, row by row. The suite compares in SQL (`repository/reconciliation.py`); tests and `script/bench money` hold
one against the other. What is found again has the same id: that of its content.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from enrolment_terms.labels import labelled


class FindingKind(StrEnum):
    """How the books differ."""

    MISSING_HERE = "MISSING_HERE"
    MISSING_THERE = "MISSING_THERE"
    MISSING_AT_BANK = "MISSING_AT_BANK"
    AMOUNT = "AMOUNT"
    DUPLICATE = "DUPLICATE"
    LATE = "LATE"
    WRONG_PERIOD = "WRONG_PERIOD"
    UNKNOWN = "UNKNOWN"


class Book(StrEnum):
    """Whose statement was compared: the tax office's with our payments, or the bank's with the tax office's."""

    TAX = "TAX"
    BANK = "BANK"


class FindingState(StrEnum):
    """Waiting for a person, gone by itself, or closed by a person."""

    OPEN = "OPEN"
    RESOLVED = "RESOLVED"
    CLOSED = "CLOSED"


labelled(
    FindingKind,
    "对账差异类别",
    {
        FindingKind.MISSING_HERE: "税务有、我方无",
        FindingKind.MISSING_THERE: "我方有、税务无",
        FindingKind.MISSING_AT_BANK: "银行或国库未入账",
        FindingKind.AMOUNT: "金额不一致",
        FindingKind.DUPLICATE: "重复",
        FindingKind.LATE: "到账日期不一致或入账迟延",
        FindingKind.WRONG_PERIOD: "所属年度或账单不一致",
        FindingKind.UNKNOWN: "无对应账单或款项",
    },
)
labelled(Book, "对账单来源", {Book.TAX: "税务对账单", Book.BANK: "银行或国库对账单"})
labelled(FindingState, "对账差异状态", {FindingState.OPEN: "待核对", FindingState.RESOLVED: "已自行消除", FindingState.CLOSED: "已核结"})


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """Money in our book, or money taken back. Amount in fen, negative of what was taken back."""

    serial: str
    takes_back: bool
    bill_id: UUID
    amount: int
    booked_on: date


@dataclass(frozen=True, slots=True)
class TaxLine:
    """A line of the tax office's statement. `reference`: as the bank shows it; `line_no` in the file. Amounts as ours."""

    line_no: int
    serial: str
    takes_back: bool
    bill_id: UUID | None
    amount: int
    booked_on: date
    benefit_year: int | None
    reference: str


@dataclass(frozen=True, slots=True)
class BankLine:
    """A line of the bank's statement; what went out is negative. `number`: the bank's own of the day."""

    line_no: int
    number: int
    amount: int
    booked_on: date
    reference: str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference. `ours` is what was expected: our payment, or what the tax office says that it sent."""

    day: date
    book: Book
    kind: FindingKind
    reference: str
    takes_back: bool = False
    bill_id: UUID | None = None
    our_amount: int | None = None
    their_amount: int | None = None
    our_day: date | None = None
    their_day: date | None = None

    @property
    def finding_id(self) -> UUID:
        """The same for the same content."""
        told = (
            self.day, self.book, self.kind, self.reference, "back" if self.takes_back else "money", self.bill_id, self.our_amount,
            self.their_amount, self.our_day, self.their_day,
        )  # fmt: skip
        text = "/".join("" if one is None else str(one) for one in told)
        return UUID(bytes=hashlib.sha256(text.encode()).digest()[:16])


class Books(NamedTuple):
    """All that is known when a day is compared. The statements by the day that they are of; a day without one is not in them."""

    ours: Sequence[OwnEntry]
    tax: Mapping[date, Sequence[TaxLine]]
    bank: Mapping[date, Sequence[BankLine]]
    years: Mapping[UUID, int]
    """Of our bills."""
    bank_days: int
    """So many days after the tax office the bank may show the money."""


def compare_day(day: date, books: Books) -> list[Finding]:
    """What differs. A statement that has not come is not compared with."""
    found = []
    if day in books.tax:
        found += [*_with_tax(day, books), *_not_there(day, books), *_with_bank(day, books)]
    return [*found, *_strays(day, books)]


def _with_tax(day: date, books: Books) -> Iterator[Finding]:
    ours = {(one.serial, one.takes_back): one for one in books.ours}
    times = Counter((one.serial, one.takes_back) for one in books.tax[day])
    for line in _once(books.tax[day]):
        key = (line.serial, line.takes_back)
        own = ours.get(key)
        if (kind := _kind(day, line, own, times[key], books.years)) is None:
            continue
        bill_id = own.bill_id if own else line.bill_id
        here = (own.amount, own.booked_on) if own else (None, None)
        yield Finding(day, Book.TAX, kind, line.serial, line.takes_back, bill_id, here[0], line.amount, here[1], line.booked_on)


def _kind(day: date, line: TaxLine, own: OwnEntry | None, times: int, years: Mapping[UUID, int]) -> FindingKind | None:
    if times > 1:
        return FindingKind.DUPLICATE
    if own is None:
        return FindingKind.MISSING_HERE if line.bill_id in years else FindingKind.UNKNOWN
    if own.amount != line.amount:
        return FindingKind.AMOUNT
    year = years.get(own.bill_id)
    if line.bill_id not in (None, own.bill_id) or (line.benefit_year and year and line.benefit_year != year):
        return FindingKind.WRONG_PERIOD
    return None if own.booked_on == line.booked_on == day else FindingKind.LATE


def _not_there(day: date, books: Books) -> Iterator[Finding]:
    told = {(line.serial, line.takes_back) for lines in books.tax.values() for line in lines}
    for own in books.ours:
        if own.booked_on == day and (own.serial, own.takes_back) not in told:
            yield Finding(
                day, Book.TAX, FindingKind.MISSING_THERE, own.serial, own.takes_back, own.bill_id, own.amount, our_day=own.booked_on
            )


def _with_bank(day: date, books: Books) -> Iterator[Finding]:
    sent: dict[str, list[TaxLine]] = defaultdict(list)
    for line in _once(books.tax[day]):
        sent[line.reference].append(line)
    arrived: dict[str | None, list[BankLine]] = defaultdict(list)
    for bank_line in (line for lines in books.bank.values() for line in lines):
        arrived[bank_line.reference].append(bank_line)
    is_due = any(told >= day for told in books.bank)
    for reference, lines in sent.items():
        wanted, there = sum(one.amount for one in lines), arrived.get(reference, [])
        if (kind := _kind_at_bank(day, wanted, there, books.bank_days, is_due=is_due)) is not None:
            bill_id = lines[0].bill_id if len(lines) == 1 else None
            their_amount, their_day = (sum(one.amount for one in there), max(one.booked_on for one in there)) if there else (None, None)
            yield Finding(day, Book.BANK, kind, reference, False, bill_id, wanted, their_amount, day, their_day)


def _kind_at_bank(day: date, wanted: int, there: Sequence[BankLine], bank_days: int, *, is_due: bool) -> FindingKind | None:
    if not there:
        return FindingKind.MISSING_AT_BANK if is_due and wanted else None
    if sum(one.amount for one in there) != wanted:
        return FindingKind.DUPLICATE if len({one.amount for one in there}) < len(there) else FindingKind.AMOUNT
    return FindingKind.LATE if max(one.booked_on for one in there) > day + timedelta(days=bank_days) else None


def _strays(day: date, books: Books) -> Iterator[Finding]:
    """Money at the bank of which neither the tax office nor we know. Two lines that are alike are told apart by the bank's number."""
    known = {line.reference for lines in books.tax.values() for line in lines} | {own.serial for own in books.ours}
    for line in books.bank.get(day, ()):
        if line.reference not in known:
            reference = f"{line.reference or ''}#{line.number}"
            yield Finding(day, Book.BANK, FindingKind.UNKNOWN, reference, their_amount=line.amount, their_day=line.booked_on)


def _once(lines: Iterable[TaxLine]) -> list[TaxLine]:
    """Each entry by its first line."""
    first: dict[tuple[str, bool], TaxLine] = {}
    for line in sorted(lines, key=lambda one: one.line_no):
        first.setdefault((line.serial, line.takes_back), line)
    return list(first.values())
