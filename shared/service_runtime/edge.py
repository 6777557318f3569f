"""The outermost layer of a service, pure ASGI: ids, body limit, security headers, wide log line, span, metrics, last resort for errors."""

import asyncio
import re
import time
from collections.abc import Callable, Mapping
from secrets import token_hex
from typing import Any

from opentelemetry.trace import SpanContext, SpanKind
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from event_bus.tracing import Spans
from event_bus.work import Work, in_hand
from service_runtime.database import holds_impossible_text, is_database_away, takes_too_long
from service_runtime.logs import get_logger, redact
from service_runtime.problems import problem_of
from service_runtime.refusals import BadRequest, Internal, InvalidContent, TooLarge, Unavailable
from service_runtime.request_span import end_span, trace_of_caller
from service_runtime.wide_log import WideLog

_REQUEST_ID = re.compile(r"[A-Za-z0-9_.-]{8,64}")
_LENGTH = re.compile(rb"[0-9]{1,20}")
_METHODS = frozenset({"GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"})
_SECURITY = {b"x-content-type-options": b"nosniff", b"referrer-policy": b"no-referrer", b"x-frame-options": b"DENY"}
_NO_STORE = (b"cache-control", b"no-store")
_NO_ROLES: frozenset[str] = frozenset()
_log = get_logger("http")
Observe = Callable[[str, str, int, float], None]


class Edge:
    """Wraps the whole app; everything a client gets passes here, once."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        observe: Observe,
        wide_log: WideLog,
        spans: Spans,
        body_limit: int,
        body_limits: Mapping[str, int],
    ) -> None:
        self._app, self._observe, self._wide_log, self._spans = app, observe, wide_log, spans
        self._limit = body_limit
        self._limits = sorted(body_limits.items(), key=lambda item: -len(item[0]))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        if method == "HEAD":
            scope = {**scope, "method": "GET"}
        exchange = _Exchange(scope, receive, send, self._limit_of(scope["path"]), bodiless=method == "HEAD")
        work = Work(span=self._spans.begin(method, SpanKind.SERVER, exchange.caller_trace), request_id=exchange.request_id)
        token = in_hand.set(work)
        started = time.perf_counter()
        try:
            await self._serve(scope, exchange)
        finally:
            seconds = time.perf_counter() - started
            route = _template(scope)
            self._observe(method, route, exchange.status, seconds)
            caller = scope.get("canbao.caller")
            roles = caller.roles if caller else _NO_ROLES
            self._wide_log.request(method, route, exchange.status, seconds, roles, work)
            if work.span.is_recording():
                end_span(work, method, route, exchange.status, roles)
            in_hand.reset(token)

    async def _serve(self, scope: Scope, exchange: "_Exchange") -> None:
        try:
            if exchange.declared is None:
                await exchange.answer(problem_of(BadRequest(), exchange.request_id))
                return
            if exchange.declared > exchange.limit:
                await exchange.answer(problem_of(TooLarge(), exchange.request_id))
                return
            await self._app(scope, exchange.receive, exchange.send)
        except (asyncio.CancelledError, ClientDisconnect) as error:
            # The caller went away; what was committed stays, and its Idempotency-Key tells on repetition.
            _log.info("request.cancelled", route=_template(scope))
            if isinstance(error, asyncio.CancelledError):
                raise
        except Exception as error:
            await exchange.answer(_answer_to(error, exchange.request_id))

    def _limit_of(self, path: str) -> int:
        for prefix, limit in self._limits:
            if path.startswith(prefix):
                return limit
        return self._limit


def _template(scope: Scope) -> str:
    template: str = getattr(scope.get("route"), "path", "unmatched")
    return template


def _answer_to(error: Exception, request: str) -> Response:
    if holds_impossible_text(error):
        return problem_of(InvalidContent(msg="提交内容含有不支持的字符"), request)
    if takes_too_long(error):
        _log.warning("database.too_slow", exc_info=error)
        return problem_of(Unavailable(), request)
    if is_database_away(error):
        _log.warning("database.away", exc_info=error)
        return problem_of(Unavailable(), request)
    _log.error("request.failed", exc_info=error)
    return problem_of(Internal(), request)


class _Exchange:
    """One request and its response."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, limit: int, *, bodiless: bool) -> None:
        self._scope, self._receive, self._send, self._bodiless = scope, receive, send, bodiless
        self.limit, self._received = limit, 0
        self.declared: int | None = 0
        """Bytes of the body as the header says; None if that is no number."""
        self.status = 499
        self._started = False
        self.caller_trace: SpanContext | None = None
        given = ""
        for name, value in scope["headers"]:
            if name == b"content-length":
                self.declared = int(value) if _LENGTH.fullmatch(value) else None
            elif name == b"x-request-id":
                given = value.decode("latin-1")
            elif name == b"traceparent":
                self.caller_trace = trace_of_caller(value.decode("latin-1"))
        self.request_id = given if given and _REQUEST_ID.fullmatch(given) and redact(given) == given else token_hex(16)
        scope["canbao.request_id"] = self.request_id

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._received += len(message.get("body", b""))
            if self._received > self.limit:
                raise HTTPException(413)
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._started = True
            self.status = message["status"]
            message["headers"] = [*message["headers"], (b"x-request-id", self.request_id.encode()), *_security(message)]
        elif self._bodiless:
            message = {**message, "body": b""}
        await self._send(message)

    async def answer(self, response: Response) -> None:
        """Send a whole response, unless one has begun."""
        if not self._started:
            await response(self._scope, self._receive, self.send)


def _security(message: Message) -> list[tuple[bytes, bytes]]:
    present: set[Any] = {name for name, _ in message["headers"]}
    headers = [header for header in _SECURITY.items() if header[0] not in present]
    return headers if b"cache-control" in present else [*headers, _NO_STORE]
