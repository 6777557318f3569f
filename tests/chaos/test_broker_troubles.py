"""What a broker does to its clients without being gone: it blocks publishers, closes channels, falls silent. Nothing is lost or doubled."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from canbao_suite.chaos.tcp_proxy import proxy_before
from canbao_suite.rabbitmq_node import RabbitNode
from event_bus import Membership, RabbitBus, rabbit_connection
from tests.event_bus.behaviour import OUTBOX
from tests.event_bus.effects import Service, service_on, submitted, until
from tests.servers import DatabaseServer, private_node

pytestmark = [pytest.mark.chaos, pytest.mark.rabbitmq, pytest.mark.timeout(120), pytest.mark.xdist_group("chaos")]
IMPATIENT = "consumer_timeout = 1000\n"


@pytest.fixture(scope="module")
def node() -> Iterator[RabbitNode]:
    """A node that waits one second for an acknowledgement, and looks twice a second who is late."""
    with private_node(IMPATIENT) as node:
        node.control("eval", "application:set_env(rabbit, channel_tick_interval, 500).")
        yield node


@asynccontextmanager
async def pair_on(url: str, postgres: DatabaseServer, prefix: str) -> AsyncIterator[tuple[Service, Service, Membership]]:
    """Publisher, consumer, and the consumer's membership; both are at work."""
    databases = [postgres.create_database(label) for label in ("publisher", "consumer")]
    async with service_on(databases[0], "registration") as publisher, service_on(databases[1], "dedup") as consumer:
        bus = RabbitBus(url, prefix=prefix, expects=["dedup"], settle_seconds=0)
        try:
            consuming = await bus.join(consumer.member)
            await until(lambda: consuming.health.consumer_alive)
            publishing = await bus.join(publisher.publishing_member)
            publisher.database.on_commit = publishing.wake
            await publisher.publish(submitted())
            await publisher.until(OUTBOX, 0)
            yield publisher, consumer, consuming
        finally:
            await bus.close()


async def all_once(publisher: Service, consumer: Service, events: int) -> None:
    """Every event has had its effect, and none had it twice."""
    await publisher.until(OUTBOX, 0)
    await consumer.until("SELECT count(DISTINCT event_id) FROM effects", events)
    ids = await consumer.effect_ids()
    assert len(ids) == len(set(ids)) == events


async def test_a_memory_alarm_holds_the_publishers_and_loses_nothing(node: RabbitNode, postgres: DatabaseServer) -> None:
    async with pair_on(node.url, postgres, "alarm") as (publisher, consumer, _):
        await asyncio.to_thread(node.control, "set_vm_memory_high_watermark", "0")
        try:
            await publisher.publish(*(submitted() for _ in range(20)))
            await publisher.until(f"SELECT pg_sleep(0.2) IS NOT NULL AND ({OUTBOX}) = 20", True)
            assert len(await consumer.effect_ids()) == 1
        finally:
            await asyncio.to_thread(node.control, "set_vm_memory_high_watermark", "0.4")
        await all_once(publisher, consumer, 21)


async def test_a_channel_closed_for_a_late_acknowledgement_is_opened_again(node: RabbitNode, postgres: DatabaseServer) -> None:
    async with pair_on(node.url, postgres, "late") as (publisher, consumer, consuming):
        async with consumer.database.read() as other:
            await other.driver.execute("BEGIN; LOCK TABLE effects")
            await publisher.publish(submitted())
            while "late.dedup" in await asyncio.to_thread(node.control, "list_consumers"):  # noqa: ASYNC110 -- the broker decides
                await asyncio.sleep(0.1)
            await other.driver.execute("ROLLBACK")
        await until(lambda: consuming.health.duplicates == 1)
        await all_once(publisher, consumer, 2)


async def test_a_broker_that_falls_silent_is_left_and_found_again(
    node: RabbitNode, postgres: DatabaseServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rabbit_connection, "HEARTBEAT_SECONDS", 1)
    async with proxy_before(node.ports["amqp"]) as proxy:
        url = node.url.replace(node.address, f"127.0.0.1:{proxy.port}")
        async with pair_on(url, postgres, "silent") as (publisher, consumer, consuming):
            proxy.freeze()
            await publisher.publish(*(submitted() for _ in range(5)))
            await until(lambda: consuming.health.broker.is_away and not consuming.health.consumer_alive)
            await proxy.cut()
            proxy.forward()
            await all_once(publisher, consumer, 6)
