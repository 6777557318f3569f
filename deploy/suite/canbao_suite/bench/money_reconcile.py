"""A day of 100,000 payments against the tax office's statement and the bank's, with 300 differences of eight kinds planted in them.

What is right came as one remittance, as a day's deductions do; then the office hands in a newer statement of the day.

Its peer is the pure comparison of `payment_bridge.domain.reconciliation`, row by row in memory: it must find the same.
"""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import asyncpg

from canbao_suite.bench.money_bridge import DAY, RATE, bill_of, fill_bills, take_content
from payment_bridge.domain.batch_files import write_file
from payment_bridge.domain.facts import payment_id_of
from payment_bridge.domain.file_profiles import FileKind
from payment_bridge.domain.reconciliation import BankLine, Books, FindingKind, OwnEntry, TaxLine, compare_day
from payment_bridge.gateways.file_profiles import profiles
from payment_bridge.use_cases.reconcile_day import reconcile_day
from service_runtime import Runtime

LINES, PLANTED = 100_000, 300
_REMITTANCE = "R0"
LIMITS = {"reconcile_seconds": 10.0, "reconcile_newer_seconds": 10.0}
_PAYMENT = ("payment_id", "tax_serial", "bill_id", "amount", "channel", "arrival_date", "round_no", "matched", "state", "version")


@dataclass(slots=True)
class _Books:
    """Ours, the tax office's, the bank's; and what was planted, as (kind, reference)."""

    ours: list[OwnEntry] = field(default_factory=list)
    tax: list[TaxLine] = field(default_factory=list)
    bank: list[BankLine] = field(default_factory=list)
    planted: set[tuple[str, str]] = field(default_factory=set)


async def measure(runtime: Runtime) -> dict[str, Any]:
    """`CANBAO_BENCH_LINES` asks for fewer."""
    lines = int(os.environ.get("CANBAO_BENCH_LINES", LINES))
    books, url = _plant(lines), str(runtime.settings.database_url)
    await fill_bills(url, range(lines))
    await _pay(url, books.ours)
    tax, bank = _content(FileKind.TAX_STATEMENT, _tax_rows(books.tax)), _content(FileKind.BANK_STATEMENT, _bank_rows(books.bank))
    begun = time.perf_counter()
    await take_content(runtime, FileKind.TAX_STATEMENT, tax)
    await take_content(runtime, FileKind.BANK_STATEMENT, bank)
    await _analyze(url)
    told = time.perf_counter()
    figures = await _reconcile(runtime)
    compared = time.perf_counter()
    found, ids = await _found(url)
    again = await _reconcile(runtime)
    if again["found"] != figures["found"] or (await _found(url))[1] != ids:
        raise RuntimeError("a rerun found something else")
    peer = time.perf_counter()
    years = {bill_of(number): 2024 for number in range(lines)}
    same = {
        one.finding_id
        for one in compare_day(DAY, Books(books.ours, {DAY: books.tax}, {DAY: books.bank}, years, runtime.settings.bank_days))
    }
    peer_seconds = time.perf_counter() - peer
    if same != ids:
        raise RuntimeError("the comparison in memory found something else")
    newer = await _newer_statement(runtime, books, len(ids))
    return {
        "reconciled_lines": len(books.tax) + len(books.bank),
        "planted": len(books.planted),
        "found": len(found & books.planted),
        "false_findings": len(ids) - len(found & books.planted),
        "reconcile_seconds": round(compared - told, 2),
        "reconcile_newer_seconds": round(newer, 2),
        "statements_seconds": round(told - begun, 2),
        "reconcile_in_memory_seconds": round(peer_seconds, 2),
    }


async def _newer_statement(runtime: Runtime, books: _Books, found: int) -> float:
    """The tax office names no serial twice any more: seconds of the comparison that finds so much less."""
    once = list({line.serial: line for line in reversed(books.tax)}.values())
    await take_content(runtime, FileKind.TAX_STATEMENT, _content(FileKind.TAX_STATEMENT, _tax_rows(once)))
    began = time.perf_counter()
    left = await _reconcile(runtime)
    seconds = time.perf_counter() - began
    if found - left["found"] != len(books.tax) - len(once):
        raise RuntimeError(f"of {found} differences {left['found']} are left")
    return seconds


def _plant(lines: int) -> _Books:
    """One in so many is planted, the kinds in turn; it is remitted alone, the others together."""
    books, kinds, every = _Books(), list(FindingKind), lines // PLANTED
    for number in range(lines):
        place, rest = divmod(number, every)
        if rest == 0 and place < PLANTED:
            _odd(books, number, kinds[place % len(kinds)])
        else:
            _even(books, number, _REMITTANCE, DAY, RATE)
    _arrive(books, sum(line.amount for line in books.tax if line.reference == _REMITTANCE), _REMITTANCE)
    return books


def _even(books: _Books, number: int, reference: str, booked_on: date, amount: int, year: int = 2024) -> None:
    serial = _serial(number)
    books.ours.append(OwnEntry(serial, False, bill_of(number), RATE, DAY))
    books.tax.append(TaxLine(len(books.tax) + 2, serial, False, bill_of(number), amount, booked_on, year, reference))


def _odd(books: _Books, number: int, kind: FindingKind) -> None:
    serial, amount = _serial(number), RATE - 600 if kind is FindingKind.AMOUNT else RATE
    books.planted.add((kind, serial))
    if kind is FindingKind.MISSING_THERE:
        books.ours.append(OwnEntry(serial, False, bill_of(number), RATE, DAY))
        return
    booked_on = DAY - timedelta(days=1) if kind is FindingKind.LATE else DAY
    _even(books, number, serial, booked_on, amount, 2023 if kind is FindingKind.WRONG_PERIOD else 2024)
    if kind in (FindingKind.MISSING_HERE, FindingKind.UNKNOWN):
        del books.ours[-1]
    if kind is FindingKind.UNKNOWN:
        line = books.tax.pop()
        books.tax.append(TaxLine(line.line_no, serial, False, bill_of(10**9 + number), RATE, DAY, 2024, serial))
    if kind is FindingKind.DUPLICATE:
        books.tax.append(TaxLine(len(books.tax) + 2, serial, False, bill_of(number), RATE, DAY, 2024, serial))
    if kind is not FindingKind.MISSING_AT_BANK:
        _arrive(books, amount, serial)


def _arrive(books: _Books, amount: int, reference: str) -> None:
    place = len(books.bank)
    books.bank.append(BankLine(place + 2, place + 1, amount, DAY, reference))


def _serial(number: int) -> str:
    return str(10**9 + number)


async def _pay(url: str, ours: list[OwnEntry]) -> None:
    """These, and a quarter as many that arrived the day before: a book is more than one day."""
    connection = await asyncpg.connect(url)
    before = [replace(one, serial=str(10**10 + number), booked_on=DAY - timedelta(days=1)) for number, one in enumerate(ours[::4])]
    rows = [
        (payment_id_of(one.serial), one.serial, one.bill_id, one.amount, "YUE_SHUITONG", one.booked_on, 0, True, "SETTLED", 1)
        for one in (*ours, *before)
    ]
    try:
        await connection.copy_records_to_table("payments", records=rows, columns=_PAYMENT)
        await connection.execute("ANALYZE payments")
    finally:
        await connection.close()


async def _analyze(url: str) -> None:
    """As the database does by itself in time: a plan that suits few rows must not be what is measured."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("ANALYZE")
    finally:
        await connection.close()


def _content(kind: FileKind, rows: Iterator[dict[str, Any]]) -> bytes:
    return b"".join(write_file(profiles()["PLAIN"], kind, "440783", DAY, rows))


def _tax_rows(lines: list[TaxLine]) -> Iterator[dict[str, Any]]:
    for one in lines:
        yield {
            "serial": one.serial, "kind": "SUCCESS", "bill_id": str(one.bill_id), "amount": one.amount,
            "booked_on": one.booked_on.isoformat(), "benefit_year": one.benefit_year, "reference": one.reference,
        }  # fmt: skip


def _bank_rows(lines: list[BankLine]) -> Iterator[dict[str, Any]]:
    for one in lines:
        yield {
            "line_no": one.number, "booked_on": one.booked_on.isoformat(), "direction": "IN", "amount": one.amount,
            "reference": one.reference,
        }  # fmt: skip


async def _reconcile(runtime: Runtime) -> Any:
    async with runtime.database.transaction() as tx:
        return await reconcile_day(tx, DAY, "bench:1", runtime.settings.bank_days)


async def _found(url: str) -> tuple[set[tuple[str, str]], set[Any]]:
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch("SELECT finding_id, kind, reference FROM reconciliation_differences WHERE state = 'OPEN'")
    finally:
        await connection.close()
    return {(row["kind"], row["reference"]) for row in rows}, {row["finding_id"] for row in rows}
