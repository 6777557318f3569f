"""The registration service: who is registered where, in which scheme, for which benefit year."""

from fastapi import FastAPI

from event_bus import EventBus
from registration.consumers import HANDLERS
from registration.endpoints import applications, bulk, decisions, forms, participations, persons, progress
from registration.settings import Settings
from registration.use_cases.check_health import check_conflict_checks
from registration.use_cases.read_figures import application_figures, participation_figures
from service_runtime import Clock, build_app

_IMPORT_BYTES = 4 * 1024 * 1024
"""1,000 people are about 400 KB."""


def create_app(settings: Settings, bus: EventBus, clock: Clock) -> FastAPI:
    """The composition root: the only place that knows all parts."""
    return build_app(
        name="registration",
        title="参保登记服务",
        settings=settings,
        bus=bus,
        clock=clock,
        routers=[module.router for module in (forms, applications, decisions, participations, persons, bulk, progress)],
        handlers=HANDLERS,
        migrations="registration.migrations",
        checks=[check_conflict_checks],
        figures=[application_figures, participation_figures],
        body_limits={"/registration/v1/imports": _IMPORT_BYTES},
    )
