"""A connection that does not come about leaves nothing behind."""

import asyncio
import gc
import socket

import pytest

from canbao_suite.listening import LOOPBACK
from event_bus.rabbit_connection import Broker


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
