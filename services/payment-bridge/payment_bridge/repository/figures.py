"""What waits for somebody, as health, metrics and progress tell it: from partial indexes, never from the bills or callbacks themselves."""

from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

NONE = (0, 0.0)
"""Nothing waits, since no time."""
_AGE = "coalesce(extract(epoch FROM clock_timestamp() - min({})), 0)::float8"
_BATCHES = text(f"SELECT count(*), {_AGE.format('created_at')} FROM levy_batches WHERE answered_at IS NULL")  # noqa: S608
_RECALLS = text(f"SELECT count(*), {_AGE.format('recorded_at')} FROM recalls WHERE recalled_at IS NULL")  # noqa: S608
_FAILED = text("SELECT count(*) FROM tax_callbacks WHERE state <> 'PROCESSED' AND state = 'FAILED'")
_PENDING = text("""
    SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - (
        SELECT received_at FROM tax_callbacks WHERE state <> 'PROCESSED' AND state = 'PENDING' ORDER BY position LIMIT 1
    )), 0)::float8
    FROM tax_callbacks WHERE state <> 'PROCESSED' AND state = 'PENDING'
""")
_LAST = text("SELECT max(received_at) FROM tax_callbacks")
_ODD = text(f"""
    SELECT state, count(*) AS payments, {_AGE.format("received_at")} AS oldest FROM payments WHERE state <> 'SETTLED' GROUP BY state
""")  # noqa: S608
# Batch ids grow with time: the newest answer is among the newest batches.
_TAX_OFFICE = text("""
    SELECT extract(epoch FROM clock_timestamp() - read_at)::float8 AS lag,
           extract(epoch FROM greatest(read_at, (
               SELECT max(answered_at) FROM (SELECT answered_at FROM levy_batches ORDER BY batch_id DESC LIMIT 50) AS newest
           )))::float8 AS last_success
    FROM ledger_cursor
""")


async def unanswered(connection: AsyncConnection) -> dict[str, tuple[int, float]]:
    """Batches and recalls that the tax office has not answered: how many, and the age of the oldest in seconds."""
    batches, recalls = (await connection.execute(_BATCHES)).one(), (await connection.execute(_RECALLS)).one()
    return {"batch": (batches[0], batches[1]), "recall": (recalls[0], recalls[1])}


async def waiting_callbacks(connection: AsyncConnection) -> tuple[int, float, int]:
    """Callbacks that wait to be processed, the age of the oldest in seconds, and how many have failed and are not discarded."""
    pending = (await connection.execute(_PENDING)).one()
    return pending[0], pending[1], (await connection.execute(_FAILED)).scalar_one()


async def last_callback(connection: AsyncConnection) -> datetime | None:
    """When the newest callback was received."""
    moment: datetime | None = (await connection.execute(_LAST)).scalar_one()
    return moment


async def odd_payments(connection: AsyncConnection) -> dict[str, tuple[int, float]]:
    """Money that somebody must look at, by the states that occur: how much of it, and the age of the oldest in seconds."""
    return {row.state: (row.payments, row.oldest) for row in await connection.execute(_ODD)}


async def tax_office(connection: AsyncConnection) -> Any:
    """Seconds since the ledger was read, and when the tax office last answered (Unix seconds); None while it never has."""
    return (await connection.execute(_TAX_OFFICE)).one()
