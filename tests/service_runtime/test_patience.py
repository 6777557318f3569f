"""What one connection may cost: long headers, slow headers, stalled bodies and too many connections are ended by the service itself."""

import asyncio
import json
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from process_runtime.listening import listening
from process_runtime.patience import Patience, patient

QUICK = Patience(header_bytes=4096, header_seconds=0.8, body_seconds=0.3, most_connections=4)
ROOT = Path(__file__).parents[2]


@dataclass
class Echo:
    """Answers the length of the body; a request for /held waits before it reads."""

    paths: list[str] = field(default_factory=list)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.paths.append(scope["path"])
        if scope["path"] == "/held":
            await self.go_on.wait()
        length, more = 0, True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                return
            length, more = length + len(message["body"]), message["more_body"]
        content = str(length).encode()
        headers = [(b"content-length", str(len(content)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": content})


@dataclass
class Server:
    app: Echo
    port: int

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port)

    async def answer_to(self, content: bytes) -> bytes:
        """All that comes until the server closes."""
        reader, writer = await self.connect()
        writer.write(content)
        async with asyncio.timeout(20):
            answer = await reader.read()
        writer.close()
        return answer


@asynccontextmanager
async def serving(patience: Patience) -> AsyncIterator[Server]:
    app = Echo()
    config = uvicorn.Config(app, http=patient(patience), lifespan="off", log_level="critical", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    listener = socket.create_server(("127.0.0.1", 0))
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield Server(app, listener.getsockname()[1])
    finally:
        server.should_exit = True
        await running


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with serving(QUICK) as running:
        yield running


def problem(answer: bytes, status: int) -> str:
    """The code of a problem."""
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status), answer[:200]
    assert b"content-type: application/problem+json" in head
    told = json.loads(body)
    assert told["status"] == status
    assert re.search("[\u4e00-\u9fff]", told["msg"])
    return str(told["code"])


def get(path: str, header: bytes = b"") -> bytes:
    return b"GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%s\r\n" % (path.encode(), header)


async def test_headers_without_end(server: Server) -> None:
    reader, writer = await server.connect()
    writer.write(b"GET / HTTP/1.1\r\nX: ")
    sent = 0
    try:
        while not reader.at_eof() and sent < 100 * 1024 * 1024:
            writer.write(b"x" * 16_384)
            await writer.drain()
            sent += 16_384
    except ConnectionError:
        pass
    assert sent < 32 * 1024 * 1024
    assert server.app.paths == []


async def test_headers_without_end_are_too_long_before_they_are_too_late(server: Server) -> None:
    assert problem(await server.answer_to(b"GET / HTTP/1.1\r\nX: " + b"x" * 5000), 431) == "HEADERS_TOO_LARGE"


async def test_headers_in_one_piece(server: Server) -> None:
    assert problem(await server.answer_to(get("/", b"X: %s\r\n" % (b"x" * 4096))), 431) == "HEADERS_TOO_LARGE"
    assert problem(await server.answer_to(get("/" + "a" * 5000)), 431) == "HEADERS_TOO_LARGE"
    assert problem(await server.answer_to(get("/", b"X: y\r\n" * 1000)), 431) == "HEADERS_TOO_LARGE"
    assert server.app.paths == []


async def test_headers_of_the_longest_length_and_a_body_with_them(server: Server) -> None:
    assert (await server.answer_to(get("/", b"X: %s\r\n" % (b"x" * 3900)))).endswith(b"\r\n\r\n0")
    body = b"POST /held HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 9000\r\n\r\n" + b"x" * 9000
    server.app.go_on.set()
    assert (await server.answer_to(body)).endswith(b"\r\n\r\n9000")


@pytest.mark.parametrize("content", [b"", b"GET / HTTP/1.1\r\nHost:", b"\r\n\r\n", b"P"])
async def test_headers_that_do_not_come(server: Server, content: bytes) -> None:
    assert await server.answer_to(content) == b""
    assert server.app.paths == []


async def test_headers_that_drip(server: Server) -> None:
    reader, writer = await server.connect()
    ended = asyncio.create_task(reader.read())
    async with asyncio.timeout(20):
        while not ended.done():
            writer.write(b"\r\n")
            await asyncio.wait({ended}, timeout=0.05)
    writer.close()


async def test_a_body_that_stalls(server: Server) -> None:
    answer = await server.answer_to(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
    assert problem(answer, 408) == "REQUEST_TIMEOUT"


async def test_who_waits_for_us_is_not_ended(server: Server) -> None:
    """The body fills what we hold; a silent connection tells by its end that more time has gone than a body may stall."""
    reader, writer = await server.connect()
    size = 1_000_000
    writer.write(b"POST /held HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % size + b"x" * size)
    for _ in range(2):
        assert await server.answer_to(b"") == b""
    server.app.go_on.set()
    async with asyncio.timeout(20):
        assert (await reader.read()).endswith(b"\r\n\r\n1000000")
    writer.close()


async def test_one_connection_too_many() -> None:
    async with serving(Patience(header_seconds=60, most_connections=2)) as server:
        kept = [await server.connect() for _ in range(2)]
        for _, writer in kept:
            writer.write(b"GET / HTTP/1.1\r\n")
            await writer.drain()
        assert problem(await server.answer_to(get("/")), 503) == "UNAVAILABLE"
        for _, writer in kept:
            writer.close()
            await writer.wait_closed()


async def test_what_is_no_http(server: Server) -> None:
    assert problem(await server.answer_to(b"\x16\x03\x01\r\n\r\n"), 400) == "BAD_REQUEST"


def test_the_defaults() -> None:
    assert Patience() == Patience(header_bytes=65_536, header_seconds=10, body_seconds=30, most_connections=2_000)


def test_every_process_listens_so() -> None:
    http: object = listening(Echo()).http
    assert isinstance(http, partial)
    assert http.keywords == {"patience": Patience()}
    others = [
        str(file.relative_to(ROOT))
        for folder in ("shared", "services", "deploy")
        for file in (ROOT / folder).rglob("*.py")
        if re.search(r"uvicorn\.(run|Config)\(", file.read_text()) and file.name != "listening.py"
    ]
    assert others == []
