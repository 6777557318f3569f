"""The embedded suite: four services, one in-process bus, the console and a development issuer in one process.

It knows no rule and no route of the services: it hands a request to the application whose prefix the path begins with.
"""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from uuid import uuid4

import uvicorn
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

import benefits.app
import benefits.settings
import dedup.app
import dedup.settings
import payment_bridge.app
import payment_bridge.settings
import registration.app
import registration.settings
from canbao_suite.issuer import Issuer, issuer_app
from canbao_suite.processes import SERVICES
from event_bus import EmbeddedBus
from service_runtime import Clock, clock_of
from service_runtime.problems import problem_of_http_error

CONSOLE = Path(__file__).parents[2] / "console"


class PrefixGateway:
    """Hands each request, path unchanged, to the application named by the first part of its path."""

    def __init__(self, applications: dict[str, ASGIApp], otherwise: ASGIApp) -> None:
        self._applications = applications
        self._otherwise = otherwise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope.get("path", "")
        await self._applications.get(path.split("/", 2)[1] if "/" in path else "", self._otherwise)(scope, receive, send)


def create_services(clock: Clock | None = None) -> dict[str, FastAPI]:
    """The four applications on one embedded bus and one clock, with settings from the environment."""
    for_registration = registration.settings.Settings(database_url=_database("REGISTRATION"))
    for_payment = payment_bridge.settings.Settings(database_url=_database("PAYMENT_BRIDGE"))
    for_dedup = dedup.settings.Settings(database_url=_database("DEDUP"))
    for_benefits = benefits.settings.Settings(database_url=_database("BENEFITS"))
    bus = EmbeddedBus(expects=SERVICES)
    clock = clock or clock_of(for_registration)
    return {
        "registration": registration.app.create_app(for_registration, bus, clock),
        "payment-bridge": payment_bridge.app.create_app(for_payment, bus, clock),
        "dedup": dedup.app.create_app(for_dedup, bus, clock),
        "benefits": benefits.app.create_app(for_benefits, bus, clock),
    }


def _database(package: str) -> str:
    return os.environ[f"CANBAO_{package}_DATABASE_URL"]


def create_suite() -> PrefixGateway:
    """The whole suite as one ASGI application."""
    services = create_services()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for app in services.values():
                await stack.enter_async_context(app.router.lifespan_context(app))
            yield

    return PrefixGateway(dict(services), create_front(Path(os.environ["CANBAO_ISSUER_FOLDER"]), lifespan))


def create_front(issuer_folder: Path, lifespan: Callable[[Starlette], AbstractAsyncContextManager[None]] | None = None) -> Starlette:
    """What is no service: the console, the issuer, and problems for every other address."""
    return Starlette(
        routes=[
            Route("/", lambda _: RedirectResponse("/console/")),
            Mount("/issuer", issuer_app(Issuer.open(issuer_folder))),
            Mount("/console", StaticFiles(directory=CONSOLE, html=True)),
        ],
        lifespan=lifespan,
        exception_handlers={HTTPException: _problem},
    )


async def _problem(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problem_of_http_error(error, uuid4().hex)


def main() -> None:
    """Serves on CANBAO_HOST and CANBAO_PORT until SIGTERM."""
    uvicorn.run(
        create_suite(),
        host=os.environ["CANBAO_HOST"],
        port=int(os.environ["CANBAO_PORT"]),
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=10,
    )


if __name__ == "__main__":
    main()
