"""Reads every message that goes over the broker, beside the services."""

import asyncio
from types import TracebackType
from typing import Self

import aio_pika

from canbao_suite.processes import Suite
from event_bus.rabbit_topology import Topology


class Spy:
    """A queue of its own that is given every event."""

    def __init__(self, suite: Suite) -> None:
        assert suite.rabbitmq is not None
        self._url = suite.rabbitmq.url
        self.messages: list[bytes] = []

    async def __aenter__(self) -> Self:
        self._connection = await aio_pika.connect_robust(self._url)
        channel = await self._connection.channel()
        queue = await channel.declare_queue(exclusive=True)
        await queue.bind(Topology("canbao").events, "#")
        await queue.consume(self._read, no_ack=True)
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        await self._connection.close()

    async def _read(self, message: aio_pika.abc.AbstractIncomingMessage) -> None:
        await asyncio.sleep(0)
        self.messages.append(message.body + repr(message.headers).encode())
