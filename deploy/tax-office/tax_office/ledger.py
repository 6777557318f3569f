"""The ledger: every attempt and every arrival of money, in the order of its serials. What is here is the truth."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import asyncpg

from enrolment_terms.money import yuan
from tax_office.behaviour import Planted
from tax_office.database import Connection, Pool

FIRST_SERIAL = 1_000_000_001
_COLUMNS = ("serial", "kind", "bill_id", "amount", "arrival_date", "channel", "cause", "round_no", "resend_no", "planted")


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry before it has a serial. `amount` in fen; `cause` None for money that arrived."""

    bill_id: str
    amount: int
    arrival_date: date
    channel: str
    cause: str | None
    round_no: int | None
    resend_no: int
    planted: Planted | None = None

    @property
    def kind(self) -> Literal["SUCCESS", "FAILURE"]:
        return "SUCCESS" if self.cause is None else "FAILURE"


async def book(connection: Connection, entries: Sequence[NewEntry]) -> list[int]:
    """Writes the entries and returns their serials. The caller holds the lock of the book, so serials are committed in their order."""
    last: int = await connection.fetchval("SELECT coalesce(max(serial), $1) FROM ledger", FIRST_SERIAL - 1)
    serials = list(range(last + 1, last + 1 + len(entries)))
    records = [
        (serial, e.kind, e.bill_id, e.amount, e.arrival_date, e.channel, e.cause, e.round_no, e.resend_no, e.planted)
        for serial, e in zip(serials, entries, strict=True)
    ]
    await connection.copy_records_to_table("ledger", records=records, columns=_COLUMNS)
    return serials


async def read_page(pool: Pool, after: int, limit: int, *, show_planted: bool = False) -> dict[str, Any]:
    """Entries after a serial, and where to go on: None when nothing more is there now."""
    rows = await pool.fetch("SELECT * FROM ledger WHERE serial > $1 ORDER BY serial LIMIT $2", after, limit + 1)
    entries = [_as_json(row, show_planted=show_planted) for row in rows[:limit]]
    return {"entries": entries, "next": entries[-1]["serial"] if len(rows) > limit else None}


async def payments_of(pool: Pool, bill_id: str) -> dict[str, Any]:
    """State of a bill and all entries about it."""
    state = await pool.fetchval("SELECT state FROM bills WHERE bill_id = $1", bill_id)
    if state is None and await pool.fetchval("SELECT true FROM recalls WHERE bill_id = $1", bill_id):
        state = "RECALLED"
    rows = await pool.fetch("SELECT * FROM ledger WHERE bill_id = $1 ORDER BY serial", bill_id)
    return {"bill_id": bill_id, "state": state or "UNKNOWN", "entries": [_as_json(row) for row in rows]}


def _as_json(row: asyncpg.Record, *, show_planted: bool = False) -> dict[str, Any]:
    entry = dict(row)
    planted = entry.pop("planted")
    entry |= {"serial": str(row["serial"]), "amount": yuan(row["amount"]), "arrival_date": row["arrival_date"].isoformat()}
    return entry | {"planted": planted} if show_planted else entry


async def summary(pool: Pool) -> dict[str, Any]:
    """Counts and sums for an audit: what arrived rightly, what was planted, what failed and why, and how the bills stand."""
    groups = await pool.fetch(
        "SELECT kind, cause, channel, planted, count(*) AS entries, sum(amount)::bigint AS amount, count(DISTINCT bill_id) AS bills"
        " FROM ledger GROUP BY kind, cause, channel, planted"
    )
    bills = await pool.fetch("SELECT state, count(*) AS bills FROM bills GROUP BY state ORDER BY state")
    sent = await pool.fetchrow(
        "SELECT count(*) AS planned, count(delivered_at) AS delivered, count(*) - count(DISTINCT webhook_id) AS same_id_again"
        " FROM deliveries"
    )
    assert sent is not None
    right = [g for g in groups if g["kind"] == "SUCCESS" and g["planted"] is None]
    return {
        "entries": sum(g["entries"] for g in groups),
        "last_serial": str(await pool.fetchval("SELECT coalesce(max(serial), $1) FROM ledger", FIRST_SERIAL - 1)),
        "success": _totals(right),
        "success_by_channel": {channel: _totals([g for g in right if g["channel"] == channel]) for channel in _values(right, "channel")},
        "failure_by_cause": {cause: sum(g["entries"] for g in groups if g["cause"] == cause) for cause in _values(groups, "cause")},
        "planted": {kind.value: _totals([g for g in groups if g["planted"] == kind]) for kind in Planted},
        "bills": {row["state"]: row["bills"] for row in bills},
        "deliveries": dict(sent),
    }


def _totals(groups: Sequence[asyncpg.Record]) -> dict[str, Any]:
    return {"entries": sum(g["entries"] for g in groups), "amount": yuan(sum(g["amount"] for g in groups))}


def _values(groups: Sequence[asyncpg.Record], column: str) -> list[str]:
    return sorted({g[column] for g in groups if g[column] is not None})
