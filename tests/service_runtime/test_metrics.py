"""Metrics stay few whatever is asked, count what was committed only, and tell what can be told while the database is slow or away."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from random import Random

import httpx
import pytest
from prometheus_client import Counter
from prometheus_client.core import Metric
from prometheus_client.parser import text_string_to_metric_families

from service_runtime import ReadConnection, gauge
from tests.conftest import FreshDatabase
from tests.event_bus.effects import until
from tests.service_runtime.sample_service import Sample, running_sample

NOTES = Counter("canbao_notes", "Notes", registry=None)


async def note_figures(read: ReadConnection) -> Sequence[Metric]:
    return [gauge("notes_kept", "Notes kept", await read.driver.fetchval("SELECT count(*) FROM notes"))]


async def slow_figures(read: ReadConnection) -> Sequence[Metric]:
    await read.driver.execute("SELECT pg_sleep(600)")
    return []


async def broken_figures(read: ReadConnection) -> Sequence[Metric]:
    raise LookupError("figures")


class Held:
    """A source that waits for the test."""

    def __init__(self) -> None:
        self.inside, self.go_on, self.readings = asyncio.Event(), asyncio.Event(), 0

    async def __call__(self, read: ReadConnection) -> Sequence[Metric]:
        self.readings += 1
        self.inside.set()
        await self.go_on.wait()
        return []


async def values(sample: Sample) -> dict[str, float]:
    """Every sample of the exposition by name and labels."""
    response = await sample.client.get("/metrics")
    assert response.status_code == 200
    return {
        one.name + "".join(f",{label}={value}" for label, value in sorted(one.labels.items())): one.value
        for family in text_string_to_metric_families(response.text)
        for one in family.samples
    }


@pytest.fixture(scope="module")
async def busy(fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Sample]:
    """A sample service with figures of its own, some of which fail."""
    folder: Path = tmp_path_factory.mktemp("metrics")
    sources = [note_figures, slow_figures, broken_figures, note_figures_of_tomorrow]
    async with running_sample(await fresh_database("metrics"), folder, counters=[NOTES], figures=sources) as running:
        yield running


async def note_figures_of_tomorrow(read: ReadConnection) -> Sequence[Metric]:
    return [gauge("notes_of_tomorrow", "None yet", 0)]


async def test_thousands_of_odd_requests_make_a_bounded_number_of_series(sample: Sample) -> None:
    chance = Random(6)

    async def ask(number: int) -> None:
        method = chance.choice(["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "BREW", f"M{number}", "get"])
        path = chance.choice(
            ["/sample/v1/notes/{}", "/sample/v1/{}", "/{}", "/sample/docs/{}", "/sample/v1/dead-letters/{}", "//{}", "/sample/v1/notes?{}"]
        ).format(f"{number}-440783199003077739")
        headers = {"Authorization": f"Bearer {number}", "X-Request-Id": f"odd-request-{number}"}
        await sample.client.send(httpx.Request(method, f"http://sample{path}", headers=headers, content=b"{" * (number % 3)))

    seen: list[int] = []
    for first in (0, 1500, 3000):
        for number in range(first, first + 1500):
            await ask(number)
        found = await values(sample)
        assert not any("440783" in name or "odd-request" in name for name in found)
        seen.append(len(found))
    assert seen[2] - seen[1] <= 15, "what is new after thousands are rare mixtures of known methods, routes and answers"
    assert seen[2] < 600
    methods = {part.removeprefix("method=") for name in found for part in name.split(",") if part.startswith("method=")}
    assert methods <= {"GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "OTHER"}


async def test_counters_are_named_total_and_nothing_is_told_twice(sample: Sample) -> None:
    text = (await sample.client.get("/metrics")).text
    assert "canbao_events_relayed_total 0.0" in text
    assert "canbao_events_consumed_total 0.0" in text
    assert "# TYPE canbao_events_relayed_total counter" in text
    assert "_created" not in text
    families = [family.name for family in text_string_to_metric_families(text)]
    assert len(families) == len(set(families))


async def test_what_is_slow_or_broken_is_left_out_and_counted(busy: Sample) -> None:
    found = await values(busy)
    assert found["canbao_database_up"] == 1
    assert found["canbao_notes_kept"] == 0
    assert found["canbao_notes_of_tomorrow"] == 0, "the slow ones were ended by the time limit"
    assert found["canbao_figures_missing"] == 2
    await until(lambda: busy.runtime.database.pool.in_use == 0)  # background work may have one in hand for a moment


async def test_only_what_was_committed_is_counted(busy: Sample) -> None:
    before = (await values(busy))["canbao_notes_total"]
    async with busy.runtime.database.transaction() as work:
        work.after_commit(NOTES.inc)
    with pytest.raises(ZeroDivisionError):
        await _roll_back(busy)
    assert (await values(busy))["canbao_notes_total"] == before + 1


async def _roll_back(sample: Sample) -> None:
    async with sample.runtime.database.transaction() as work:
        work.after_commit(NOTES.inc)
        raise ZeroDivisionError


async def test_the_database_is_read_by_one_at_a_time(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    held = Held()
    async with running_sample(await fresh_database("held"), tmp_path, figures=[held]) as sample:
        asked = [asyncio.create_task(values(sample)) for _ in range(5)]
        await held.inside.wait()
        held.go_on.set()
        told = await asyncio.gather(*asked)
    assert held.readings < 5
    assert {found["canbao_figures_missing"] for found in told} == {0}


async def test_a_reading_under_way_ends_with_the_service(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    held = Held()
    async with running_sample(await fresh_database("held"), tmp_path, figures=[held]) as sample:
        assert (await values(sample))["canbao_figures_missing"] == 1
    assert held.readings == 1


async def test_a_database_that_is_gone_leaves_what_the_process_knows(sample: Sample) -> None:
    class Gone:
        """A database nobody answers for."""

        def __init__(self, real: object) -> None:
            self.pool = real.pool  # type: ignore[attr-defined]

        async def ping(self, seconds: float) -> None:
            raise ConnectionRefusedError(111, "refused")

    real = sample.runtime.database
    sample.runtime.database = Gone(real)  # type: ignore[assignment]
    try:
        found = await values(sample)
    finally:
        sample.runtime.database = real
    assert (found["canbao_database_up"], found["canbao_figures_missing"], found["canbao_events_relayed_total"]) == (0, 2, 0)
    assert "canbao_outbox_depth" not in found
