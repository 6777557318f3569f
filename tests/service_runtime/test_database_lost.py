"""The database is killed, hangs, comes back: unready within three seconds, never dead, nothing acknowledged lost, no connection leaked."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psutil
import pytest

from canbao_suite.postgres import PostgresServer
from tests.servers import TEST_SETTINGS, scratch_folder
from tests.service_runtime.sample_service import Sample, running_sample


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """A server of our own, to be killed."""
    with scratch_folder() as folder:
        started = PostgresServer(folder / "lost", TEST_SETTINGS)
        started.start()
        yield started
        started.stop()


@pytest.fixture
async def sample(server: PostgresServer, tmp_path: Path) -> AsyncIterator[Sample]:
    """A sample service on it."""
    async with running_sample(server.create_database("lost"), tmp_path) as running:
        yield running


async def status(sample: Sample, probe: str) -> int:
    """A probe answers within three seconds, whatever is wrong."""
    async with asyncio.timeout(3):
        return (await sample.client.get(f"/sample/{probe}")).status_code


async def test_killed_and_started_again(sample: Sample, server: PostgresServer) -> None:
    assert (await sample.take("before", "before")).status_code == 201
    await asyncio.to_thread(server.kill)
    assert await status(sample, "readyz") == 503
    assert await status(sample, "livez") == 200
    away = await sample.take("meanwhile", "meanwhile")
    assert (away.status_code, away.json()["code"]) == (503, "UNAVAILABLE")
    await asyncio.to_thread(server.start)
    assert await status(sample, "readyz") == 200
    assert (await sample.take("meanwhile", "meanwhile")).status_code == 201
    again = await sample.take("before", "before")
    assert again.headers["idempotency-replayed"] == "true"
    assert sample.runtime.database.pool.in_use == 0


async def test_a_server_that_hangs(sample: Sample, server: PostgresServer) -> None:
    assert await status(sample, "readyz") == 200
    family = [psutil.Process(server.pid), *psutil.Process(server.pid).children()]
    for process in family:
        process.send_signal(signal.SIGSTOP)
    try:
        ready = [await status(sample, "readyz") for _ in range(2)]
        alive = await status(sample, "livez")
    finally:
        for process in family:
            process.send_signal(signal.SIGCONT)
    assert (ready, alive) == ([503, 503], 200)
    assert (await sample.take("after the pause", "after-the-pause")).status_code == 201
    assert await status(sample, "readyz") == 200
    assert sample.runtime.database.pool.in_use == 0
