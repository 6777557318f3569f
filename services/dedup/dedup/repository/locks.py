"""One transaction at a time for each person, so that replicas never judge a person on half of the facts."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_LOCK = text("SELECT count(pg_advisory_xact_lock(hashtextextended(person::text, 0))) FROM unnest(CAST(:persons AS uuid[])) AS person")


async def lock_persons(connection: AsyncConnection, persons: Iterable[UUID]) -> None:
    """Held until the transaction ends; always taken in the same order, so that nobody waits in a circle."""
    await connection.execute(_LOCK, {"persons": sorted(set(persons))})
