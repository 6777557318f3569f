"""Callbacks of the tax office: stored first, taken in order, marked when done; and the cursor in its ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_KEEP = text("""
    INSERT INTO tax_callbacks (webhook_id, body, state) VALUES (:webhook_id, :body, 'PENDING') ON CONFLICT (webhook_id) DO NOTHING
    RETURNING webhook_id
""")
_TAKE = text("""
    SELECT webhook_id, body FROM tax_callbacks WHERE state = 'PENDING' ORDER BY position LIMIT :most FOR UPDATE SKIP LOCKED
""")
_DONE = text("""
    UPDATE tax_callbacks SET state = 'PROCESSED', error = NULL, processed_at = clock_timestamp()
    WHERE webhook_id = ANY(CAST(:ids AS text[]))
""")
_FAILED = text("""
    UPDATE tax_callbacks SET state = 'FAILED', error = :error, processed_at = clock_timestamp()
    WHERE webhook_id = :webhook_id AND state = 'PENDING'
""")
_REPLAY = text("UPDATE tax_callbacks SET state = 'PENDING' WHERE webhook_id = :webhook_id AND state = 'FAILED' RETURNING webhook_id")
_LIST = text("""
    SELECT webhook_id, state, error, received_at, processed_at, length(body) AS bytes FROM tax_callbacks
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


async def callback_failed(connection: AsyncConnection, webhook_id: str, error: str) -> None:
    """It stands alone now and waits for an operator; `error` names the fault without personal data."""
    await connection.execute(_FAILED, {"webhook_id": webhook_id, "error": error})


async def replay_callback(connection: AsyncConnection, webhook_id: str) -> bool:
    """Put a failed callback back in line. False if there is no such failed callback."""
    return (await connection.execute(_REPLAY, {"webhook_id": webhook_id})).one_or_none() is not None


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
