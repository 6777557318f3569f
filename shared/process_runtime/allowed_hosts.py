"""The way out: only to hosts that are allowed, and only to addresses that were looked at. What is refused costs no socket.

A name is resolved once for each call, all its addresses are looked at, and one of those is connected to: whoever changes the answer of
the name server between look and connection gains nothing. TLS still asks for the certificate of the name. (httpx-secure 2.0.0 connects
to an address before it looks at it, and takes 6to4.)
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import httpx

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
_TRANSLATED = [ip_network(one) for one in ("2002::/16", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "::ffff:0:0/96", "::/96")]
"""6to4, NAT64, Teredo, mapped and compatible: addresses of IPv6 that lead to one of IPv4."""


class HostRefused(httpx.ConnectError):
    """Nobody was called: the host or its address is not allowed."""


class AllowedHosts:
    """Hosts by name or address, and networks in which the addresses of these names may lie beside the public internet."""

    def __init__(self, entries: Sequence[str]) -> None:
        """Raises ValueError for an entry with a slash that is no network."""
        self._networks = [ip_network(entry) for entry in entries if "/" in entry]
        self._hosts = {entry.lower().strip("[]") for entry in entries if "/" not in entry}

    def takes_host(self, host: str) -> bool:
        """True if this host may be called at all, whatever it resolves to."""
        address = _address(host)
        return host.lower() in self._hosts or (address is not None and self._lies_within(address))

    def takes_address(self, host: str, address: Address) -> bool:
        """True for an address that is allowed by itself or by its network, for loopback of `localhost`, and for public ones."""
        if _address(host) == address or self._lies_within(address):
            return True
        return is_public(address) or (host.lower() == "localhost" and address.is_loopback)

    def _lies_within(self, address: Address) -> bool:
        return any(address.version == network.version and address in network for network in self._networks)


def is_public(address: Address) -> bool:
    """True for an address of the public internet that is not one of IPv4 in disguise."""
    if isinstance(address, IPv6Address) and any(address in network for network in _TRANSLATED):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _address(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(one[4][0]) for one in found]


class GuardedTransport(httpx.AsyncBaseTransport):
    """Calls through `inner` what is allowed, at an address that was looked at."""

    def __init__(self, inner: httpx.AsyncBaseTransport, allowed: AllowedHosts, resolver: Resolve = resolve) -> None:
        self._inner, self._allowed, self._resolve = inner, allowed, resolver

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Raises HostRefused (nobody was called), ConnectError."""
        host, port = request.url.host, request.url.port or (443 if request.url.scheme == "https" else 80)
        if request.url.scheme not in ("http", "https") or not self._allowed.takes_host(host):
            raise HostRefused("host not allowed", request=request)
        first, *others = await self._addresses(request, host, port)
        for address in (first, *others):
            sent = httpx.Request(
                request.method,
                request.url.copy_with(host=str(address)),
                headers=request.headers,
                stream=request.stream,
                extensions={**request.extensions, "sni_hostname": host},
            )
            try:
                return await self._inner.handle_async_request(sent)
            except httpx.ConnectError as error:
                failed = error
        raise failed

    async def _addresses(self, request: httpx.Request, host: str, port: int) -> list[Address]:
        literal = _address(host)
        try:
            found = [literal] if literal else [ip_address(one.partition("%")[0]) for one in await self._resolve(host, port)]
        except (OSError, UnicodeError) as error:
            raise httpx.ConnectError(type(error).__name__, request=request) from error
        if not found or not all(self._allowed.takes_address(host, address) for address in found):
            raise HostRefused("address not allowed", request=request)
        return list(dict.fromkeys(found))

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._inner.aclose()
