"""Plain connections to the broker: when one breaks its user fails, and its supervisor connects again."""

import asyncio
import ssl
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from random import randrange
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import aio_pika
from aio_pika.abc import AbstractConnection
from aio_pika.connection import make_url

from event_bus.member import BrokerHealth
from event_bus.transient import error_name

CONNECT_SECONDS, LEAST_CONNECT_SECONDS, CLOSE_SECONDS, HEARTBEAT_SECONDS = 10.0, 3.0, 5.0, 15

SET_UP_SECONDS = 15.0
"""For declaring and subscribing: a queue whose leader is being elected answers late, or not at all on this connection."""


class BrokerLost(Exception):
    """The connection to the broker is gone."""


class Broker:
    """The broker as one member sees it: opens connections, and knows since when none has been open.

    A cluster's nodes stand in one address, "amqp://user:word@one:5672,two:5672,three:5672/". Each member begins with any of them, and goes
    on to the next whenever a connection fails, or fails its user.
    """

    def __init__(self, url: str, ca_file: Path | None = None) -> None:
        self._nodes = deque(addresses_of(url))
        self._nodes.rotate(randrange(len(self._nodes)))  # noqa: S311 -- only spreads the members over the nodes
        self._ca_file = ca_file
        self._open: set[object] = set()
        self._away_since = time.monotonic()
        self._error: str | None = None

    @property
    def health(self) -> BrokerHealth:
        """A broker that hangs is taken for there until it misses its heartbeats."""
        if self._open:
            return BrokerHealth()
        return BrokerHealth(is_away=True, away_seconds=time.monotonic() - self._away_since, error=self._error)

    @asynccontextmanager
    async def connected(self, purpose: str) -> AsyncIterator[AbstractConnection]:
        """A connection of its own for one purpose: publishing must not wait behind consuming."""
        connection = await self._connect(purpose)
        connection.close_callbacks.add(self._closed)
        self._open.add(connection)
        try:
            yield connection
        except Exception:
            self._nodes.rotate(-1)
            raise
        finally:
            with suppress(Exception, asyncio.CancelledError):
                async with asyncio.timeout(CLOSE_SECONDS):
                    await connection.close()
            self._closed(connection)

    async def _connect(self, purpose: str) -> AbstractConnection:
        """To the first node that takes it. Raises the last one's error."""
        seconds = max(CONNECT_SECONDS / len(self._nodes), LEAST_CONNECT_SECONDS)
        for left in reversed(range(len(self._nodes))):
            try:
                return await _connect_to(self._nodes[0], self._ca_file, purpose, seconds)
            except Exception as error:
                self._error = error_name(error)
                self._nodes.rotate(-1)
                if not left:
                    raise
        raise AssertionError("a broker has at least one node")

    def _closed(self, connection: object, *_: Any) -> None:
        if connection in self._open:
            self._open.remove(connection)
            self._away_since, self._error = time.monotonic(), None


async def _connect_to(address: str, ca_file: Path | None, purpose: str, seconds: float) -> AbstractConnection:
    url = make_url(address, heartbeat=HEARTBEAT_SECONDS)
    trust = ssl.create_default_context(cafile=ca_file) if url.scheme == "amqps" else None
    connection = aio_pika.Connection(url, client_properties={"connection_name": f"canbao {purpose}"}, ssl_context=trust)
    try:
        async with asyncio.timeout(seconds):
            await connection.connect(timeout=seconds)
    finally:
        if not connection.connected.is_set():
            await connection.close()  # else the library closes it when it is collected, in whatever thread that happens
    return connection


def addresses_of(url: str) -> list[str]:
    """One address for each node that an address names: hosts with commas between, user, path and query the same for all."""
    parts = urlsplit(url)
    user, at, hosts = parts.netloc.rpartition("@")
    return [urlunsplit(parts._replace(netloc=f"{user}{at}{host}")) for host in hosts.split(",") if host] or [url]
