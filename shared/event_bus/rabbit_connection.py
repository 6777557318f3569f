"""A plain connection to the broker: when it breaks its user fails, and its supervisor connects again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import aio_pika
from aio_pika.abc import AbstractConnection

CONNECT_SECONDS, CLOSE_SECONDS, HEARTBEAT_SECONDS = 10.0, 5.0, 15

SET_UP_SECONDS = 15.0
"""For declaring and subscribing: a queue whose leader is being elected answers late, or not at all on this connection."""


class BrokerLost(Exception):
    """The connection to the broker is gone."""


@asynccontextmanager
async def connected(url: str, purpose: str) -> AsyncIterator[AbstractConnection]:
    """A connection of its own for one purpose: publishing must not wait behind consuming."""
    async with asyncio.timeout(CONNECT_SECONDS):
        connection = await aio_pika.connect(
            url, timeout=CONNECT_SECONDS, heartbeat=HEARTBEAT_SECONDS, client_properties={"connection_name": f"canbao {purpose}"}
        )
    try:
        yield connection
    finally:
        with suppress(Exception, asyncio.CancelledError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await connection.close()
