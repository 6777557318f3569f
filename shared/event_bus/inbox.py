"""The inbox: an event whose id is here has had its effect."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from enrolment_events.envelope import Event

# Sorted, so that two replicas with the same events wait for each other instead of blocking each other for ever.
_CLAIM = text(
    "INSERT INTO inbox (event_id) SELECT id FROM unnest(CAST(:ids AS uuid[])) AS claimed (id) ORDER BY id "
    "ON CONFLICT DO NOTHING RETURNING event_id"
)


async def claim_new(connection: AsyncConnection, events: Sequence[Event[Any]]) -> list[Event[Any]]:
    """The events never seen before, each once, in order of arrival; from now on they count as seen if the transaction commits."""
    unique = {event.id: event for event in reversed(events)}
    claimed = set((await connection.execute(_CLAIM, {"ids": list(unique)})).scalars())
    if len(claimed) == len(events):
        return list(events)
    return [event for event in events if event.id in claimed and unique[event.id] is event]
