"""A closed-loop load generator on raw sockets, mostly in a process of its own: 16 connections, each sends when its last answer is whole.

It costs a tenth of what any server here costs, and it never sends one request twice.
`python -m canbao_suite.bench.http_load PORT FILE` reads one JSON per line {"path": "...", "headers": {...}, "body": {...}}
and prints one JSON with the seconds, the latencies and the statuses.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import uvloop

CONNECTIONS = 16


def as_bytes(line: str) -> bytes:
    """One HTTP/1.1 request."""
    request = json.loads(line)
    body = json.dumps(request["body"], ensure_ascii=False).encode()
    headers = {"Host": "bench", "Content-Type": "application/json", "Content-Length": str(len(body)), **request["headers"]}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST {request['path']} HTTP/1.1\r\n{head}\r\n".encode() + body


class Caller(asyncio.Protocol):
    """One connection."""

    def __init__(self, requests: Iterator[bytes], latencies: list[float], statuses: Counter[str]) -> None:
        self._requests, self._latencies, self._statuses = requests, latencies, statuses
        self.done = asyncio.get_running_loop().create_future()
        self._read = b""
        self._missing = -1
        self._sent = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._next()

    def data_received(self, data: bytes) -> None:
        """Answers have a Content-Length; the first line tells the status."""
        self._read += data
        if self._missing < 0:
            end = self._read.find(b"\r\n\r\n")
            if end < 0:
                return
            at = self._read.lower().index(b"content-length:", 0, end) + 15
            length = int(self._read[at : self._read.index(b"\r", at)])
            self._statuses[self._read[9:12].decode()] += 1
            self._missing = end + 4 + length
        if len(self._read) >= self._missing:
            self._latencies.append(time.perf_counter() - self._sent)
            self._read, self._missing = b"", -1
            self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(ConnectionError("the server closed the connection"))

    def _next(self) -> None:
        request = next(self._requests, None)
        if request is None:
            self.done.set_result(None)
            self._transport.close()
            return
        self._sent = time.perf_counter()
        self._transport.write(request)


async def run(port: int, requests: list[bytes], connections: int = CONNECTIONS) -> dict[str, object]:
    """Send all requests; the result says how long it took."""
    left = iter(requests)
    latencies: list[float] = []
    statuses: Counter[str] = Counter()
    loop = asyncio.get_running_loop()
    started = time.perf_counter()
    callers = [(await loop.create_connection(lambda: Caller(left, latencies, statuses), "127.0.0.1", port))[1] for _ in range(connections)]
    await asyncio.gather(*(caller.done for caller in callers))
    return {"seconds": time.perf_counter() - started, "latencies": latencies, "statuses": dict(statuses)}


if __name__ == "__main__":
    lines = Path(sys.argv[2]).read_text().splitlines()
    print(json.dumps(uvloop.run(run(int(sys.argv[1]), [as_bytes(line) for line in lines]))))
