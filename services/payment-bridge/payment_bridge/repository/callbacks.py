"""Callbacks of the tax office: stored first, taken in order, marked when done; and the cursor in its ledger."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from event_bus import Fault

_KEEP = text("""
    INSERT INTO tax_callbacks (webhook_id, body, state) VALUES (:webhook_id, :body, 'PENDING') ON CONFLICT (webhook_id) DO NOTHING
    RETURNING webhook_id
""")
_TAKE = text("""
    SELECT webhook_id, body FROM tax_callbacks WHERE state = 'PENDING' ORDER BY position LIMIT :most FOR UPDATE SKIP LOCKED
""")
_DONE = text("""
    UPDATE tax_callbacks SET state = 'PROCESSED', error = NULL, field = NULL, rule = NULL, processed_at = clock_timestamp()
    WHERE webhook_id = ANY(CAST(:ids AS text[]))
""")
_FAILED = text("""
    UPDATE tax_callbacks SET state = 'FAILED', error = :error, field = :field, rule = :rule, processed_at = clock_timestamp()
    WHERE webhook_id = :webhook_id AND state = 'PENDING'
""")
_REPLAY = text("""
    UPDATE tax_callbacks SET state = 'PENDING', discarded_at = NULL, discarded_by = NULL, discard_reason = NULL
    WHERE webhook_id = :webhook_id AND state IN ('FAILED', 'DISCARDED') RETURNING webhook_id
""")
_DISCARD = text("""
    UPDATE tax_callbacks SET state = 'DISCARDED', discarded_at = clock_timestamp(), discarded_by = :by, discard_reason = :reason
    WHERE webhook_id IN (SELECT webhook_id FROM tax_callbacks WHERE webhook_id = ANY(CAST(:ids AS text[])) AND state = 'FAILED'
                         ORDER BY position FOR UPDATE)
    RETURNING webhook_id
""")
_LIST = text("""
    SELECT webhook_id, state, error, field, rule, received_at, processed_at, length(body) AS bytes, discarded_at, discarded_by,
           discard_reason
    FROM tax_callbacks
    WHERE state = :state ORDER BY position DESC LIMIT :most
""")
_QUIET = text("SELECT coalesce(max(received_at) < clock_timestamp() - make_interval(secs => :seconds), true) FROM tax_callbacks")
_CURSOR = text("SELECT after, read_at < clock_timestamp() - make_interval(secs => :seconds) AS old FROM ledger_cursor")
_MOVE = text("UPDATE ledger_cursor SET after = :after")
_READ = text("UPDATE ledger_cursor SET read_at = clock_timestamp()")


@dataclass(frozen=True, slots=True)
class StoredCallback:
    """A callback as it came, byte for byte."""

    webhook_id: str
    body: bytes


async def keep_callback(connection: AsyncConnection, webhook_id: str, body: bytes) -> bool:
    """True if it is new, False if a callback of this id was stored before."""
    return (await connection.execute(_KEEP, {"webhook_id": webhook_id, "body": body})).one_or_none() is not None


async def take_callbacks(connection: AsyncConnection, most: int) -> list[StoredCallback]:
    """The oldest unprocessed callbacks that nobody else is processing, locked until the transaction ends."""
    return [StoredCallback(row[0], row[1]) for row in await connection.execute(_TAKE, {"most": most})]


async def callbacks_done(connection: AsyncConnection, webhook_ids: Sequence[str]) -> None:
    """Mark them processed, in the transaction of their effects."""
    await connection.execute(_DONE, {"ids": list(webhook_ids)})


async def callback_failed(connection: AsyncConnection, webhook_id: str, fault: Fault) -> None:
    """It stands alone now and waits for an operator."""
    await connection.execute(_FAILED, {"webhook_id": webhook_id, **asdict(fault)})


async def replay_callback(connection: AsyncConnection, webhook_id: str) -> bool:
    """Put a failed callback, discarded or not, back in line. False if there is no such callback."""
    return (await connection.execute(_REPLAY, {"webhook_id": webhook_id})).one_or_none() is not None


async def discard_callbacks(connection: AsyncConnection, webhook_ids: Sequence[str], by: str, reason: str) -> set[str]:
    """Give failed callbacks up: they stay and warn no more. Returns which of them had failed."""
    row = {"ids": list(webhook_ids), "by": by, "reason": reason}
    return set((await connection.execute(_DISCARD, row)).scalars())


async def callbacks_in_state(connection: AsyncConnection, state: str, most: int) -> Sequence[Any]:
    """Callbacks of one state, newest first."""
    return (await connection.execute(_LIST, {"state": state, "most": most})).all()


async def no_callback_for(connection: AsyncConnection, seconds: float) -> bool:
    """True if no callback came in these last seconds."""
    return bool((await connection.execute(_QUIET, {"seconds": seconds})).scalar_one())


async def ledger_read_up_to(connection: AsyncConnection, old_after: float) -> tuple[str | None, bool]:
    """The last serial read from the ledger, and whether its end was reached longer ago than `old_after` seconds."""
    row = (await connection.execute(_CURSOR, {"seconds": old_after})).one()
    return row[0], row[1] is None or row[1]


async def move_cursor(connection: AsyncConnection, after: str) -> None:
    """The ledger was read up to this serial."""
    await connection.execute(_MOVE, {"after": after})


async def ledger_was_read(connection: AsyncConnection) -> None:
    """There is nothing after the cursor."""
    await connection.execute(_READ)
