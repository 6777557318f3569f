"""A TCP proxy on loopback that goes silent without closing: a firewall that forgot, a host that hangs, a connection half open.

While it is frozen neither side hears anything more, and neither is told so. What the sides send is still acknowledged by the kernel until
the socket's buffers are full: TCP itself sees a healthy connection, only an answer that does not come tells of it.
"""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import cast

from canbao_suite.listening import LOOPBACK, free_port

_AT_ONCE = struct.pack("ii", 1, 0)
"""A socket that lingers for no time resets its connection instead of ending it."""
_Act = Callable[[asyncio.Transport], None]


class TcpProxy:
    """Forwards to one port until told otherwise. What it is told holds for open connections and for new ones."""

    def __init__(self, target_port: int, *, target_host: str = LOOPBACK, port: int | None = None) -> None:
        self.port = port or free_port()
        self.target = target_host, target_port
        self.is_frozen = False
        self.delay_seconds = 0.0
        self.refuses = False
        self.sides: set[_Side] = set()
        """Both ends of every connection."""
        self._server: asyncio.Server | None = None

    @property
    def clients(self) -> int:
        """How many are connected now."""
        return sum(side.is_client for side in self.sides)

    async def start(self) -> None:
        """Listens from now on. Raises OSError if somebody else has the port."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Side(self, is_client=True), LOOPBACK, self.port)

    async def stop(self) -> None:
        """Breaks all connections and listens no more."""
        if self._server is not None:
            self._server.close()
        await self.cut()

    def forward(self) -> None:
        """Passes everything on again, also what was held back."""
        self.is_frozen, self.refuses, self.delay_seconds = False, False, 0.0
        for side in [*self.sides]:
            side.flow()

    def freeze(self) -> None:
        """Reads nothing more from any side and closes nothing, even if a side closes. A new connection is taken, and hears nothing."""
        self.is_frozen = True
        for side in self.sides:
            side.flow()

    def strand(self) -> int:
        """The same for the open connections alone, and for good: new ones are forwarded. Returns how many clients there were."""
        for side in self.sides:
            side.is_stranded = True
            side.flow()
        return self.clients

    def delay(self, seconds: float) -> None:
        """All that comes from now on is passed on so much later."""
        self.delay_seconds = seconds

    async def cut(self) -> None:
        """Resets all connections; new ones are reset too, until `forward`."""
        self.refuses = True
        for side in [*self.sides]:
            side.reset()
        await asyncio.gather(*(side.gone.wait() for side in [*self.sides]))


class _Side(asyncio.Protocol):
    """One end of a connection: what it hears, its partner says."""

    def __init__(self, proxy: TcpProxy, *, is_client: bool, partner: "_Side | None" = None) -> None:
        self.is_client = is_client
        self.is_stranded = False
        self._proxy = proxy
        self._partner = partner
        self._transport: asyncio.Transport | None = None
        self._partner_is_full = False
        self._due = 0.0
        self._early: list[_Act] = []
        self._connecting: asyncio.Task[None] | None = None
        self._has_ended = False
        self.gone = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        if self._proxy.refuses:
            self.reset()
            return
        self._proxy.sides.add(self)
        self.flow()
        if self._partner is not None:
            self._partner._catch_up()
            self._partner.flow()

    @property
    def _stands_still(self) -> bool:
        return self._proxy.is_frozen or self.is_stranded

    def flow(self) -> None:
        """Reads or does not read, as things are now; a client that was taken while nothing moved gets its partner."""
        if self._transport is None or self._transport.is_closing():
            return
        if self.is_client and self._partner is None and not self._stands_still:
            self._partner = _Side(self._proxy, is_client=False, partner=self)
            self._connecting = asyncio.create_task(self._connect(self._partner))
        has_partner = self._partner is not None and self._partner._transport is not None
        if has_partner and not self._stands_still and not self._partner_is_full:
            self._transport.resume_reading()
        else:
            self._transport.pause_reading()

    async def _connect(self, partner: "_Side") -> None:
        try:
            await asyncio.get_running_loop().create_connection(lambda: partner, *self._proxy.target)
        except OSError:
            self.reset()

    def data_received(self, data: bytes) -> None:
        self._later(lambda to: to.write(data))

    def eof_received(self) -> bool:
        self._later(self._end)
        return True  # the other direction may still have something to say

    def _end(self, to: asyncio.Transport) -> None:
        self._has_ended = True
        if self._partner is not None and self._partner._has_ended:
            to.close()
            self._close()
        else:
            to.write_eof()

    def _close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def _later(self, act: _Act) -> None:
        """Does it to the partner's transport, at once or after the delay; never out of order."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        self._due = max(self._due, now + self._proxy.delay_seconds)
        if self._due <= now:
            self._act(act)
        else:
            loop.call_at(self._due, self._act, act)

    def _act(self, act: _Act) -> None:
        to = self._partner._transport if self._partner is not None else None
        if to is None:
            self._early.append(act)
        elif not to.is_closing():
            act(to)

    def _catch_up(self) -> None:
        """What was said before the partner was there: a transport may have read before it was told not to."""
        early, self._early = self._early, []
        for act in early:
            self._act(act)

    def pause_writing(self) -> None:
        self._tell_partner_is_full(True)

    def resume_writing(self) -> None:
        self._tell_partner_is_full(False)

    def _tell_partner_is_full(self, full: bool) -> None:
        if self._partner is not None:
            self._partner._partner_is_full = full
            self._partner.flow()

    def reset(self) -> None:
        """Breaks this side off; the partner follows."""
        if self._connecting is not None:
            self._connecting.cancel()
        if self._transport is not None and not self._transport.is_closing():
            self._transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
            self._transport.abort()

    def connection_lost(self, _: Exception | None) -> None:
        self._proxy.sides.discard(self)
        self.gone.set()
        if self._partner is not None:
            self._partner.reset()


@asynccontextmanager
async def proxy_before(target_port: int) -> AsyncIterator[TcpProxy]:
    """A forwarding proxy for one block."""
    proxy = TcpProxy(target_port)
    await proxy.start()
    try:
        yield proxy
    finally:
        await proxy.stop()
