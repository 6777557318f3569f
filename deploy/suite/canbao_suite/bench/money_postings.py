"""Money of the same bills told by many callbacks at once, each told twice and in another order, to two replicas that process them together.

Every posting must stand once, both sides alike; nothing may be set aside or given up because two waited for one another.
"""

import asyncio
import os
import random
import time
from collections.abc import Sequence
from typing import Any

import asyncpg
import msgspec

from canbao_suite.bench.money_bridge import DAY, NOW, RATE, bill_of, fill_bills
from enrolment_terms.money import yuan
from payment_bridge.use_cases.process_callbacks import process_callbacks
from payment_bridge.use_cases.store_callback import store_callback
from service_runtime import Database, Runtime

POSTINGS = 10_000
LIMITS = {"posting_seconds": 60.0}
_OF_A_BILL, _ROWS, _EACH, _REVERSED = 5, 10, 4, 10
_SERIALS = 10**9
_FOUND = """
    SELECT (SELECT count(*) FROM ledger_postings) AS postings, (SELECT count(*) FROM payments) AS payments,
           (SELECT coalesce(sum(fen), 0) FROM (
               SELECT amount AS fen FROM ledger_postings UNION ALL SELECT -amount FROM ledger_postings) AS sides) AS debit_minus_credit,
           (SELECT coalesce(sum(CASE WHEN debit = 'TAX_IN_TRANSIT' THEN amount ELSE -amount END), 0) FROM ledger_postings
            WHERE 'TAX_IN_TRANSIT' IN (debit, credit)) AS in_transit,
           (SELECT coalesce(sum(amount), 0) FROM payments) - (SELECT coalesce(sum(amount), 0) FROM reversals) AS told,
           (SELECT count(*) FROM tax_callbacks WHERE state <> 'PROCESSED')
               + (SELECT count(*) FROM tax_cases WHERE state = 'OPEN') AS letters,
           (SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()) AS deadlocks
"""


async def measure(runtime: Runtime) -> dict[str, Any]:
    """`CANBAO_BENCH_LINES` asks for fewer postings; the limit is that of all of them."""
    wanted, url = min(int(os.environ.get("CANBAO_BENCH_LINES", POSTINGS)), POSTINGS), str(runtime.settings.database_url)
    await fill_bills(url, range(wanted // _OF_A_BILL))
    await _tell(runtime, wanted)
    clock, policy, vault = runtime.clock, runtime.policy, runtime.vault
    other = Runtime(runtime.name, runtime.settings, Database.of(runtime.settings, clock, policy, vault), clock, policy, vault)
    begun = time.perf_counter()
    try:
        await asyncio.gather(*(_work(one) for one in (runtime, other) for _ in range(_EACH)))
    finally:
        await other.database.close()
    seconds = time.perf_counter() - begun
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SELECT pg_stat_force_next_flush()")
        (row,) = await connection.fetch(_FOUND)
        found = dict(row)
    finally:
        await connection.close()
    if found["payments"] != wanted or found["in_transit"] != found["told"] or found["debit_minus_credit"] or found["letters"]:
        raise RuntimeError(f"of {wanted} payments: {found}")
    return {
        "postings_told_twice": wanted,
        "postings": found["postings"],
        "posting_seconds": round(seconds, 1),
        "debit_minus_credit": int(found["debit_minus_credit"]),
        "deadlocks": found["deadlocks"],
        "letters_of_postings": found["letters"],
    }


async def _work(runtime: Runtime) -> None:
    """As the background work of one replica: a step that lost to a deadlock is taken again."""
    while True:
        try:
            if not await process_callbacks(runtime):
                return
        except asyncpg.DeadlockDetectedError:
            continue


async def _tell(runtime: Runtime, wanted: int) -> None:
    """Stored, and not processed yet: each row in two callbacks, in other company; one in ten is taken back."""
    chance = random.Random(7)  # noqa: S311 -- no secret
    rows = [_row(number) for number in range(wanted)]
    back = [_reversal(number) for number in range(0, wanted, _REVERSED)]
    bodies = []
    for kind, those in (("tax.payment.received", rows), ("tax.payment.received", rows), ("tax.payment.reversed", back)):
        mixed = chance.sample(those, len(those))
        bodies += [_callback(kind, mixed[at : at + _ROWS]) for at in range(0, len(mixed), _ROWS)]
    chance.shuffle(bodies)
    for start in range(0, len(bodies), 200):
        async with runtime.database.transaction() as tx:
            for number, body in enumerate(bodies[start : start + 200], start):
                await store_callback(tx, f"msg_{number}", body)


def _row(number: int) -> dict[str, str]:
    bill = bill_of(number // _OF_A_BILL)
    serial = str(_SERIALS + number)
    return {"serial": serial, "bill_id": str(bill), "amount": yuan(RATE), "arrival_date": DAY.isoformat(), "channel": "YUE_SHUITONG"}


def _reversal(number: int) -> dict[str, str]:
    row = _row(number)
    return {"serial": str(2 * _SERIALS + number), "reverses": row["serial"]} | {
        name: row[name] for name in ("bill_id", "amount", "arrival_date")
    }


def _callback(kind: str, rows: Sequence[dict[str, str]]) -> bytes:
    return msgspec.json.encode({"type": kind, "timestamp": NOW.isoformat(), "data": {"rows": rows}})
