"""An address that leads by a proxy."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit, urlunsplit

from canbao_suite.chaos.tcp_proxy import TcpProxy, proxy_before
from canbao_suite.listening import LOOPBACK


@asynccontextmanager
async def proxied(url: str) -> AsyncIterator[tuple[str, TcpProxy]]:
    """The address through the proxy, and the proxy."""
    behind = urlsplit(url)
    assert behind.port is not None
    async with proxy_before(behind.port) as proxy:
        credentials = behind.netloc.rpartition("@")[0]
        yield urlunsplit(behind._replace(netloc=f"{credentials}@{LOOPBACK}:{proxy.port}")), proxy
