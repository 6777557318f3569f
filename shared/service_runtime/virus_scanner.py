"""Asks a ClamAV daemon whether a file holds something known as harmful: its INSTREAM command, over TCP or a unix socket.

Off unless an address is set. Where one is set, a scanner that does not answer lets nothing through.
"""

import asyncio
from urllib.parse import urlsplit

_CHUNK = 256 * 1024
_SECONDS = 30.0
_MOST_ANSWER = 4096


class ScannerAway(Exception):
    """No answer, or none that says whether the file is clean."""


class VirusScanner:
    """The daemon at `tcp://host:port` or `unix:///path`."""

    def __init__(self, address: str) -> None:
        self._address = urlsplit(address)

    async def is_clean(self, content: bytes) -> bool:
        """False if the daemon knows it as harmful. Raises ScannerAway."""
        try:
            async with asyncio.timeout(_SECONDS):
                answer = await self._ask(content)
        except (OSError, TimeoutError, ValueError) as error:
            raise ScannerAway(type(error).__name__) from error
        if answer == b"stream: OK":
            return True
        if answer.endswith(b" FOUND"):
            return False
        raise ScannerAway("it could not look at the file")

    async def _ask(self, content: bytes) -> bytes:
        reader, writer = await self._connect()
        try:
            writer.write(b"zINSTREAM\0")
            for start in range(0, len(content), _CHUNK):
                chunk = content[start : start + _CHUNK]
                writer.write(len(chunk).to_bytes(4) + chunk)
                await writer.drain()
            writer.write(bytes(4))
            await writer.drain()
            return (await reader.read(_MOST_ANSWER)).rstrip(b"\0\n")
        finally:
            writer.close()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._address.scheme == "unix":
            return await asyncio.open_unix_connection(self._address.path)
        return await asyncio.open_connection(self._address.hostname, self._address.port)
