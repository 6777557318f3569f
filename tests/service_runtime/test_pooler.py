"""A pooler before the database: one that shares sessions is refused with a sentence, one that keeps them is as good as none."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import asyncpg
import pytest

from service_runtime.sessions import Limits, Purpose, open_session
from service_runtime.shared_sessions import SessionsShared
from tests.conftest import FreshDatabase
from tests.pgbouncer import pgbouncer
from tests.servers import scratch_folder
from tests.service_runtime.sample_service import running_sample


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the pooler's user may read."""
    with scratch_folder() as made:
        yield made


@pytest.mark.parametrize("mode", ["transaction", "statement"])
async def test_one_that_shares_sessions_is_refused(mode: str, fresh_database: FreshDatabase, folder: Path, tmp_path: Path) -> None:
    """Also while others use it."""
    with pgbouncer(await fresh_database("pooled"), mode, folder) as url:
        async with AsyncExitStack() as stack:
            for _ in range(3):
                busy = await open_session(url, Purpose.WORK)
                stack.callback(busy.terminate)
                task = asyncio.create_task(_use(busy))
                stack.callback(task.cancel)
            for _ in range(5):
                with pytest.raises(SessionsShared, match="pool_mode = session"):
                    async with running_sample(url, tmp_path):
                        pass


async def _use(session: "asyncpg.Connection[asyncpg.Record]") -> None:
    while True:
        await session.execute("SELECT pg_sleep(0.001)")


async def test_one_that_keeps_sessions_is_good(fresh_database: FreshDatabase, folder: Path, tmp_path: Path) -> None:
    """The limits of a session hold, too, and end with it."""
    with pgbouncer(await fresh_database("kept"), "session", folder) as url:
        async with running_sample(url, tmp_path, rate_limit_factor=0) as sample:
            answers = await asyncio.gather(*(sample.take(f"note {number}", f"note-number-{number}") for number in range(30)))
            assert {answer.status_code for answer in answers} == {201}
        session = await open_session(url, Purpose.WORK, Limits(lock=7.0))
        assert await session.fetchval("SELECT current_setting('lock_timeout')") == "7s"
        await session.close()
