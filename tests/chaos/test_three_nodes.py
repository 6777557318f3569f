"""Three nodes of RabbitMQ: the leader killed, the leader moved, a minority cut off. Nothing is lost, no effect is doubled."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from uuid import UUID

import pytest

from canbao_suite.chaos.rabbitmq_cluster import RabbitCluster
from canbao_suite.rabbitmq_node import RabbitFailed
from event_bus import RabbitBus, rabbit_connection
from tests.event_bus.behaviour import OUTBOX
from tests.event_bus.effects import Service, service_on, submitted
from tests.servers import DatabaseServer, scratch_folder

pytestmark = [pytest.mark.chaos, pytest.mark.rabbitmq, pytest.mark.timeout(240), pytest.mark.xdist_group("chaos")]
QUEUE = "canbao.dedup"
BETWEEN_SECONDS = 0.02


@asynccontextmanager
async def three_nodes() -> AsyncIterator[RabbitCluster]:
    """Started, and ended."""
    with scratch_folder() as folder:
        cluster = RabbitCluster(folder / "cluster")
        await cluster.open()
        try:
            await asyncio.to_thread(cluster.start)
            yield cluster
        finally:
            await asyncio.to_thread(cluster.kill)
            await cluster.close()


class Traffic:
    """Events that go from a publisher to a consumer all the time, whatever happens to the broker."""

    def __init__(self, publisher: Service, consumer: Service) -> None:
        self._publisher, self._consumer = publisher, consumer
        self.published: list[UUID] = []

    async def flow(self) -> None:
        while True:
            event = submitted()
            await self._publisher.publish(event)
            self.published.append(event.id)
            await asyncio.sleep(BETWEEN_SECONDS)

    async def goes_on(self) -> None:
        """Returns when an event that is published from now on has had its effect."""
        known = len(self.published)
        while len(self.published) <= known:  # noqa: ASYNC110 -- the flow goes by itself
            await asyncio.sleep(BETWEEN_SECONDS)
        await self._consumer.until(f"SELECT count(*) FROM effects WHERE event_id = '{self.published[known]}'", 1)


@asynccontextmanager
async def traffic_over(url: str, postgres: DatabaseServer) -> AsyncIterator[Traffic]:
    """Both joined; at the end every event has had its effect once."""
    databases = [postgres.create_database(label) for label in ("publisher", "consumer")]
    async with service_on(databases[0], "registration") as publisher, service_on(databases[1], "dedup") as consumer:
        bus = RabbitBus(url, expects=["dedup"])
        await bus.join(consumer.member)
        publisher.database.on_commit = (await bus.join(publisher.publishing_member)).wake
        traffic = Traffic(publisher, consumer)
        flowing = asyncio.create_task(traffic.flow())
        try:
            yield traffic
            flowing.cancel()
            await asyncio.wait([flowing])
            await publisher.until(OUTBOX, 0)
            await consumer.until("SELECT count(DISTINCT event_id) FROM effects", len(traffic.published))
            assert await consumer.effect_ids() == sorted(traffic.published)
        finally:
            flowing.cancel()
            await bus.close()


async def until_answered(ask: Callable[[], bool]) -> None:
    """Returns when the broker says so; it may refuse to answer meanwhile."""
    async with asyncio.timeout(60):
        while True:
            try:
                if await asyncio.to_thread(ask):
                    return
            except RabbitFailed:
                await asyncio.sleep(0.2)


async def test_nothing_is_lost_or_doubled_while_nodes_come_and_go(postgres: DatabaseServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """All members begin at the leader that is killed: all go on to another node before the queue has its next leader."""
    monkeypatch.setattr(rabbit_connection, "randrange", lambda _: 0)
    async with three_nodes() as cluster, traffic_over(cluster.url, postgres) as traffic:
        await traffic.goes_on()
        leader = await asyncio.to_thread(cluster.leader_of, QUEUE)
        assert leader == 0
        assert await asyncio.to_thread(cluster.members_online, QUEUE) == 3

        await asyncio.to_thread(cluster.nodes[leader].kill)
        await traffic.goes_on()
        await asyncio.to_thread(cluster.nodes[leader].start)
        await until_answered(lambda: cluster.members_online(QUEUE) == 3)

        other = (await asyncio.to_thread(cluster.leader_of, QUEUE) + 1) % len(cluster.nodes)
        await asyncio.to_thread(cluster.move_leader, QUEUE, other)
        await until_answered(lambda: cluster.leader_of(QUEUE) == other)
        await traffic.goes_on()

        cluster.freeze_ways(other)
        await traffic.goes_on()
        await until_answered(lambda: cluster.leader_of(QUEUE) != other)
        await cluster.mend_ways()
        await until_answered(lambda: cluster.members_online(QUEUE) == 3)
        await traffic.goes_on()
