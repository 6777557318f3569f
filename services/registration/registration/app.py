"""The registration service: who is registered where, in which scheme, for which benefit year."""

import asyncio

from fastapi import FastAPI

from event_bus import EventBus
from registration.consumers import HANDLERS
from registration.endpoints import (
    acts,
    applications,
    bulk,
    decisions,
    divisions,
    forms,
    mandates,
    material_files,
    materials,
    participations,
    persons,
    progress,
    targets,
)
from registration.settings import Settings
from registration.use_cases.check_health import check_conflict_checks
from registration.use_cases.looks import LOOKS
from registration.use_cases.publish_mandates import publish_late_mandates
from registration.use_cases.purge_materials import purge_materials
from registration.use_cases.read_figures import application_figures, participation_figures
from registration.use_cases.receive_material import UploadDesk
from registration.use_cases.tell_anew import AGGREGATES
from registration.use_cases.timed_jobs import TIMED
from service_runtime import Clock, Job, build_app

_IMPORT_BYTES = 4 * 1024 * 1024
"""1,000 people are about 400 KB."""
_LOOK_SECONDS = 60.0
"""Between looks for mandates whose person has become known by another way than an approval."""

_PARTS = (forms, divisions, applications, decisions, mandates, materials, participations, acts, persons, bulk, progress, targets)


async def until_next_look() -> None:
    """Waits between two looks."""
    await asyncio.sleep(_LOOK_SECONDS)


def create_app(settings: Settings, bus: EventBus, clock: Clock) -> FastAPI:
    """The composition root: the only place that knows all parts."""
    desk = UploadDesk(settings.uploads, settings.virus_scanner)
    return build_app(
        name="registration",
        title="参保登记服务",
        settings=settings,
        bus=bus,
        clock=clock,
        routers=[*(part.router for part in _PARTS), material_files.material_files(desk)],
        handlers=HANDLERS,
        migrations="registration.migrations",
        append_only=["application_history", "participation_history"],
        inbox_guards_money=False,
        aggregates=AGGREGATES,
        timed=TIMED,
        background=[
            Job("publish_late_mandates", publish_late_mandates, until_next_look),
            Job("purge_materials", lambda runtime: purge_materials(runtime, desk), until_next_look),
        ],
        closing=[desk.close],
        counters=[LOOKS.missed],
        checks=[check_conflict_checks],
        figures=[application_figures, participation_figures],
        body_limits={"/registration/v1/imports": _IMPORT_BYTES, materials.PATH: material_files.REQUEST_BYTES},
    )
