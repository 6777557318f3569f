"""Ledger entries as callbacks, planned with the disorder that was asked for and stored before any is sent."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from enrolment_terms.money import yuan
from enrolment_terms.scheme import FailureCause, PaymentChannel
from row_sets import Statement, columns_of, insert_rows
from tax_office.behaviour import Behaviour, chances, wrong_amount
from tax_office.database import Connection
from tax_office.ledger import NewEntry
from tax_office.odd_rows import has_unknown_channel, odd_row
from tax_office.tables import deliveries, told_otherwise

ROWS_PER_CALLBACK = 500
_REORDER_REACH = 12


@dataclass(frozen=True, slots=True)
class Planned:
    """One delivery to come. `shift` moves it behind later ones; `wait_ms` holds it back."""

    webhook_id: str
    body: bytes
    shift: int
    wait_ms: int


_STORE = Statement(insert_rows(deliveries, "webhook_id", "body", "shift", "not_before"))
_OTHERWISE = Statement(insert_rows(told_otherwise, "serial", "how"))


async def announce(
    connection: Connection,
    entries: Sequence[NewEntry],
    serials: Sequence[int],
    behaviour: Behaviour,
    business_now: datetime,
    taken_back: Set[int] = frozenset(),
) -> None:
    """Stores the callbacks for freshly booked entries, in the transaction that booked them. What is `taken_back` is told as it is."""
    rows = list(zip(entries, serials, strict=True))
    told = [(entry if serial in taken_back else _as_told(entry, serial, behaviour), serial) for entry, serial in rows]
    await _keep_otherwise(connection, rows, told, behaviour)
    await tell_entries(connection, told, behaviour, business_now)


async def tell_entries(
    connection: Connection, told: Sequence[tuple[NewEntry, int]], behaviour: Behaviour, business_now: datetime, name: str = ""
) -> None:
    """Stores the callbacks that tell of entries as they are; `name` begins their ids, where they are told anew."""
    bodies = [*_result_bodies(told, business_now, behaviour), *_payment_bodies(told, business_now, behaviour)]
    await store(connection, [planned for first, body in bodies for planned in plan(f"{name}{first}", body, behaviour)])


async def _keep_otherwise(
    connection: Connection, rows: Sequence[tuple[NewEntry, int]], told: Sequence[tuple[NewEntry, int]], behaviour: Behaviour
) -> None:
    """A row that nobody can read told no amount either."""
    otherwise = {}
    for (entry, serial), (as_told, _) in zip(rows, told, strict=True):
        if as_told.kind != entry.kind:
            otherwise[serial] = "FAILURE"
        elif _tells_channel(as_told) and has_unknown_channel(f"{serial}", behaviour):
            otherwise[serial] = "CHANNEL"
        elif as_told.amount != entry.amount:
            otherwise[serial] = "AMOUNT"
    if otherwise:
        await _OTHERWISE.run(connection, serial=list(otherwise), how=list(otherwise.values()))


def _tells_channel(entry: NewEntry) -> bool:
    return entry.round_no is None or (entry.cause is None and entry.channel != PaymentChannel.BANK_DEDUCTION)


def _as_told(entry: NewEntry, serial: int, behaviour: Behaviour) -> NewEntry:
    """By chance another amount than the ledger has, or a failure where it has money: the payment bridge must see that they differ."""
    if entry.cause is not None or entry.planted is not None:
        return entry
    other, failed = chances(behaviour.seed, "amount", f"{serial}")[:2]
    if entry.round_no is not None and failed < behaviour.told_as_failure:
        return replace(entry, cause=FailureCause.INSUFFICIENT_BALANCE)
    return replace(entry, amount=wrong_amount(entry.amount)) if other < behaviour.other_amount else entry


async def announce_levy(
    connection: Connection, batch_id: str, bill_ids: Sequence[str], behaviour: Behaviour, now: datetime, round_no: int | None = None
) -> None:
    """Stores the callback that says that these bills are in collection, or in it again: in which round."""
    again = {} if round_no is None else {"round_no": round_no}
    body = body_of("tax.levy.accepted", now, {"batch_id": batch_id, **again, "bill_ids": bill_ids})
    name = f"levy_{batch_id}" if round_no is None else f"levy_{batch_id}_{round_no}_{bill_ids[0]}"
    await store(connection, list(plan(name, body, behaviour)))


async def announce_receipts(
    connection: Connection,
    accepted: Sequence[tuple[str, int]],
    refused: Sequence[tuple[str, int, str]],
    behaviour: Behaviour,
    now: datetime,
) -> None:
    """Stores the callbacks that say what became of the bills of a file: (bill, sending) taken, (bill, sending, code) refused."""
    rows: list[dict[str, Any]] = [{"bill_id": bill, "resend_no": number, "result": "ACCEPTED"} for bill, number in accepted]
    rows += [{"bill_id": bill, "resend_no": number, "result": "REFUSED", "code": code} for bill, number, code in refused]
    for first in range(0, len(rows), ROWS_PER_CALLBACK):
        chunk = rows[first : first + ROWS_PER_CALLBACK]
        name = f"receipts_{chunk[0]['bill_id']}_{chunk[0]['resend_no']}_{chunk[0]['result'].lower()}"
        await store(connection, list(plan(name, body_of("tax.levy.receipts", now, {"rows": chunk}), behaviour)))


def plan(name: str, body: bytes, behaviour: Behaviour) -> Iterator[Planned]:
    """A callback, and by chance the same one again: once under its own id, and once under a new one (V-60)."""
    again, reordered, distance, wait, wait_again, reused = chances(behaviour.seed, "callback", name)
    shift = 1 + int(distance * _REORDER_REACH) if reordered < behaviour.reorder else 0
    yield Planned(f"msg_{name}", body, shift, int(wait * behaviour.delay_ms))
    if again < behaviour.duplicate_callbacks:
        yield Planned(f"msg_{name}", body, shift + 1, int(wait_again * behaviour.delay_ms))
        yield Planned(f"msg_{name}_again", body, shift + 2, int(wait_again * behaviour.delay_ms))
    if reused < behaviour.reused_ids:
        yield Planned(f"msg_{name}", body + b" ", shift + 3, int(wait_again * behaviour.delay_ms))


def again_later(planned: Planned, wait_ms: int) -> Planned:
    """The same callback under a new id, so much later."""
    return replace(planned, webhook_id=f"{planned.webhook_id}_late", wait_ms=planned.wait_ms + wait_ms)


async def store(connection: Connection, planned: Sequence[Planned]) -> None:
    """Puts deliveries into the queue."""
    now = datetime.now(UTC)
    not_before = [now + timedelta(milliseconds=one.wait_ms) for one in planned]
    await _STORE.run(connection, **columns_of(planned, ("webhook_id", "body", "shift")), not_before=not_before)


def _result_bodies(rows: Sequence[tuple[NewEntry, int]], now: datetime, behaviour: Behaviour) -> Iterator[tuple[int, bytes]]:
    """One callback tells of one round."""
    by_round: dict[int, list[tuple[NewEntry, int]]] = {}
    for entry, serial in rows:
        if entry.round_no is not None:
            by_round.setdefault(entry.round_no, []).append((entry, serial))
    for round_no, results in by_round.items():
        for chunk in _chunks(results):
            told = {"round_no": round_no, "rows": [odd_row(_result_row(entry, serial), behaviour) for entry, serial in chunk]}
            yield chunk[0][1], body_of("tax.deduction.results", now, told)


def _payment_bodies(rows: Sequence[tuple[NewEntry, int]], now: datetime, behaviour: Behaviour) -> Iterator[tuple[int, bytes]]:
    for chunk in _chunks([(entry, serial) for entry, serial in rows if entry.round_no is None]):
        yield chunk[0][1], body_of("tax.payment.received", now, {"rows": [odd_row(_payment_row(e, s), behaviour) for e, s in chunk]})


def _chunks(rows: Sequence[tuple[NewEntry, int]]) -> Iterator[Sequence[tuple[NewEntry, int]]]:
    return (rows[first : first + ROWS_PER_CALLBACK] for first in range(0, len(rows), ROWS_PER_CALLBACK))


def _result_row(entry: NewEntry, serial: int) -> dict[str, Any]:
    """Of a success that no bank deducted also how the money came."""
    channel = {"channel": entry.channel} if _tells_channel(entry) else {}
    return channel | {
        "serial": str(serial),
        "bill_id": entry.bill_id,
        "resend_no": entry.resend_no,
        "result": entry.kind,
        "amount": yuan(entry.amount),
        "arrival_date": entry.arrival_date.isoformat(),
        "cause": entry.cause,
    }


def _payment_row(entry: NewEntry, serial: int) -> dict[str, Any]:
    return {
        "serial": str(serial),
        "bill_id": entry.bill_id,
        "amount": yuan(entry.amount),
        "arrival_date": entry.arrival_date.isoformat(),
        "channel": entry.channel,
    }


def body_of(kind: str, now: datetime, data: dict[str, Any]) -> bytes:
    """A callback in the words of the contract."""
    return msgspec.json.encode({"type": kind, "timestamp": now.isoformat(timespec="seconds"), "data": data})
