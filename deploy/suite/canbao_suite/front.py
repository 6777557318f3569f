"""The front of a suite: one address for the services, the console and the development issuer."""

import os
import socket
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any
from uuid import uuid4

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from canbao_suite.issuer import Issuer, Verify, issuer_app, refuse_beyond_loopback, refuse_in_production
from service_runtime import Vault
from service_runtime.page_headers import PAGE_HEADERS
from service_runtime.problems import problem_of_http_error
from service_runtime.serving import serve_until_end

CONSOLE = Path(__file__).parents[2] / "console"


class Console(StaticFiles):
    """The files of the console, with the headers of a page."""

    def __init__(self) -> None:
        super().__init__(directory=CONSOLE, html=True)

    def file_response(self, *args: Any, **named: Any) -> Response:
        """One file, or the word that the browser has it already."""
        response = super().file_response(*args, **named)
        response.headers.update(PAGE_HEADERS)
        return response


class PrefixGateway:
    """Hands each request, path unchanged, to the application named by the first part of its path."""

    def __init__(self, applications: dict[str, ASGIApp], otherwise: ASGIApp) -> None:
        self._applications = applications
        self._otherwise = otherwise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope.get("path", "")
        await self._applications.get(path.split("/", 2)[1] if "/" in path else "", self._otherwise)(scope, receive, send)


def create_front(
    issuer_folder: Path, suite_id: str, verify: Verify, lifespan: Callable[[Starlette], AbstractAsyncContextManager[None]] | None = None
) -> Starlette:
    """What is no service: the console, the issuer, the suite's id, and problems for every other address."""
    return Starlette(
        routes=[
            Route("/", lambda _: RedirectResponse("/console/")),
            Route("/suite", lambda _: JSONResponse({"suite": suite_id})),
            Mount("/issuer", issuer_app(Issuer(issuer_folder), verify)),
            Mount("/console", Console()),
        ],
        lifespan=lifespan,
        exception_handlers={HTTPException: _problem},
    )


def front_from_environment(lifespan: Callable[[Starlette], AbstractAsyncContextManager[None]]) -> Starlette:
    """The front that the runner has described: CANBAO_ISSUER_FOLDER, CANBAO_SUITE_ID, CANBAO_VAULT_KEYS. Raises CannotRun."""
    refuse_in_production()
    verify = Vault.from_json(os.environ["CANBAO_VAULT_KEYS"]).identity_token
    return create_front(Path(os.environ["CANBAO_ISSUER_FOLDER"]), os.environ["CANBAO_SUITE_ID"], verify, lifespan)


async def _problem(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problem_of_http_error(error, uuid4().hex)


def serve(app: ASGIApp, drain: Callable[[], None] = lambda: None) -> None:
    """Serves on the socket that the runner has opened (CANBAO_SOCKET is its number), until SIGTERM. Raises CannotRun: not the loopback.

    `drain` is called then; for CANBAO_DRAIN_SECONDS requests are served on.
    """
    with socket.socket(fileno=int(os.environ["CANBAO_SOCKET"])) as opened:
        refuse_beyond_loopback(opened.getsockname()[0])
        seconds = float(os.environ.get("CANBAO_DRAIN_SECONDS", "0"))
        serve_until_end(app, drain, seconds, sockets=[opened], log_config=None)
