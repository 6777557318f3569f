"""A service all of whose connections are in use: it is ready, tells its figures, and asks whoever has waited long to come again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.conftest import FreshDatabase
from tests.event_bus.effects import until
from tests.service_runtime.sample_service import Sample, running_sample


@pytest.fixture
async def busy(fresh_database: FreshDatabase, tmp_path: Path) -> AsyncIterator[Sample]:
    """The sample service while six requests hold its connections."""
    async with running_sample(await fresh_database("busy"), tmp_path, rate_limit_factor=0) as sample:
        pool, gates = sample.runtime.database.pool, sample.settings.gates
        slow = [asyncio.create_task(sample.take(f"slow {number}", f"slow-{number}-slow", kind="gated")) for number in range(6)]
        await until(lambda: pool.in_use == 6)
        await gates.inside.wait()
        yield sample
        gates.go_on.set()
        assert {answer.status_code for answer in await asyncio.gather(*slow)} == {201}


async def test_it_is_ready_and_tells_its_figures(busy: Sample) -> None:
    ready = await busy.client.get("/sample/readyz")
    checks = ready.json()["checks"]
    assert (ready.status_code, checks["database:connection"][0]["status"]) == (200, "pass")
    assert [name for name in checks if name.startswith("check:")] == [], "each business check was asked in time"
    assert checks["audit:seal-lag"][0]["status"] == "pass"
    metrics = (await busy.client.get("/sample/metrics")).text
    assert "canbao_database_up 1.0" in metrics
    assert "canbao_figures_missing 0.0" in metrics


async def test_who_waits_too_long_for_a_connection_may_come_again(busy: Sample) -> None:
    busy.runtime.database.pool.wait_seconds = 0.05
    refused = await busy.take("one more", "one-more-note")
    assert (refused.status_code, refused.json()["code"]) == (503, "UNAVAILABLE")
    assert int(refused.headers["retry-after"]) > 0


async def test_checks_that_hang_do_not_hang_readiness(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    async def hangs(_: object) -> list[object]:
        await asyncio.Event().wait()
        return []

    async with AsyncExitStack() as stack:
        sample = await stack.enter_async_context(running_sample(await fresh_database("busy"), tmp_path, checks=[hangs] * 20))
        async with asyncio.timeout(8):
            ready = await sample.client.get("/sample/readyz")
    assert (ready.status_code, ready.json()["status"]) == (200, "warn")
