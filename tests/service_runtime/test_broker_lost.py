"""The broker is killed and comes back, or takes nothing: a warning that tells for how long, never unready, and nothing is left of it."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aio_pika
import pytest

from canbao_suite.rabbitmq_node import RabbitNode
from event_bus import RabbitBus
from event_bus.rabbit_topology import Topology
from tests.conftest import FreshDatabase
from tests.event_bus.effects import until
from tests.event_bus.proofs import publish_keys
from tests.event_keys import key_of
from tests.figures.asking import checks_once
from tests.servers import private_node
from tests.service_runtime.sample_service import running_sample

pytestmark = pytest.mark.rabbitmq


@pytest.fixture
def node() -> Iterator[RabbitNode]:
    """A broker of our own, to be killed."""
    with private_node() as started:
        yield started


def all_pass(checks: dict[str, Any]) -> bool:
    return all(check["status"] == "pass" for check in checks.values())


async def announced(url: str) -> None:
    """Only then the queue is old enough to outlive a kill."""
    connection, topology = await aio_pika.connect(url), Topology("canbao")
    async with connection:
        while not await topology.has_exchange(connection, topology.mark("sample")):
            pass


async def test_a_broker_that_is_killed_warns_and_clears(fresh_database: FreshDatabase, tmp_path: Path, node: RabbitNode) -> None:
    bus, publishers = RabbitBus(node.url, expects=["sample"]), tmp_path / "publishers.json"
    publish_keys(publishers, key_of("sample"))
    async with running_sample(await fresh_database("broker_lost"), tmp_path, bus=bus, publishers_file=publishers) as sample:
        await until(lambda: sample.runtime.membership.health.relay_leads)
        await announced(node.url)
        before = await checks_once(sample.client, all_pass)
        assert before["broker:connection"] == {"status": "pass", "observedValue": 0.0, "observedUnit": "s"}
        await asyncio.to_thread(node.kill)
        assert (await sample.take("meanwhile", "meanwhile")).status_code == 201
        lost = {"broker:connection", "relay:alive", "consumer:alive"}
        away = await checks_once(sample.client, lambda checks: lost == {name for name in checks if "output" in checks[name]})
        assert {away[name]["status"] for name in lost} == {"warn"}
        since = away["broker:connection"]["observedValue"]
        await checks_once(sample.client, lambda checks: checks["broker:connection"]["observedValue"] > since)
        await asyncio.to_thread(node.start)
        after = await checks_once(sample.client, all_pass)
        assert [check["output"] for check in after.values() if "output" in check] == []
        assert after["broker:connection"]["observedValue"] == 0


async def test_a_broker_with_a_memory_alarm_warns_by_the_age_of_what_waits(
    fresh_database: FreshDatabase, tmp_path: Path, node: RabbitNode
) -> None:
    """It is there, and takes nothing from publishers."""
    bus, publishers = RabbitBus(node.url, expects=["sample"]), tmp_path / "publishers.json"
    publish_keys(publishers, key_of("sample"))
    async with running_sample(await fresh_database("alarm"), tmp_path, bus=bus, publishers_file=publishers) as sample:
        await until(lambda: sample.runtime.membership.health.relay_leads)
        await checks_once(sample.client, all_pass)
        await asyncio.to_thread(node.control, "set_vm_memory_high_watermark", "0")
        assert (await sample.take("meanwhile", "meanwhile")).status_code == 201
        async with sample.runtime.database.transaction() as tx:
            await tx.driver.execute("UPDATE outbox SET created_at = created_at - interval '61 seconds'")
        warns = await checks_once(sample.client, lambda checks: not all_pass(checks))
        assert {name for name, check in warns.items() if check["status"] != "pass"} == {"outbox:age"}
        assert warns["outbox:age"]["observedValue"] >= 61
        await asyncio.to_thread(node.control, "set_vm_memory_high_watermark", "0.4")
        await checks_once(sample.client, all_pass)
        assert await sample.count("outbox") == 0
