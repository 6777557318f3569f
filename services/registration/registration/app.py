"""The registration service: who is registered where, in which scheme, for which benefit year."""

import asyncio

import httpx
from fastapi import FastAPI

from event_bus import EventBus
from registration.consumers import HANDLERS
from registration.endpoints import (
    acts,
    applications,
    bulk,
    bundles,
    certificates,
    circumstances,
    consents,
    credentials,
    decisions,
    divisions,
    drafts,
    household_forms,
    identity_tokens,
    items,
    list_files,
    lists,
    mandates,
    material_files,
    materials,
    me,
    outreach,
    own_sessions,
    participations,
    people,
    persons,
    progress,
    rights,
    subsidies,
    subsidy_requests,
    targets,
    transfers,
)
from registration.endpoints.notice_consents import notice_consents
from registration.endpoints.sessions import sessions_routers
from registration.gateways.registers import CALLS, registers_of
from registration.items.bundles import declared_bundles
from registration.settings import Settings
from registration.use_cases.ask_registers import ask_registers
from registration.use_cases.check_health import check_conflict_checks, login_key_health
from registration.use_cases.count_overdue_work import check_work_list, work_figures
from registration.use_cases.keep_draft import forget_drafts
from registration.use_cases.login_peers import LoginPeers, login_peers
from registration.use_cases.looks import LOOKS
from registration.use_cases.publish_mandates import publish_late_mandates
from registration.use_cases.purge_materials import purge_materials
from registration.use_cases.read_figures import application_figures, notice_figures, participation_figures
from registration.use_cases.receive_material import UploadDesk
from registration.use_cases.request_subsidy import check_subsidy_requests
from registration.use_cases.send_notices import NOTICES, forget_old, send_notices
from registration.use_cases.tell_anew import AGGREGATES
from registration.use_cases.timed_jobs import TIMED
from registration.use_cases.work_at_lists import lists_job
from service_runtime import Clock, Job, Runtime, build_app

_IMPORT_BYTES = 4 * 1024 * 1024
"""1,000 people are about 400 KB."""
_BODY_LIMITS = {
    "/registration/v1/imports": _IMPORT_BYTES,
    materials.PATH: material_files.REQUEST_BYTES,
    lists.PATH: list_files.REQUEST_BYTES,
}
_FORGET_SECONDS = 3600.0
_LOOK_SECONDS = 60.0
"""Between looks for mandates whose person has become known by another way than an approval."""

_PARTS = (
    items,
    divisions,
    applications,
    consents,
    bundles,
    drafts,
    decisions,
    household_forms,
    mandates,
    materials,
    participations,
    acts,
    people,
    persons,
    identity_tokens,
    lists,
    bulk,
    progress,
    subsidies,
    subsidy_requests,
    targets,
    outreach,
    own_sessions,
    rights,
    certificates,
    circumstances,
    transfers,
    me,
    credentials,
)


async def until_next_look() -> None:
    """Waits between two looks."""
    await asyncio.sleep(_LOOK_SECONDS)


def create_app(
    settings: Settings,
    bus: EventBus,
    clock: Clock,
    *,
    peer_transport: httpx.AsyncBaseTransport | None = None,
    register_transport: httpx.AsyncBaseTransport | None = None,
) -> FastAPI:
    """The composition root: the only place that knows all parts. Raises BadItems.

    `peer_transport` replaces the network to those who log people in, `register_transport` that to registers of other departments.
    """
    declared_bundles(settings.items_folder)
    peers = login_peers(settings, peer_transport)
    desk, registers = UploadDesk(settings.uploads, settings.virus_scanner), registers_of(settings, register_transport)
    app = build_app(
        name="registration",
        title="参保登记服务",
        settings=settings,
        bus=bus,
        clock=clock,
        routers=[
            *(part.router for part in _PARTS),
            material_files.material_files(desk),
            list_files.list_files(desk),
            *sessions_routers(peers),
            notice_consents(peers),
        ],
        handlers=HANDLERS,
        migrations="registration.migrations",
        append_only=[
            "application_history",
            "application_submissions",
            "application_notices",
            "participation_history",
            "register_answers",
            "rights_records",
            "certificates",
            "identity_history",
            "participation_changes",
        ],
        inbox_guards_money=False,
        aggregates=AGGREGATES,
        timed=TIMED,
        background=[
            Job("publish_late_mandates", publish_late_mandates, until_next_look),
            lists_job(desk.uploads),
            Job("purge_materials", lambda runtime: purge_materials(runtime, desk), until_next_look),
            Job("forget_drafts", forget_drafts, until_next_look),
            *_notice_jobs(settings, peers),
        ],
        outside=(lambda runtime, asked: ask_registers(runtime, registers, asked)) if registers else None,
        closing=[desk.close, peers.close, *([registers.close] if registers else [])],
        counters=[LOOKS.missed, NOTICES, CALLS],
        checks=[check_conflict_checks, check_work_list, check_subsidy_requests, login_key_health(peers.signer)],
        figures=[application_figures, participation_figures, notice_figures, work_figures],
        body_limits=_BODY_LIMITS,
    )
    app.state.login_peers = peers
    return app


def _notice_jobs(settings: Settings, peers: LoginPeers) -> list[Job]:
    """A step that asks others twenty times may take as long as they may."""

    async def send(runtime: Runtime) -> int:
        return await send_notices(runtime, peers.notifications)

    async def until_some_may_be_due() -> None:
        await asyncio.sleep(settings.notice_seconds)

    async def until_something_is_old() -> None:
        await asyncio.sleep(_FORGET_SECONDS)

    limit = 60.0 + 40 * settings.login_peer_seconds
    return [Job("send_notices", send, until_some_may_be_due, limit), Job("forget_old", forget_old, until_something_is_old)]
