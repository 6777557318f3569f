"""The database is killed, hangs, comes back: unready within three seconds, never dead, nothing acknowledged lost, no connection leaked."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psutil
import pytest

from canbao_suite.postgres import PostgresServer
from tests.event_bus.effects import until
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
    async with running_sample(server.create_database("lost"), tmp_path, rate_limit_factor=0) as running:
        yield running


async def status(sample: Sample, probe: str) -> int:
    """A probe answers within three seconds, whatever is wrong."""
    async with asyncio.timeout(3):
        return (await sample.client.get(f"/sample/{probe}")).status_code


async def database_up(sample: Sample, times: int = 1) -> list[bool]:
    """What metrics say of the database; they are told in time whatever is wrong, and the counters always."""
    told: list[bool] = []
    for _ in range(times):
        async with asyncio.timeout(6):
            response = await sample.client.get("/sample/metrics")
        assert response.status_code == 200
        assert "canbao_events_relayed_total" in response.text
        told.append("canbao_database_up 1.0" in response.text)
    return told


async def test_killed_and_started_again(sample: Sample, server: PostgresServer) -> None:
    assert (await sample.take("before", "before")).status_code == 201
    await asyncio.to_thread(server.kill)
    assert await status(sample, "readyz") == 503
    assert await status(sample, "livez") == 200
    assert await database_up(sample) == [False]
    away = await sample.take("meanwhile", "meanwhile")
    assert (away.status_code, away.json()["code"]) == (503, "UNAVAILABLE")
    await asyncio.to_thread(server.start)
    assert await status(sample, "readyz") == 200
    assert (await sample.take("meanwhile", "meanwhile")).status_code == 201
    again = await sample.take("before", "before")
    assert again.headers["idempotency-replayed"] == "true"
    await until(lambda: sample.runtime.database.pool.in_use == 0)  # background work may have one in hand for a moment


async def test_a_server_that_hangs(sample: Sample, server: PostgresServer) -> None:
    assert await status(sample, "readyz") == 200
    family = [psutil.Process(server.pid), *psutil.Process(server.pid).children()]
    for process in family:
        process.send_signal(signal.SIGSTOP)
    try:
        ready = [await status(sample, "readyz") for _ in range(2)]
        alive = await status(sample, "livez")
        up = await database_up(sample, times=4)
    finally:
        for process in family:
            process.send_signal(signal.SIGCONT)
    assert (ready, alive, up) == ([503, 503], 200, [False] * 4)
    assert (await sample.take("after the pause", "after-the-pause")).status_code == 201
    assert await status(sample, "readyz") == 200
    await until(lambda: sample.runtime.database.pool.in_use == 0)  # background work may have one in hand for a moment
