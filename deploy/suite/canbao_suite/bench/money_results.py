"""A file of results: stored, checked, matched with its bills, and told, to the last event in the outbox.

Its peer is the same work row by row: each row in a transaction of its own, as a callback of one row.
"""

import os
import time
from collections.abc import Iterator
from typing import Any

import asyncpg

from canbao_suite.bench.money_bridge import DAY, RATE, bill_of, fill_bills, hot_share, take_content
from enrolment_terms.scheme import PaymentChannel
from payment_bridge.domain.batch_files import write_file
from payment_bridge.domain.differences import TaxSource
from payment_bridge.domain.facts import Payment
from payment_bridge.domain.file_profiles import FileKind
from payment_bridge.domain.tax_rows import TaxReport, TaxRow
from payment_bridge.gateways.file_profiles import profiles
from payment_bridge.use_cases.take_report import take_report
from service_runtime import Runtime

LINES, _PEER = 425_000, 500
LIMITS = {"result_seconds": 60.0}


async def measure(runtime: Runtime) -> dict[str, Any]:
    """`CANBAO_BENCH_LINES` asks for fewer; the limit is that of all of them."""
    lines, url = int(os.environ.get("CANBAO_BENCH_LINES", LINES)), str(runtime.settings.database_url)
    await fill_bills(url, range(lines + _PEER))
    content = b"".join(write_file(profiles()["PLAIN"], FileKind.RESULTS, "440783", DAY, _rows(lines)))
    begun = time.perf_counter()
    await take_content(runtime, FileKind.RESULTS, content)
    seconds = time.perf_counter() - begun
    begun = time.perf_counter()
    for number in range(lines, lines + _PEER):
        await _one_by_one(runtime, number)
    row_by_row = (time.perf_counter() - begun) / _PEER
    await _prove(url, lines + _PEER)
    return {
        "result_lines": lines,
        "result_seconds": round(seconds, 1),
        "result_lines_per_second": round(lines / seconds),
        "ratio_to_row_by_row": round(row_by_row * lines / seconds, 1),
        "hot_share": await hot_share(url, "bills", lines + _PEER),
    }


def _rows(lines: int) -> Iterator[dict[str, Any]]:
    for number in range(lines):
        yield {
            "serial": str(10**9 + number), "kind": "SUCCESS", "bill_id": str(bill_of(number)), "amount": RATE,
            "arrival_date": DAY.isoformat(), "round_no": 1,
        }  # fmt: skip


async def _one_by_one(runtime: Runtime, number: int) -> None:
    money = Payment(str(10**9 + number), RATE, DAY, PaymentChannel.BANK_DEDUCTION, 1)
    async with runtime.database.transaction() as tx:
        await take_report(tx, TaxReport([TaxRow(bill_of(number), money)]), TaxSource.CALLBACK)


async def _prove(url: str, lines: int) -> None:
    """Every bill is paid, and told once."""
    connection = await asyncpg.connect(url)
    try:
        paid = await connection.fetchval("SELECT count(*) FROM bills WHERE state = 'PAID'")
        told = await connection.fetchval("SELECT count(*) FROM outbox WHERE event_type LIKE 'payment.settled.%'")
    finally:
        await connection.close()
    if (paid, told) != (lines, lines):
        raise RuntimeError(f"of {lines} bills {paid} are paid and {told} told")
