"""The front of a distributed suite in a process of its own. It knows no route: it hands each request on by the first part of its path."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from canbao_suite.environments import SERVICES
from canbao_suite.front import PrefixGateway, front_from_environment, serve
from service_runtime.problems import problem

_ONE_HOP = {
    b"connection",
    b"keep-alive",
    b"proxy-authenticate",
    b"proxy-authorization",
    b"te",
    b"trailer",
    b"transfer-encoding",
    b"upgrade",
}
"""Headers that concern one connection only (RFC 9110, 7.6.1)."""
_OF_PROXIES = {b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto", b"x-real-ip"}
"""Headers by which a proxy tells of its caller: what comes in is the word of the caller himself, and does not pass."""
_TIMEOUT = httpx.Timeout(60.0, connect=3.0)


class Forward:
    """An application that lives at another address."""

    def __init__(self, client: httpx.AsyncClient, url: str) -> None:
        self._client = client
        self._url = httpx.URL(url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hands request and answer through as they come; a service that is away becomes a problem 502, one that hangs 504."""
        request = Request(scope, receive)
        try:
            answer = await self._client.send(self._request(request), stream=True)
        except httpx.TransportError as error:
            status = 504 if isinstance(error, httpx.TimeoutException) else 502
            away = problem(status, "SERVICE_AWAY", "服务暂时连接不上，请稍后再试", request_id=uuid4().hex)
            await away(scope, receive, send)
            return
        try:
            response = StreamingResponse(answer.aiter_raw(), answer.status_code)
            response.raw_headers = [(name.lower(), value) for name, value in answer.headers.raw if name.lower() not in _ONE_HOP]
            await response(scope, receive, send)
        finally:
            await answer.aclose()  # also when the caller has gone away

    def _request(self, request: Request) -> httpx.Request:
        target = request.scope["raw_path"] + (b"?" + request.scope["query_string"] if request.scope["query_string"] else b"")
        left_out = _ONE_HOP | _OF_PROXIES | {b"host"}
        headers = [(name, value) for name, value in request.scope["headers"] if name not in left_out]
        if request.client:
            headers.append((b"x-forwarded-for", request.client.host.encode()))
        has_body = "content-length" in request.headers or "transfer-encoding" in request.headers
        return httpx.Request(
            request.method, self._url.copy_with(raw_path=target), headers=headers, content=request.stream() if has_body else None
        )


def create_gateway() -> PrefixGateway:
    """CANBAO_{SERVICE}_URL name the services' addresses."""
    client = httpx.AsyncClient(timeout=_TIMEOUT, limits=httpx.Limits(max_connections=200, max_keepalive_connections=50), trust_env=False)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with client:
            yield

    applications = {service: Forward(client, os.environ[f"CANBAO_{package.upper()}_URL"]) for service, package in SERVICES.items()}
    return PrefixGateway(dict(applications), front_from_environment(lifespan))


def main() -> None:
    """Serves on the socket that the runner hands over, until SIGTERM."""
    serve(create_gateway())


if __name__ == "__main__":
    main()
