"""One transaction at a time for each document, so that replicas never judge a person on half of the facts."""

from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from dedup.repository.identities import Identification

_LOCK = text("SELECT count(pg_advisory_xact_lock(hashtextextended(key, 0))) FROM unnest(CAST(:keys AS text[])) AS key")


async def lock_identities(connection: AsyncConnection, seen: Iterable[Identification]) -> None:
    """Held until the transaction ends; always taken in the same order, so that nobody waits in a circle."""
    keys = {key for one in seen for key in one.tokens or (str(one.person_id),)}
    await connection.execute(_LOCK, {"keys": sorted(keys)})
