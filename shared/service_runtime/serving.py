"""A service as a process of its own: settings from the environment, RabbitMQ, Uvicorn."""

import sys
from collections.abc import Callable
from typing import TypeVar

import uvicorn
from fastapi import FastAPI

from event_bus import EventBus, RabbitBus
from service_runtime.audit_command import audit_command
from service_runtime.clock import Clock, clock_of
from service_runtime.settings import ServiceSettings

Settings = TypeVar("Settings", bound=ServiceSettings)


def run_service(create_app: Callable[[Settings, EventBus, Clock], FastAPI], read_settings: Callable[[], Settings]) -> None:
    """Serve until SIGTERM, then drain. With `audit …` behind the module's name: that, and no serving."""
    settings = read_settings()
    if sys.argv[1:2] == ["audit"]:
        raise SystemExit(audit_command(settings, sys.argv[2:]))
    if settings.amqp_url is None:
        raise SystemExit("CANBAO_AMQP_URL is missing: a service on its own needs RabbitMQ (`canbao serve` runs all four without)")
    app = create_app(settings, RabbitBus(settings.amqp_url), clock_of(settings))
    uvicorn.run(app, host=settings.host, port=settings.port, access_log=False, log_config=None, timeout_graceful_shutdown=10)
