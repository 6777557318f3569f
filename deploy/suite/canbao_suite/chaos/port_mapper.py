"""What a node of Erlang asks where another one listens (EPMD), with answers of our own choice: the way to another node leads by a proxy."""

import asyncio
import struct
from collections.abc import Mapping

from canbao_suite.listening import LOOPBACK

_ALIVE, _PORT_PLEASE, _NAMES = 120, 122, 110
_ALIVE_ANSWER, _PORT_ANSWER = 118, 119
_VISIBLE, _TCP, _HIGHEST, _LOWEST, _CREATION = 77, 0, 6, 5, 1


class PortMapper:
    """The port mapper of one node. `ports` are those it tells, by the part of a node's name before the @.

    `guests` are names and ports that all mappers of a cluster know: rabbitmqctl is a node, too, whom every node answers directly.
    """

    def __init__(self, port: int, ports: Mapping[str, int], guests: dict[str, int]) -> None:
        self._port, self._ports, self._alive = port, ports, guests
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listens from now on."""
        self._server = await asyncio.start_server(self._answer, LOOPBACK, self._port)

    async def stop(self) -> None:
        """Listens no more."""
        if self._server is not None:
            self._server.close()
        for writer in self._writers:
            writer.transport.abort()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            [length] = struct.unpack(">H", await reader.readexactly(2))
            request = await reader.readexactly(length)
            if request[0] == _ALIVE:
                await self._keep_alive(request, reader, writer)
            else:
                writer.write(self._told(request))
                await writer.drain()
        except (OSError, EOFError):
            pass  # whoever asked is gone
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _keep_alive(self, request: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A node is there as long as it holds this connection."""
        [port], [length] = struct.unpack(">H", request[1:3]), struct.unpack(">H", request[9:11])
        name = request[11 : 11 + length].decode()
        self._alive[name] = port
        try:
            writer.write(struct.pack(">BBI", _ALIVE_ANSWER, 0, _CREATION))
            await writer.drain()
            await reader.read()
        finally:
            self._alive.pop(name, None)

    def _told(self, request: bytes) -> bytes:
        if request[0] == _NAMES:
            lines = "".join(f"name {name} at port {port}\n" for name, port in self._alive.items())
            return struct.pack(">I", self._port) + lines.encode()
        name = request[1:].decode()
        port = self._ports.get(name) or self._alive.get(name)
        if request[0] != _PORT_PLEASE or port is None:
            return struct.pack(">BB", _PORT_ANSWER, 1)
        ends = struct.pack(">HBBHH", port, _VISIBLE, _TCP, _HIGHEST, _LOWEST)
        return struct.pack(">BB", _PORT_ANSWER, 0) + ends + struct.pack(">H", len(name)) + name.encode() + struct.pack(">H", 0)
