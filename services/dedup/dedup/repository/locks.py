"""One transaction at a time for each document, so that replicas never judge a person on half of the facts."""

from collections.abc import Iterable

from dedup.repository.identities import Identification
from dedup.tables import identity_links
from row_sets import Driver, Statement, typed

_LOCK = Statement(
    "SELECT count(pg_advisory_xact_lock(hashtextextended(token, 0))) FROM {documents.rows}", documents=typed(identity_links, "token")
)


async def lock_identities(driver: Driver, seen: Iterable[Identification]) -> None:
    """Held until the transaction ends; always taken in the same order, so that nobody waits in a circle."""
    keys = {key for one in seen for key in one.tokens or (str(one.person_id),)}
    await _LOCK.run(driver, token=sorted(keys))
