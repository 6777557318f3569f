"""What waits in the event path is told by readyz and by metrics, costs nobody his readiness, and costs little to ask."""

from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import asyncpg
import pytest

from event_bus import BusHealth, OutboxFigures
from tests.event_bus.effects import blocks_read
from tests.figures.asking import checks_once, value
from tests.service_runtime.sample_service import Sample

WAITS: dict[str, tuple[dict[str, Any], str, int]] = {
    "consumer:alive": ({"holding": True, "held_by": "CannotConnectNowError"}, "canbao_consumer_holding", 1),
    "consumer:batch_age": ({"batch_seconds": 61.0}, "canbao_consumer_batch_age_seconds", 61),
    "parked:count": ({"parked": 2}, "canbao_parked_messages", 2),
    "unrouted:count": ({"unrouted": 3}, "canbao_unrouted_messages", 3),
    "relay:held": ({"held_types": ["registration.new.v1"]}, "canbao_relay_held_types", 1),
    "relay:undeleted": ({"undeleted": 1001}, "canbao_relay_undeleted_events", 1001),
    "relay:alive": ({"relay_alive": False, "relay_error": "BrokerLost"}, "canbao_relay_alive", 0),
}
_FILL = (
    "INSERT INTO outbox (event_id, event_type, event) SELECT gen_random_uuid(), 'a.b.v1', repeat('x', 600) FROM generate_series(1, 20000)"
)
_LETTER = (
    "INSERT INTO dead_letters (event_id, event_type, event, origin, publisher, error, kind) "
    "VALUES (gen_random_uuid(), 'a.b.v9', '{}', '/canbao/a', 'a', 'UnknownEventType', 'NOT_YET_KNOWN')"
)


@pytest.fixture
def path(sample: Sample) -> Iterator[Any]:
    """The service's place on the bus, whose health a test may change."""
    membership: Any = sample.runtime.membership
    yield membership
    membership.health = type(membership).health


async def warned(sample: Sample) -> set[str]:
    """Names of the checks that warn."""
    checks = await checks_once(sample.client, lambda _: True)
    return {name for name, check in checks.items() if check["status"] != "pass"}


@pytest.mark.parametrize("name", WAITS)
async def test_what_waits_warns_and_is_counted(sample: Sample, path: Any, name: str) -> None:
    changed, metric, number = WAITS[name]
    healthy: BusHealth = path.health
    assert await warned(sample) == set()
    path.health = replace(healthy, **changed)
    assert await warned(sample) == {name}
    assert await value(sample.client, metric) == number


async def test_a_listener_that_takes_nothing_is_named(sample: Sample, path: Any) -> None:
    path.health = replace(path.health, refusing={"dedup": 7})
    checks = await checks_once(sample.client, lambda _: True)
    assert checks["relay:refusing"] == {"status": "warn", "observedValue": 7, "observedUnit": "events", "output": "dedup"}
    assert await value(sample.client, "canbao_relay_refused_events", listener="dedup") == 7
    assert await value(sample.client, "canbao_relay_refused_events", listener="benefits") == 0


async def test_events_of_a_later_version_warn_apart_from_faults(sample: Sample) -> None:
    async with sample.runtime.database.transaction() as tx:
        await tx.driver.execute(_LETTER)
    assert await warned(sample) == {"deadletters:not_yet_known"}
    assert await value(sample.client, "canbao_not_yet_known_events") == 1
    assert await value(sample.client, "canbao_dead_letters") == 0
    async with sample.runtime.database.transaction() as tx:
        await tx.driver.execute("DELETE FROM dead_letters")


async def test_an_event_that_waits_long_warns_while_the_service_is_ready(sample: Sample) -> None:
    """Whatever keeps the broker from taking it: a memory alarm, a node without a majority, a relay elsewhere that stands still."""
    await sample.take("waits", "waits-for-the-broker")
    assert await warned(sample) == set()
    async with sample.runtime.database.transaction() as tx:
        await tx.driver.execute("UPDATE outbox SET created_at = created_at - interval '61 seconds'")
    assert await warned(sample) == {"outbox:age"}
    assert await value(sample.client, "canbao_outbox_age_seconds") > 61
    async with sample.runtime.database.transaction() as tx:
        await tx.driver.execute("DELETE FROM outbox")


async def test_readyz_and_metrics_do_not_go_over_what_has_left_the_outbox(sample: Sample) -> None:
    """Beside a pg_dump it all lies there still."""
    moment = 0.0
    sample.runtime.outbox = OutboxFigures(lambda: moment)
    async with AsyncExitStack() as stack:
        snapshot, other = [await asyncpg.connect(sample.settings.database_url) for _ in range(2)]
        stack.push_async_callback(other.close)
        stack.push_async_callback(snapshot.close)
        await snapshot.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1 FROM outbox")
        await other.execute(_FILL)
        await other.execute("DELETE FROM outbox")
        await sample.client.get("/readyz")
        moment = 61.0
        await sample.client.get("/readyz")
        assert min([await touched_by_probes(sample, other) for _ in range(3)]) < 100, "the server's own cleaning may be counted once"


async def touched_by_probes(sample: Sample, other: "asyncpg.Connection[asyncpg.Record]") -> int:
    """Blocks of the outbox that were touched while probes were answered."""
    before = await touched(sample, other)
    for probe in ("readyz", "metrics", "readyz", "metrics"):
        assert (await sample.client.get(f"/{probe}")).status_code == 200
    return await touched(sample, other) - before


async def touched(sample: Sample, other: "asyncpg.Connection[asyncpg.Record]") -> int:
    """Blocks of the outbox that probes and others have touched up to now."""
    async with sample.runtime.database.aside.read() as read:
        await read.driver.execute("SELECT pg_stat_force_next_flush()")
    return await blocks_read(other)
