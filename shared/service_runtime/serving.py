"""A service as a process of its own: settings from the environment, RabbitMQ, Uvicorn."""

import socket
import sys
from collections.abc import Callable
from typing import Any, TypeVar

from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from event_bus import EventBus, RabbitBus
from process_runtime.collector import without_collections
from process_runtime.listening import listening
from service_runtime.audit_command import audit_command
from service_runtime.clock import Clock, clock_of
from service_runtime.draining import DrainingServer
from service_runtime.settings import ServiceSettings
from service_runtime.start import CannotStart, settings_or_exit

Settings = TypeVar("Settings", bound=ServiceSettings)


class Starting:
    """An application whose start may be refused: the sentence is remembered in place of a traceback."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.why_not: str | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def tell(message: Message) -> None:
            if message["type"] == "lifespan.startup.failed" and isinstance(error := sys.exc_info()[1], CannotStart):
                self.why_not, message = str(error), {"type": message["type"], "message": ""}
            await send(message)

        await self._app(scope, receive, tell if scope["type"] == "lifespan" else send)


def serve_until_end(
    app: ASGIApp, drain: Callable[[], None], drain_seconds: float, *, sockets: list[socket.socket] | None = None, **options: Any
) -> None:
    """Serves until SIGTERM, then drains. What keeps the application from starting is one sentence, and exit code 1."""
    starting = Starting(app)
    try:
        DrainingServer(listening(starting, **options), drain, drain_seconds).run(sockets)
    except SystemExit:
        if starting.why_not is None:
            raise
        raise SystemExit(starting.why_not) from None


def run_service(create_app: Callable[[Settings, EventBus, Clock], FastAPI], read_settings: Callable[[], Settings]) -> None:
    """Serve until SIGTERM, then drain and end. With `audit …` behind the module's name: that, and no serving."""
    settings = settings_or_exit(read_settings)
    if sys.argv[1:2] == ["audit"]:
        raise SystemExit(audit_command(settings, sys.argv[2:]))
    if settings.amqp_url is None:
        raise SystemExit("CANBAO_AMQP_URL is missing: a service on its own needs RabbitMQ (`canbao serve` runs all four without)")
    if settings.event_key is None or settings.publishers_file is None:
        raise SystemExit(
            "CANBAO_EVENT_KEY or CANBAO_PUBLISHERS_FILE is missing: over RabbitMQ a service signs its events and proves others'"
        )
    try:
        with without_collections():
            app = create_app(settings, RabbitBus(settings.amqp_url, ca_file=settings.ca_file), clock_of(settings))
    except CannotStart as error:
        raise SystemExit(str(error)) from None
    serve_until_end(app, app.state.runtime.drain, settings.drain_seconds, host=settings.host, port=settings.port, log_config=None)
