"""The outbox: events wait here, committed with the state they tell of, until the broker has confirmed them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from enrolment_events.envelope import Event, encode

_WRITE = text(
    "INSERT INTO outbox (event_id, event_type, event) "
    "SELECT * FROM unnest(CAST(:ids AS uuid[]), CAST(:types AS text[]), CAST(:events AS text[]))"
)
# From the start, not "after the last seen": ids are taken before the commit and so become visible out of order.
_PENDING = "SELECT id, event_id, event_type, event FROM outbox WHERE id <> ALL($1::bigint[]) ORDER BY id LIMIT $2"
_DELETE = "DELETE FROM outbox WHERE id = ANY($1::bigint[])"
_FIGURES = text("SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)::float8 FROM outbox")


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One waiting event, encoded as it will travel."""

    id: int
    event_id: UUID
    event_type: str
    event: str


async def write_outbox(connection: AsyncConnection, events: Sequence[Event[Any]]) -> None:
    """Adds events to the outbox within the open transaction."""
    rows = {
        "ids": [event.id for event in events],
        "types": [event.type for event in events],
        "events": [encode(event).decode() for event in events],
    }
    await connection.execute(_WRITE, rows)


async def pending(connection: "asyncpg.Connection[asyncpg.Record]", excluding: Sequence[int], limit: int) -> list[OutboxRow]:
    """The oldest waiting events without those in flight."""
    return [OutboxRow(*row) for row in await connection.fetch(_PENDING, excluding, limit)]


async def delete(connection: "asyncpg.Connection[asyncpg.Record]", ids: Sequence[int]) -> None:
    """Forgets events the broker has confirmed."""
    await connection.execute(_DELETE, ids)


async def outbox_figures(connection: AsyncConnection) -> tuple[int, float]:
    """How many events wait, and for how many seconds the oldest has."""
    depth, age = (await connection.execute(_FIGURES)).one()
    return depth, age
