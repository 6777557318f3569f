"""What a connection may cost: how long its headers may be, how long they and the body may take, how many there may be at once."""

import asyncio
import json
from functools import partial
from typing import Any
from uuid import uuid4

from pydantic_settings import BaseSettings, SettingsConfigDict
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.server import ServerState

from process_runtime.problem_bodies import MEDIA_TYPE, body_of

_LOOK_SECONDS = 0.5
_WHOLE_BODY = 20
"""A body that drips is ended after this many times `body_seconds`."""


class Patience(BaseSettings):
    """Of every process that listens; from the environment, prefix CANBAO_."""

    model_config = SettingsConfigDict(env_prefix="CANBAO_", extra="ignore", frozen=True)

    header_bytes: int = 64 * 1024
    """Bytes of request line and headers; more: 431."""
    header_seconds: float = 10.0
    """Within which a request line and all its headers must have come; the connection is closed then."""
    body_seconds: float = 30.0
    """How long no byte of a body may come: 408."""
    most_connections: int = 2_000
    """Connections at once, idle ones included; one more: 503."""


def patient(patience: Patience) -> Any:  # noqa: ANN401 -- what uvicorn takes as `http`
    """The protocol, as the option `http` of uvicorn."""
    return partial(PatientProtocol, patience=patience)


class PatientProtocol(HttpToolsProtocol):
    """Uvicorn's protocol with limits. A request costs it two readings of the clock; one timer looks after all connections."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        patience: Patience,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._patience = patience
        self._head_bytes = 0
        """Received since the end of the last request; 0 while nothing is awaited."""
        self._in_body = False
        self._refused = False
        self.due: float | None = None
        """When patience ends, by the loop's clock."""
        self._body_end = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """One more."""
        super().connection_made(transport)
        self.due = self.loop.time() + self._patience.header_seconds
        if len(self.connections) == 1:
            self.loop.call_later(_LOOK_SECONDS, _look_after, self.connections, self.loop)
        if len(self.connections) > self._patience.most_connections:
            self._refuse(503, "UNAVAILABLE", "系统繁忙，请稍后再试")

    def data_received(self, data: bytes) -> None:
        """Part of a request."""
        if self._refused:
            return
        if self._in_body:
            self.due = min(self.loop.time() + self._patience.body_seconds, self._body_end)
        else:
            if self._head_bytes == 0:
                self.due = self.loop.time() + self._patience.header_seconds
            self._head_bytes += len(data)
        super().data_received(data)
        if not self._in_body and self._head_bytes > self._patience.header_bytes:
            self._refuse(431, "HEADERS_TOO_LARGE", "请求头过大")

    def on_headers_complete(self) -> None:
        """The request is known; what came with its headers in one piece may be its body."""
        if self._head_bytes > self._patience.header_bytes and self._size() > self._patience.header_bytes:
            self._refuse(431, "HEADERS_TOO_LARGE", "请求头过大")
        else:
            now = self.loop.time()
            self._in_body, self.due = True, now + self._patience.body_seconds
            self._body_end = now + self._patience.body_seconds * _WHOLE_BODY
            super().on_headers_complete()

    def _size(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def on_body(self, body: bytes) -> None:
        """Part of the body."""
        if not self._refused:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Nothing is awaited: between requests uvicorn's own keep-alive time holds."""
        self._in_body, self._head_bytes, self.due = False, 0, None
        if not self._refused:
            super().on_message_complete()

    def lose_patience(self) -> None:
        """Its time is up."""
        if self._in_body and self.flow.read_paused:
            self.due = self.loop.time() + self._patience.body_seconds  # it is we who do not read
        elif self._in_body and not self.cycle.response_started:
            self._refuse(408, "REQUEST_TIMEOUT", "提交内容未在规定时间内传完")
        else:
            self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP."""
        if not self._refused:
            self._refuse(400, "BAD_REQUEST", "请求格式不正确")

    def _refuse(self, status: int, code: str, msg: str) -> None:
        self._refused, self.due = True, None
        body = json.dumps(body_of(status, code, msg, request_id=uuid4().hex), ensure_ascii=False).encode()
        head = f"content-type: {MEDIA_TYPE}\r\ncontent-length: {len(body)}\r\ncache-control: no-store\r\nconnection: close\r\n\r\n"
        if not self.transport.is_closing():
            self.transport.write(STATUS_LINE[status] + head.encode() + body)
            self.transport.close()


def _look_after(connections: set[Any], loop: asyncio.AbstractEventLoop) -> None:
    """Again and again, as long as there are connections."""
    now = loop.time()
    for connection in list(connections):
        if isinstance(connection, PatientProtocol) and connection.due is not None and connection.due <= now:
            connection.lose_patience()
    if connections:
        loop.call_later(_LOOK_SECONDS, _look_after, connections, loop)
