"""A broker user of a service may touch its own queues and publish its own events; with that all four services work."""

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage
from aiormq.exceptions import AMQPError, ChannelAccessRefused

from canbao_suite.broker_users import SERVICES, definitions, rights
from canbao_suite.rabbitmq_node import RabbitNode
from enrolment_events.catalogue import PUBLISHERS as PUBLISHED
from enrolment_events.dedup import CheckCompletedV1
from enrolment_events.envelope import Event, encode
from enrolment_events.ownership import OWNERS, own_types, owner_of
from enrolment_events.registration import ApplicationSubmittedV1
from event_bus import BusMember, Handlers, Membership, RabbitBus
from event_bus.rabbit_publisher import travelling
from tests.conftest import FreshDatabase
from tests.enrolment_events.samples import sample_event
from tests.event_bus.effects import Service, service_on, submitted, until
from tests.event_bus.letters import replayed
from tests.event_keys import PUBLISHERS, signer_of
from tests.servers import private_node

pytestmark = [pytest.mark.rabbitmq, pytest.mark.timeout(300)]
ROOT = Path(__file__).parents[2]
PAYMENT = "payment.settled.v1"


@pytest.fixture(scope="module")
def node() -> Iterator[RabbitNode]:
    """A broker with the users of the services."""
    with private_node() as started:
        yield started


@asynccontextmanager
async def as_user(node: RabbitNode, user: str) -> AsyncIterator[AbstractChannel]:
    connection = await aio_pika.connect(node.url_of(user))
    async with connection:
        yield await connection.channel(publisher_confirms=True)


@pytest.fixture
def memberships() -> dict[str, Membership]:
    """Filled when the services have joined."""
    return {}


@pytest.fixture
async def services(
    node: RabbitNode, fresh_database: FreshDatabase, memberships: dict[str, Membership]
) -> AsyncIterator[dict[str, Service]]:
    """All four, joined, each with its own user: topology declared, relays leading."""
    async with AsyncExitStack() as stack:
        found = {}
        for name in SERVICES:
            service = found[name] = await stack.enter_async_context(service_on(await fresh_database(name), name))
            handlers: Handlers = {ApplicationSubmittedV1: service.when_submitted, CheckCompletedV1: service.when_answered}
            bus = RabbitBus(node.url_of(name), settle_seconds=0)
            stack.push_async_callback(bus.close)
            member = BusMember(name, service.database, handlers, signer=signer_of(name), publishers=PUBLISHERS)
            memberships[name] = await bus.join(member)
            service.database.on_commit = memberships[name].wake
        for membership in memberships.values():
            await until(lambda: membership.health.relay_leads and membership.health.consumer_alive)  # noqa: B023
        yield found


async def test_what_is_set_aside_may_be_looked_at_again_and_again(services: dict[str, Service], node: RabbitNode) -> None:
    """RabbitMQ 4 would drop it after twenty looks; the policy is told in the runbook too."""
    told = (line.split("\t") for line in node.control("-q", "list_queues", "name", "policy", "--no-table-headers").splitlines())
    set_aside = {name for name, policy in told if policy == "canbao-set-aside"}
    assert set_aside == {"canbao.unrouted.events", *(f"canbao.{service}.parked" for service in SERVICES)}
    (policy,) = rights()["policies"]
    page = (ROOT / "docs" / "runbooks" / "parked-and-unrouted.md").read_text()
    assert f"canbao-set-aside '{policy['pattern']}' '{json.dumps(policy['definition'])}'" in page


async def test_all_four_services_work_with_their_own_users(services: dict[str, Service], node: RabbitNode) -> None:
    await services["registration"].publish(*(events := [submitted() for _ in range(3)]))
    answer: Event[CheckCompletedV1] = sample_event(CheckCompletedV1.event_type)
    await services["dedup"].publish(answer)
    for service in services.values():
        await service.until("SELECT count(*) FROM effects", 3)
        await until(lambda: [heard.id for heard in service.heard] == [answer.id])  # noqa: B023
        assert await service.effect_ids() == sorted(event.id for event in events)
        await service.until("SELECT count(*) FROM outbox", 0)


async def test_parked_messages_come_back_under_the_permissions_of_the_service(
    services: dict[str, Service], memberships: dict[str, Membership], node: RabbitNode
) -> None:
    event = submitted()
    message = travelling(signer_of("registration").sign_message(event.type, b"[" + encode(event) + b"]"))
    async with as_user(node, "operator") as channel:
        await channel.default_exchange.publish(message, "canbao.benefits.parked")
    await replayed(services["benefits"], memberships["benefits"])
    await services["benefits"].until("SELECT count(*) FROM effects", 1)


async def publish_a_payment(channel: AbstractChannel) -> None:
    exchange = await channel.get_exchange("canbao.events", ensure=False)
    await exchange.publish(aio_pika.Message(b"[]"), PAYMENT)


async def publish_past_the_exchange(channel: AbstractChannel) -> None:
    await channel.default_exchange.publish(aio_pika.Message(b"[]"), "canbao.registration")


async def delete_a_queue(channel: AbstractChannel) -> None:
    await channel.queue_delete("canbao.registration")


async def purge_a_queue(channel: AbstractChannel) -> None:
    await (await channel.get_queue("canbao.registration", ensure=False)).purge()


async def read_a_queue(channel: AbstractChannel) -> None:
    await (await channel.get_queue("canbao.registration", ensure=False)).get(fail=False)


async def consume_parked(channel: AbstractChannel) -> None:
    async def take(_: AbstractIncomingMessage) -> None:
        pass

    await (await channel.get_queue("canbao.registration.parked", ensure=False)).consume(take)


async def bind_a_queue(channel: AbstractChannel) -> None:
    await (await channel.get_queue("canbao.registration", ensure=False)).bind("canbao.events", "payment.#")


async def declare_a_queue(channel: AbstractChannel) -> None:
    await channel.declare_queue("elsewhere")


FORBIDDEN: list[Callable[[AbstractChannel], Awaitable[None]]] = [
    publish_a_payment, publish_past_the_exchange, delete_a_queue, purge_a_queue, read_a_queue, consume_parked, bind_a_queue,
    declare_a_queue,
]  # fmt: skip


@pytest.mark.parametrize("act", FORBIDDEN, ids=lambda act: act.__name__)
async def test_dedup_may_not(services: dict[str, Service], node: RabbitNode, act: Callable[[AbstractChannel], Awaitable[None]]) -> None:
    async with as_user(node, "dedup") as channel:
        with pytest.raises(ChannelAccessRefused):
            await act(channel)
    async with as_user(node, "operator") as channel:
        await act(channel)  # else it is refused for another reason than the user


async def test_the_owner_may_publish_a_payment(services: dict[str, Service], node: RabbitNode) -> None:
    async with as_user(node, "payment-bridge") as channel:
        await publish_a_payment(channel)


@pytest.mark.parametrize(("user", "password"), [("guest", "guest"), ("guest", ""), ("dedup", "dedup"), ("nobody", "x")])
async def test_nobody_else_comes_in(node: RabbitNode, user: str, password: str) -> None:
    where = node.url.rpartition("@")[2]
    with pytest.raises(AMQPError):
        await aio_pika.connect(f"amqp://{user}:{password}@{where}")


def test_passwords_are_in_the_definitions_as_hashes_only() -> None:
    passwords = {user: f"word-of-{user}" for user in (*SERVICES, "operator")}
    assert [word for word in passwords.values() if word in definitions(passwords)] == []


def test_every_published_type_belongs_to_its_publisher() -> None:
    for publisher, types in PUBLISHED.items():
        assert {owner_of(data.event_type) for data in types} == {publisher}
        assert all(re.match(own_types(publisher), data.event_type) for data in types)
        others = [data.event_type for other, its in PUBLISHED.items() if other != publisher for data in its]
        assert [event_type for event_type in others if re.match(own_types(publisher), event_type)] == []
    assert set(OWNERS.values()) == set(PUBLISHED)
    assert (owner_of("payment"), owner_of("stranger.v1"), own_types("stranger")) == (None, None, "^$")
