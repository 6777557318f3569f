"""How every process of the suite listens; and a service as a process of its own: settings from the environment, RabbitMQ, Uvicorn."""

import sys
from collections.abc import Callable
from typing import Any, TypeVar

import uvicorn
from fastapi import FastAPI

from event_bus import EventBus, RabbitBus
from service_runtime.audit_command import audit_command
from service_runtime.clock import Clock, clock_of
from service_runtime.patience import Patience, patient
from service_runtime.settings import ServiceSettings
from service_runtime.start import settings_or_exit

Settings = TypeVar("Settings", bound=ServiceSettings)


def listening(app: Any, **options: Any) -> uvicorn.Config:  # noqa: ANN401 -- any ASGI application, any option of uvicorn
    """Uvicorn's configuration, with the limits of `Patience`; it takes no proxy's word for who calls: `trusted_proxies` decides."""
    fixed = {"ws": "none", "access_log": False, "proxy_headers": False, "timeout_graceful_shutdown": 10}
    return uvicorn.Config(app, http=patient(Patience()), **{**fixed, **options})


def run_service(create_app: Callable[[Settings, EventBus, Clock], FastAPI], read_settings: Callable[[], Settings]) -> None:
    """Serve until SIGTERM, then drain. With `audit …` behind the module's name: that, and no serving."""
    settings = settings_or_exit(read_settings)
    if sys.argv[1:2] == ["audit"]:
        raise SystemExit(audit_command(settings, sys.argv[2:]))
    if settings.amqp_url is None:
        raise SystemExit("CANBAO_AMQP_URL is missing: a service on its own needs RabbitMQ (`canbao serve` runs all four without)")
    if settings.event_key is None or settings.publishers_file is None:
        raise SystemExit(
            "CANBAO_EVENT_KEY or CANBAO_PUBLISHERS_FILE is missing: over RabbitMQ a service signs its events and proves others'"
        )
    app = create_app(settings, RabbitBus(settings.amqp_url, ca_file=settings.ca_file), clock_of(settings))
    uvicorn.Server(listening(app, host=settings.host, port=settings.port, log_config=None)).run()
