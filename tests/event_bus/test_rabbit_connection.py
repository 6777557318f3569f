"""A connection that does not come about leaves nothing behind; of a cluster's nodes the next one is tried."""

import asyncio
import gc
import socket

import pytest

from canbao_suite.listening import LOOPBACK, free_port
from event_bus.rabbit_connection import Broker, addresses_of


async def test_a_connection_given_up_is_closed_at_once() -> None:
    """Left to the collector, the library would close it in whatever thread that runs, and be told that no loop runs there."""
    given_up: list[BaseException] = []
    with socket.create_server((LOOPBACK, 0)) as silent:
        broker = Broker(f"amqp://{LOOPBACK}:{silent.getsockname()[1]}")
        try:
            async with asyncio.timeout(0.1), broker.connected("test"):
                pytest.fail("connected to a server that says nothing")
        except TimeoutError as error:
            given_up.append(error)  # its traceback holds the connection

    def forget() -> None:
        given_up.clear()
        gc.collect()

    await asyncio.to_thread(forget)


@pytest.mark.parametrize(
    ("url", "addresses"),
    [
        ("amqp://one:word@a:1/", ["amqp://one:word@a:1/"]),
        ("amqps://one:w,o@a:1,b:2,c/v?x=1", ["amqps://one:w,o@a:1/v?x=1", "amqps://one:w,o@b:2/v?x=1", "amqps://one:w,o@c/v?x=1"]),
        ("amqp://[::1]:1,localhost/", ["amqp://[::1]:1/", "amqp://localhost/"]),
        ("amqp://", ["amqp://"]),
    ],
)
def test_an_address_may_name_several_nodes(url: str, addresses: list[str]) -> None:
    assert addresses_of(url) == addresses


@pytest.mark.rabbitmq
async def test_a_node_that_is_gone_is_passed_over(rabbitmq_url: str) -> None:
    gone = [f"{LOOPBACK}:{free_port()}" for _ in range(2)]
    user, _, host = rabbitmq_url.rpartition("@")
    here = f"{user}@{','.join([*gone, host])}"
    for _ in range(8):  # it begins with any of them
        async with Broker(here).connected("test") as connection:
            assert not connection.is_closed
    with pytest.raises(ConnectionError):
        async with Broker(f"amqp://{','.join(gone)}/").connected("test"):
            pytest.fail("connected to nobody")


@pytest.mark.rabbitmq
async def test_a_node_whose_connection_fails_its_user_is_not_the_next_one(rabbitmq_url: str) -> None:
    """A node cut off with a minority takes connections, and can do nothing with them."""
    user, _, hosts = rabbitmq_url.rpartition("@")
    host = hosts.rstrip("/")
    broker = Broker(f"{user}@{host},{host.replace(LOOPBACK, 'localhost')}/")

    async def where() -> str:
        async with broker.connected("test") as connection:
            raise LookupError(str(connection))

    said = []
    for _ in range(2):
        with pytest.raises(LookupError) as failure:
            await where()
        said.append(str(failure.value))
    assert said[0] != said[1]
