"""A service as a process of its own: settings from the environment, RabbitMQ, Uvicorn."""

from collections.abc import Callable
from typing import TypeVar

import uvicorn
from fastapi import FastAPI

from event_bus import EventBus, RabbitBus
from service_runtime.clock import Clock, clock_of
from service_runtime.settings import ServiceSettings
from service_runtime.start import settings_or_exit

Settings = TypeVar("Settings", bound=ServiceSettings)


def run_service(create_app: Callable[[Settings, EventBus, Clock], FastAPI], read_settings: Callable[[], Settings]) -> None:
    """Serve until SIGTERM, then drain."""
    settings = settings_or_exit(read_settings)
    if settings.amqp_url is None:
        raise SystemExit("CANBAO_AMQP_URL is missing: a service on its own needs RabbitMQ (`canbao serve` runs all four without)")
    if settings.event_key is None or settings.publishers_file is None:
        raise SystemExit(
            "CANBAO_EVENT_KEY or CANBAO_PUBLISHERS_FILE is missing: over RabbitMQ a service signs its events and proves others'"
        )
    app = create_app(settings, RabbitBus(settings.amqp_url, ca_file=settings.ca_file), clock_of(settings))
    uvicorn.run(app, host=settings.host, port=settings.port, access_log=False, log_config=None, timeout_graceful_shutdown=10)
