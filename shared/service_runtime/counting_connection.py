"""A driver's connection that tells the work in hand of its statements.

The driver's own query loggers are called after the answer has gone on, so the last statements would be missing; and they cost more.
"""

import time
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

import asyncpg

from event_bus.work import in_hand

if TYPE_CHECKING:
    Connection: TypeAlias = asyncpg.Connection[asyncpg.Record]
else:
    Connection = asyncpg.Connection
Run = TypeVar("Run", bound=Callable[..., Awaitable[Any]])


def _counted(run: Run) -> Run:
    @wraps(run)
    async def run_and_count(*arguments: Any, **options: Any) -> object:
        work = in_hand.get()
        if work is None:
            return await run(*arguments, **options)
        began = time.perf_counter()
        try:
            return await run(*arguments, **options)
        finally:
            work.statements += 1
            work.database_seconds += time.perf_counter() - began

    return cast(Run, run_and_count)


class CountingConnection(Connection):
    """Each call is one statement, BEGIN, COMMIT and ROLLBACK too."""

    execute = _counted(Connection.execute)
    executemany = _counted(Connection.executemany)
    fetch = _counted(Connection.fetch)
    fetchrow = _counted(Connection.fetchrow)
    fetchval = _counted(Connection.fetchval)
