"""The composition root: the only file that knows all parts of the benefits service."""

from fastapi import FastAPI

from benefits.consumers import handlers
from benefits.endpoints import entitlements, persons
from benefits.settings import Settings
from event_bus import EventBus
from service_runtime import Clock, build_app


def create_app(settings: Settings, bus: EventBus, clock: Clock) -> FastAPI:
    """The service on this bus and clock."""
    return build_app(
        name="benefits",
        title="待遇享受",
        settings=settings,
        bus=bus,
        clock=clock,
        routers=[entitlements.router, persons.router],
        handlers=handlers,
        migrations="benefits.migrations",
    )
