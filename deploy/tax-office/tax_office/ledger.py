"""The ledger: every attempt and every arrival of money, in the order of its serials. What is here is the truth."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import asyncpg
import sqlalchemy as sa

from enrolment_terms.money import yuan
from row_sets import Statement, columns_of, insert_rows, names_of, value
from tax_office.behaviour import Planted
from tax_office.database import Connection, Pool
from tax_office.tables import bills, deliveries, ledger, payouts, recalls, reversals

FIRST_SERIAL = 1_000_000_001


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


_ENTRY = (*names_of(NewEntry), "kind")
_BOOK = Statement(insert_rows(ledger, "serial", *_ENTRY))
_last_of = [sa.select(sa.func.max(table.c.serial)).scalar_subquery() for table in (ledger, reversals, payouts)]
_LAST = Statement(sa.select(sa.func.coalesce(sa.func.greatest(*_last_of), FIRST_SERIAL - 1)))
_TAKEN_BACK = Statement(
    sa.select(reversals)
    .where(reversals.c.serial > value("after", sa.BigInteger))
    .order_by(reversals.c.serial)
    .limit(value("limit", sa.Integer()))
)
_PAID_BACK = Statement(
    sa.select(*payouts.c["serial", "payout_id", "result", "amount", "arrival_date", "cause"])
    .where(payouts.c.serial > value("after", sa.BigInteger))
    .order_by(payouts.c.serial)
    .limit(value("limit", sa.Integer()))
)
_PAGE = Statement(
    sa.select(ledger).where(ledger.c.serial > value("after", sa.BigInteger)).order_by(ledger.c.serial).limit(value("limit", sa.Integer))
)
_STATE = Statement(sa.select(bills.c.state).where(bills.c.bill_id == value("bill_id", bills.c.bill_id)))
_RECALLED = Statement(sa.select(sa.true()).where(recalls.c.bill_id == value("bill_id", recalls.c.bill_id)))
_OF_BILL = Statement(sa.select(ledger).where(ledger.c.bill_id == value("bill_id", ledger.c.bill_id)).order_by(ledger.c.serial))
_BACK_OF_BILL = Statement(
    sa.select(reversals).where(reversals.c.bill_id == value("bill_id", reversals.c.bill_id)).order_by(reversals.c.serial)
)
_group = ledger.c["kind", "cause", "channel", "planted"]
_GROUPS = Statement(
    sa.select(
        *_group,
        sa.func.count().label("entries"),
        sa.cast(sa.func.sum(ledger.c.amount), sa.BigInteger).label("amount"),
        sa.func.count(ledger.c.bill_id.distinct()).label("bills"),
    ).group_by(*_group)
)
_BILLS = Statement(sa.select(bills.c.state, sa.func.count().label("bills")).group_by(bills.c.state).order_by(bills.c.state))
_SENT = Statement(
    sa.select(
        sa.func.count().label("planned"),
        sa.func.count(deliveries.c.delivered_at).label("delivered"),
        (sa.func.count() - sa.func.count(deliveries.c.webhook_id.distinct())).label("same_id_again"),
    ).select_from(deliveries)
)


async def book(connection: Connection, entries: Sequence[NewEntry]) -> list[int]:
    """Writes the entries and returns their serials. The caller holds the lock of the book, so serials are committed in their order."""
    last: int = await _LAST.value(connection)
    serials = list(range(last + 1, last + 1 + len(entries)))
    await _BOOK.run(connection, serial=serials, **columns_of(entries, _ENTRY))
    return serials


async def last_serial(connection: Connection) -> int:
    """Of the book, whose lock the caller holds."""
    found: int = await _LAST.value(connection)
    return found


async def read_page(pool: Pool, after: int, limit: int, *, show_planted: bool = False) -> dict[str, Any]:
    """Entries after a serial, and where to go on: None when nothing more is there now."""
    rows = await _PAGE.rows(pool, after=after, limit=limit + 1)
    others = [*await _TAKEN_BACK.rows(pool, after=after, limit=limit + 1), *await _PAID_BACK.rows(pool, after=after, limit=limit + 1)]
    if others:
        rows = sorted([*rows, *others], key=lambda row: int(row["serial"]))[: limit + 1]
    entries = [_as_json(row, show_planted=show_planted) for row in rows[:limit]]
    return {"entries": entries, "next": entries[-1]["serial"] if len(rows) > limit else None}


async def payments_of(pool: Pool, bill_id: str) -> dict[str, Any]:
    """State of a bill and all entries about it."""
    state = await _STATE.value(pool, bill_id=bill_id)
    if state is None and await _RECALLED.value(pool, bill_id=bill_id):
        state = "RECALLED"
    rows = [*await _OF_BILL.rows(pool, bill_id=bill_id), *await _BACK_OF_BILL.rows(pool, bill_id=bill_id)]
    rows.sort(key=lambda row: int(row["serial"]))
    return {"bill_id": bill_id, "state": state or "UNKNOWN", "entries": [_as_json(row) for row in rows]}


def _as_json(row: asyncpg.Record, *, show_planted: bool = False) -> dict[str, Any]:
    entry = dict(row)
    planted = entry.pop("planted", None)
    if "reverses" in entry:
        entry |= {"kind": "REVERSAL", "reverses": str(row["reverses"])}
    if "payout_id" in entry:
        entry |= {"kind": "PAYOUT"}
    entry |= {"serial": str(row["serial"]), "amount": yuan(row["amount"]), "arrival_date": row["arrival_date"].isoformat()}
    return entry | {"planted": planted} if show_planted else entry


async def summary(pool: Pool) -> dict[str, Any]:
    """Counts and sums for an audit: what arrived rightly, what was planted, what failed and why, and how the bills stand."""
    groups = await _GROUPS.rows(pool)
    sent = await _SENT.row(pool)
    assert sent is not None
    right = [g for g in groups if g["kind"] == "SUCCESS" and g["planted"] is None]
    return {
        "entries": sum(g["entries"] for g in groups),
        "last_serial": str(await _LAST.value(pool)),
        "success": _totals(right),
        "success_by_channel": {channel: _totals([g for g in right if g["channel"] == channel]) for channel in _values(right, "channel")},
        "failure_by_cause": {cause: sum(g["entries"] for g in groups if g["cause"] == cause) for cause in _values(groups, "cause")},
        "planted": {kind.value: _totals([g for g in groups if g["planted"] == kind]) for kind in Planted},
        "bills": {row["state"]: row["bills"] for row in await _BILLS.rows(pool)},
        "deliveries": dict(sent),
    }


def _totals(groups: Sequence[asyncpg.Record]) -> dict[str, Any]:
    return {"entries": sum(g["entries"] for g in groups), "amount": yuan(sum(g["amount"] for g in groups))}


def _values(groups: Sequence[asyncpg.Record], column: str) -> list[str]:
    return sorted({g[column] for g in groups if g[column] is not None})
