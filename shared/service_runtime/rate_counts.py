"""Replicas tell one another what they have counted: once a second one statement that writes the own counts and reads all others."""

import asyncio
from uuid import UUID, uuid4

import sqlalchemy as sa

from row_sets import Statement, typed, value
from service_runtime.background import Job
from service_runtime.rate_limits import RateLimits
from service_runtime.runtime import Runtime
from service_runtime.runtime_tables import rate_counts

_SECONDS = 1.0
_TELL_AND_HEAR = Statement(
    """
    WITH told AS (
        INSERT INTO rate_counts (replica, {count.names}) SELECT CAST(:replica AS uuid), {count.names} FROM {count.rows}
        ON CONFLICT (replica, digest, started) DO UPDATE SET number = excluded.number WHERE rate_counts.number <> excluded.number
    )
    SELECT digest, started, sum(number)::bigint AS number FROM rate_counts
    WHERE replica <> :replica AND started >= :oldest GROUP BY digest, started
    """,
    count=typed(rate_counts, "digest", "started", "number"),
)
_FORGET = Statement(sa.delete(rate_counts).where(rate_counts.c.started < value("oldest", rate_counts.c.started)))


def sharing(limits: RateLimits) -> Job:
    """The job of one replica. A replica that nobody asks anything asks nothing."""
    replica = uuid4()

    async def share(runtime: Runtime) -> int:
        if counts := sorted(limits.own()):
            await _exchange(runtime, limits, replica, counts)
        return 0

    async def a_second() -> None:
        await asyncio.sleep(_SECONDS)

    return Job("share_rate_counts", share, a_second)


async def _exchange(runtime: Runtime, limits: RateLimits, replica: UUID, counts: list[tuple[bytes, int, int]]) -> None:
    digests, starts, numbers = zip(*counts, strict=True)
    async with runtime.database.read() as read:
        given = {"digest": digests, "started": starts, "number": numbers}
        rows = await _TELL_AND_HEAR.rows(read.driver, replica=replica, oldest=limits.oldest, **given)
        limits.hear([(row["digest"], row["started"], row["number"]) for row in rows])
        await _FORGET.run(read.driver, oldest=limits.oldest)
