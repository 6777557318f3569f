"""What an operator does with the broker: topology before anybody runs, and what no queue wanted."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aio_pika
import pytest
from typer.testing import CliRunner

from canbao_suite.command_line import app
from enrolment_events.envelope import encode
from enrolment_events.listeners import heard_by
from event_bus import RabbitBus
from event_bus.proof import Message, prove, read_proof
from event_bus.rabbit_operator import Operator, operating
from event_bus.rabbit_publisher import travelling
from event_bus.rabbit_topology import Topology
from tests.event_bus.behaviour import OUTBOX
from tests.event_bus.effects import Service, submitted
from tests.event_keys import PUBLISHERS, signer_of

pytestmark = pytest.mark.rabbitmq
SUBMITTED = "registration.application.submitted.v1"


@pytest.fixture
def prefix() -> str:
    """Keeps each test's exchanges and queues apart."""
    return f"test-{submitted().id}"


@pytest.fixture
async def operator(rabbitmq_url: str, prefix: str) -> AsyncIterator[Operator]:
    """On the test's broker."""
    async with operating(rabbitmq_url, prefix) as operator:
        yield operator


@pytest.fixture
async def channel(rabbitmq_url: str) -> AsyncIterator[aio_pika.abc.AbstractChannel]:
    """The test's own way to the broker."""
    connection = await aio_pika.connect(rabbitmq_url)
    async with connection:
        yield await connection.channel(publisher_confirms=True, on_return_raises=True)


def signed(place: str = SUBMITTED) -> aio_pika.Message:
    return travelling(signer_of("registration").sign_message(place, b"[" + encode(submitted()) + b"]"))


def canbao(*words: str, url: str, prefix: str) -> tuple[int, str]:
    """Exit code and output of `canbao topology`."""
    result = CliRunner().invoke(app, ["topology", *words, "--amqp-url", url, "--prefix", prefix])
    return result.exit_code, result.output


async def test_what_is_applied_before_anybody_runs_takes_the_first_event(
    publisher: Service, operator: Operator, rabbitmq_url: str, prefix: str, channel: aio_pika.abc.AbstractChannel
) -> None:
    """Twice, which changes nothing."""
    before = await operator.see()
    assert [queue.messages for queue in before.queues] == [None] * 4
    assert not before.is_whole
    await operator.apply(settle_seconds=0)
    await operator.apply(settle_seconds=0)
    assert (await operator.see()).is_whole
    bus = RabbitBus(rabbitmq_url, prefix=prefix, settle_seconds=0)
    await bus.join(publisher.publishing_member)
    await publisher.publish(submitted())
    await publisher.until(OUTBOX, 0)
    await bus.close()
    assert await (await channel.get_queue(f"{prefix}.dedup")).get(timeout=5)


async def test_what_no_queue_wanted_is_listed_and_replayed_as_it_was_signed(
    operator: Operator, prefix: str, channel: aio_pika.abc.AbstractChannel
) -> None:
    exchange = await Topology(prefix).declare_exchange(channel)
    message = signed()
    await exchange.publish(message, SUBMITTED)
    (listed,) = await operator.list_unrouted(10)
    assert (listed.event_type, listed.publisher, listed.bytes) == (SUBMITTED, "registration", len(message.body))
    assert listed.queue == f"{prefix}.unrouted.events"
    for _ in range(30):
        assert await operator.replay_unrouted(10) == (0, 1), "nobody is bound to it: it stays"
        assert await operator.count_unrouted() == 1
        assert len(await operator.list_unrouted(10)) == await operator.count_unrouted() == 1
    await operator.apply(settle_seconds=0)
    assert await operator.replay_unrouted(10) == (1, 0)
    assert await operator.count_unrouted() == 0
    arrived = await (await channel.get_queue(f"{prefix}.dedup")).get(timeout=5)
    again = Message(arrived.routing_key or "", arrived.body, read_proof(arrived.headers), arrived.content_type or "")
    assert prove(again, PUBLISHERS) == "registration"
    assert arrived.body == message.body


async def test_what_is_parked_is_listed_and_stays(
    operator: Operator, rabbitmq_url: str, prefix: str, channel: aio_pika.abc.AbstractChannel
) -> None:
    assert (await operator.list_parked(10), await operator.count_parked()) == ([], 0), "before there is a broker's topology"
    await operator.apply(settle_seconds=0)
    for service, number in (("dedup", 2), ("benefits", 1)):
        for _ in range(number):
            await channel.default_exchange.publish(signed(), f"{prefix}.{service}.parked")
    listed = await operator.list_parked(2)
    assert [(one.queue, one.event_type, one.publisher) for one in listed] == [(f"{prefix}.dedup.parked", SUBMITTED, "registration")] * 2
    assert [one.queue for one in await operator.list_parked(10)] == [f"{prefix}.{name}.parked" for name in ("dedup", "dedup", "benefits")]
    code, told = await asyncio.to_thread(canbao, "parked", "list", url=rabbitmq_url, prefix=prefix)
    assert (code, told.splitlines()[-1], len(told.splitlines())) == (0, "3 messages are parked.", 4)
    assert await operator.count_parked() == 3


async def test_what_was_just_looked_at_is_counted(
    operator: Operator, prefix: str, rabbitmq_url: str, channel: aio_pika.abc.AbstractChannel
) -> None:
    """A message that was given back is not counted by the broker for a moment."""
    exchange = await Topology(prefix).declare_exchange(channel)
    await exchange.publish(signed("registration.stranger.v9"), "registration.stranger.v9")
    for _ in range(10):
        assert await operator.replay_unrouted(10) == (0, 1)
        code, told = await asyncio.to_thread(canbao, "unrouted", "list", url=rabbitmq_url, prefix=prefix)
        assert (code, told.splitlines()[-1], len(told.splitlines())) == (0, "1 messages no queue wanted.", 2)


async def test_the_queue_of_older_releases_is_drained_and_gone(
    operator: Operator, prefix: str, channel: aio_pika.abc.AbstractChannel
) -> None:
    """It had the exchange's name, and dropped its oldest."""
    arguments: dict[str, Any] = {"x-queue-type": "quorum", "x-max-length": 10_000, "x-overflow": "drop-head"}
    old = await channel.declare_queue(f"{prefix}.unrouted", durable=True, arguments=arguments)
    await old.bind(await channel.declare_exchange(f"{prefix}.unrouted", aio_pika.ExchangeType.FANOUT, durable=True))
    exchange = await channel.declare_exchange(
        f"{prefix}.events", aio_pika.ExchangeType.TOPIC, durable=True, arguments={"alternate-exchange": f"{prefix}.unrouted"}
    )
    await exchange.publish(signed(), SUBMITTED)
    await operator.apply(settle_seconds=0)
    assert (await operator.see()).unrouted == 1
    await exchange.publish(signed("registration.stranger.v9"), "registration.stranger.v9")
    assert await operator.replay_unrouted(10) == (1, 1)
    await operator.apply(settle_seconds=0, prune=True)
    assert await operator.count_unrouted() == 1
    with pytest.raises(aio_pika.exceptions.ChannelNotFoundEntity):
        await channel.get_queue(f"{prefix}.unrouted")


async def test_bindings_left_behind_are_shown_and_go_by_prune_only(
    operator: Operator, prefix: str, channel: aio_pika.abc.AbstractChannel
) -> None:
    topology, left = Topology(prefix), "payment.bill.sent.v1"
    await operator.apply(settle_seconds=0)
    await topology.declare_queue(channel, "dedup", [*heard_by("dedup"), left])
    await topology.announce(channel, "dedup", [left])
    await operator.apply(settle_seconds=0)
    seen = {queue.service: list(queue.left_behind) for queue in (await operator.see()).queues}
    assert seen == {"registration": [], "payment-bridge": [], "dedup": [left], "benefits": []}
    await operator.apply(settle_seconds=0, prune=True)
    assert (await operator.see()).is_whole
    await (await channel.get_exchange(topology.events)).publish(signed(left), left)
    assert (await (await channel.get_queue(f"{prefix}.dedup")).declare()).message_count == 0


async def test_events_that_nobody_is_meant_to_hear_are_not_unrouted(
    publisher: Service, operator: Operator, rabbitmq_url: str, prefix: str
) -> None:
    bus = RabbitBus(rabbitmq_url, prefix=prefix, expects=[], settle_seconds=0)
    await bus.join(publisher.publishing_member)
    unheard = "INSERT INTO outbox (event_id, event_type, event) VALUES (:id, 'benefits.filing.changed.v1', '{}')"
    await publisher.run(unheard, id=submitted().id)
    await publisher.until(OUTBOX, 0)
    await bus.close()
    assert await operator.count_unrouted() == 0


def test_the_commands_tell_what_is_missing_and_make_it(rabbitmq_url: str, prefix: str) -> None:
    def here(*words: str) -> tuple[int, str]:
        return canbao(*words, url=rabbitmq_url, prefix=prefix)

    code, told = here("show")
    assert code == 1
    assert f"missing: {SUBMITTED}" in told
    assert f"missing exchange: {prefix}.events" in told
    code, told = here("apply")
    assert (code, told.count("as declared"), "unrouted: 0 messages" in told) == (0, 4, True)
    assert here("show")[0] == 0
    assert here("unrouted", "list") == (0, "0 messages no queue wanted.\n")
    assert here("unrouted", "replay") == (0, "0 messages published again, 0 stay: no listener is bound to their type.\n")
