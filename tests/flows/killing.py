"""Kills all services of the running suite (-9) while work is in the air, and starts them again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg

from tests.flows.kaiping import Kaiping

_WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@dataclass(frozen=True, slots=True)
class Held:
    """Tables to which nothing can be written, and who counts what waits for that."""

    kaiping: Kaiping
    holder: "asyncpg.Connection[asyncpg.Record]"

    async def waits(self, works: int) -> None:
        """Returns once so many works wait."""
        await self.kaiping.until(lambda: self.holder.fetchval(_WAITING), lambda waiting: waiting >= works)


@asynccontextmanager
async def killed_amid(kaiping: Kaiping, works: int, *more_tables: str) -> AsyncIterator[Held]:
    """What begins in here comes as far as its first participation, or row of another table of registration: see `killed_at`."""
    async with killed_at(kaiping, works, "registration", "participations", *more_tables) as held:
        yield held


@asynccontextmanager
async def killed_at(kaiping: Kaiping, works: int, database: str, *tables: str) -> AsyncIterator[Held]:
    """What begins in here comes as far as its first row of these tables, so many at once; there all services die.

    They are started again.
    """
    holder = await asyncpg.connect(kaiping.suite.database_url(database))
    try:
        async with holder.transaction():
            await holder.execute(f"LOCK TABLE {', '.join(tables)} IN SHARE MODE")
            held = Held(kaiping, holder)
            yield held
            await held.waits(works)
            kaiping.suite.processes["suite"].kill()
    finally:
        await holder.close()
    kaiping.suite.processes["suite"].start()
    await asyncio.to_thread(kaiping.suite.wait_ready, "suite")
