"""Two versions run together: what the older one cannot know yet waits, and is taken by itself when the newer one is there."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import aio_pika
import msgspec
import pytest

from enrolment_events.envelope import encode
from enrolment_terms.identifiers import new_id
from event_bus import RabbitBus
from event_bus.rabbit_topology import Topology
from tests.conftest import FreshDatabase
from tests.event_bus.builds import LATER
from tests.event_bus.effects import Service, service_on, submitted

pytestmark = pytest.mark.rabbitmq
EACH = 20
TAKEN, TWICE = "SELECT count(DISTINCT event_id) FROM effects", "SELECT count(*) - count(DISTINCT event_id) FROM effects"
NOT_YET, FAULTS = (f"SELECT count(*) FROM dead_letters WHERE kind {sign} 'NOT_YET_KNOWN'" for sign in ("=", "<>"))


def told(event_type: str | None = None, **more: str) -> dict[str, object]:
    """An event as the next release tells it."""
    event: dict[str, object] = msgspec.json.decode(encode(submitted()))
    data = event["data"]
    assert isinstance(data, dict)
    return {**event, "type": event_type or event["type"], "data": {**data, **more}}


def next_release() -> list[dict[str, object]]:
    """What both know, then one more optional field, one more code, one more type."""
    kinds = [{}, {"remark": "said"}, {"category": "CODE_OF_NEXT_RELEASE"}, {"event_type": LATER}]
    return [told(**kind) for _ in range(EACH) for kind in kinds]


@contextmanager
def build(name: str, url: str, broker: str, prefix: str) -> Iterator[None]:
    """A running build, killed at the end."""
    path = os.pathsep.join(place for place in sys.path if place)
    command = [sys.executable, "-m", "tests.event_bus.builds", name, url, broker, prefix]
    process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": path})
    try:
        yield
    finally:
        process.kill()
        process.wait()


async def bind_later(broker: str, prefix: str) -> None:
    """What the deployment does before anybody tells it."""
    async with await aio_pika.connect(broker) as connection:
        await Topology(prefix).declare_queue(await connection.channel(), "dedup", [submitted().type, LATER])


async def publish(publisher: Service, broker: str, prefix: str, events: list[dict[str, object]]) -> None:
    """By the outbox and its relay, until the broker has all of it."""
    bus = RabbitBus(broker, prefix=prefix, expects=(), settle_seconds=0)
    membership = await bus.join(publisher.publishing_member)
    for event in events:
        row = {"event_id": new_id(), "event_type": event["type"], "event": msgspec.json.encode(event).decode()}
        await publisher.run("INSERT INTO outbox (event_id, event_type, event) VALUES (:event_id, :event_type, :event)", **row)
    membership.wake()
    await publisher.until("SELECT count(*) FROM outbox", 0)
    await bus.close()


async def test_an_old_listener_keeps_what_a_new_publisher_tells_for_the_new_one(
    publisher: Service, fresh_database: FreshDatabase, rabbitmq_url: str
) -> None:
    url, prefix = await fresh_database("listener"), f"test-{submitted().id}"
    await bind_later(rabbitmq_url, prefix)
    async with service_on(url, "dedup") as listener:
        await publish(publisher, rabbitmq_url, prefix, next_release())
        with build("old", url, rabbitmq_url, prefix):
            await listener.until(NOT_YET, 2 * EACH)
            await listener.until(TAKEN, 2 * EACH)
        assert await listener.query(FAULTS) == 0
        with build("new", url, rabbitmq_url, prefix):
            await listener.until(TAKEN, 4 * EACH)
        assert [await listener.query(question) for question in (TWICE, NOT_YET, FAULTS)] == [0, 0, 0]
        assert await listener.query("SELECT count(*) FROM effects WHERE taken_by = 'new'") == 2 * EACH


async def test_replicas_of_two_versions_on_one_queue_lose_nothing(
    publisher: Service, fresh_database: FreshDatabase, rabbitmq_url: str
) -> None:
    """The other order, too: the new listener is there before anybody tells anything new, and takes what the old publisher tells."""
    url, prefix = await fresh_database("listener"), f"test-{submitted().id}"
    await bind_later(rabbitmq_url, prefix)
    async with service_on(url, "dedup") as listener:
        with build("new", url, rabbitmq_url, prefix):
            await publish(publisher, rabbitmq_url, prefix, [told() for _ in range(EACH)])
            await listener.until(TAKEN, EACH)
            with build("old", url, rabbitmq_url, prefix):
                for _ in range(3):
                    await publish(publisher, rabbitmq_url, prefix, next_release())
                await listener.until(TAKEN, 13 * EACH)
            await listener.until(NOT_YET, 0)
        assert [await listener.query(question) for question in (TWICE, FAULTS)] == [0, 0]
