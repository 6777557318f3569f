"""A small S3 store over HTTP, written by hand: keeps objects in memory, checks each signature, and answers as it is told."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from service_runtime.upload_bucket import BucketKey


class BucketFake:
    """One bucket. `status`: what it answers to everything, 0 for what is right."""

    def __init__(self, key: BucketKey) -> None:
        self._key = key
        self.objects: dict[str, bytes] = {}
        self.status = 0
        self.url = ""

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["BucketFake"]:
        """On a port of its own until the end of the block."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/bucket"
        async with server:
            yield self

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            method, path, _ = head[0].split(" ")
            headers = {name.lower(): told.strip() for name, _, told in (line.partition(":") for line in head[1:] if line)}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            status, content = self._answer(method, path, headers, body)
            writer.write(f"HTTP/1.1 {status} x\r\nContent-Length: {len(content)}\r\nConnection: close\r\n\r\n".encode() + content)
            await writer.drain()
        finally:
            writer.close()

    def _answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        if not self._is_signed(method, path, headers, body):
            return 403, b"SignatureDoesNotMatch"
        if self.status:
            return self.status, b""
        if method == "PUT":
            self.objects[path] = body
            return 200, b""
        if method == "DELETE":
            self.objects.pop(path, None)
            return 204, b""
        return (200, self.objects[path]) if path in self.objects else (404, b"NoSuchKey")

    def _is_signed(self, method: str, path: str, headers: dict[str, str], body: bytes) -> bool:
        at = datetime.strptime(headers["x-amz-date"] + "+0000", "%Y%m%dT%H%M%SZ%z")
        expected = self._key.signed(method, f"http://{headers['host']}{path}", body, at)
        told = headers["x-amz-content-sha256"]
        return headers["authorization"] == expected["authorization"] and told == hashlib.sha256(body).hexdigest()
