"""Builds the app of a service: the same probes, problems, log lines, transactions and documentation for all of them."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from functools import partial

from fastapi import APIRouter, FastAPI
from fastapi.telemetry import TelemetryConfig
from prometheus_client.registry import Collector

from event_bus import BusMember, EventBus, Handlers
from policy_parameters import PolicyBook, load_policy_book
from process_runtime.collector import tame_the_collector
from service_runtime.audit_sealer import AuditSealer, audit_figures
from service_runtime.background import Job, JobFigures, Supervisor
from service_runtime.calendar_figures import calendar_check, calendar_figures
from service_runtime.clock import Clock
from service_runtime.contract import install_contract
from service_runtime.database import Database
from service_runtime.dictionaries import dictionaries_router
from service_runtime.documentation import documentation_router
from service_runtime.edge import Edge
from service_runtime.event_path import EventPathFigures, event_path_figures
from service_runtime.figures import FigureSource
from service_runtime.grants import is_append_only
from service_runtime.health import HealthCheck
from service_runtime.identity import TokenReader
from service_runtime.logs import configure_logs, get_logger
from service_runtime.methods import with_fixed_addresses_first
from service_runtime.metrics import Metrics
from service_runtime.migration import migrate
from service_runtime.operations import operations_router
from service_runtime.outside import Outside
from service_runtime.probes import probes_router
from service_runtime.problems import install_problem_handlers
from service_runtime.purge import purge_job
from service_runtime.rate_counts import sharing
from service_runtime.rate_limits import RateLimits
from service_runtime.replaying import replay_job
from service_runtime.republications import republication_job
from service_runtime.retelling import NO_AGGREGATES, Aggregates
from service_runtime.runtime import Runtime
from service_runtime.sessions import Purpose, open_session
from service_runtime.settings import ServiceSettings
from service_runtime.shared_sessions import refuse_shared_sessions
from service_runtime.start import proving
from service_runtime.timed_jobs import Calendar, TimedJob
from service_runtime.tracing import Tracing
from service_runtime.vault import Vault
from service_runtime.wide_log import WideLog

_OFF: TelemetryConfig = {"auto_configure": False, "tracing": False, "metrics": False, "logs": False}
"""FastAPI's own telemetry is off: it would tell paths and texts of exceptions. What we tell is in `wide_log` and `request_span`."""
_log = get_logger("service")


def build_app(
    *,
    name: str,
    title: str,
    settings: ServiceSettings,
    bus: EventBus,
    clock: Clock,
    routers: Sequence[APIRouter],
    handlers: Handlers,
    migrations: str,
    background: Sequence[Job] = (),
    timed: Sequence[TimedJob] = (),
    checks: Sequence[HealthCheck] = (),
    counters: Sequence[Collector] = (),
    figures: Sequence[FigureSource] = (),
    body_limits: Mapping[str, int] | None = None,
    append_only: Sequence[str] = (),
    outside: Outside | None = None,
    closing: Sequence[Callable[[], Awaitable[None]]] = (),
    inbox_guards_money: bool = True,
    aggregates: Aggregates = NO_AGGREGATES,
    policy: PolicyBook | None = None,
) -> FastAPI:
    """The app of one service. `name` is its prefix ("payment-bridge"), `migrations` the package of its migrations.

    `timed` is its work by the calendar. `counters` are the service's own, `figures` read its gauges from its database.
    `body_limits` gives path prefixes more (or fewer) bytes than settings.body_limit. `append_only` names tables whose rows the service
    only adds. `outside` asks others what a request must know before it goes on. `closing` is done when the service has stopped: it closes
    what the service has open to others. `inbox_guards_money=False`: all its handlers end in the same state when an event comes twice, so
    that old rows may go.
    `aggregates` are those whose state it can tell anew.
    """
    configure_logs(settings.log_level)
    runtime = _runtime(name, settings, clock, policy or load_policy_book())
    runtime.outside = outside
    tracing, wide_log = Tracing(name, str(settings.otlp_endpoint or ""), settings.ca_file), WideLog(name, settings.log_level)
    member = BusMember(name, runtime.database, handlers, tracing.spans, wide_log.batch, *proving(name, settings))
    sealer = AuditSealer(name, settings)
    own = (sealer.job, purge_job(inbox_guards_money=inbox_guards_money), republication_job(aggregates), replay_job(runtime))
    calendar = Calendar([job.within(settings.installation_area) for job in timed], clock, active=settings.timed_jobs)
    supervisor = Supervisor(runtime, (*background, *calendar.background, sharing(runtime.limits), *own))
    metrics = Metrics(
        runtime,
        (EventPathFigures(runtime), JobFigures(supervisor), *counters),
        (event_path_figures(runtime), audit_figures, *calendar_figures(calendar), *figures),
    )

    async def prepare() -> None:
        await prepare_database(runtime, settings, migrations, append_only)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with aclosing(tracing), running(runtime, settings, bus, member, prepare, supervisor, closing), aclosing(metrics):
            yield

    app = FastAPI(title=title, version="1", lifespan=lifespan, redirect_slashes=False, telemetry=_OFF, openapi_url=None)
    app.state.runtime = runtime
    app.state.tokens = runtime.tokens
    app.add_middleware(
        Edge,
        observe=metrics.observe,
        wide_log=wide_log,
        spans=tracing.spans,
        body_limit=settings.body_limit,
        body_limits=body_limits or {},
    )
    install_problem_handlers(app)
    probes = [probes_router(prefix, (sealer.check, *calendar_check(calendar), *checks), supervisor, metrics) for prefix in (f"/{name}", "")]
    listed = (
        *routers,
        dictionaries_router(name),
        operations_router(name, aggregates, supervisor, calendar),
        *probes,
        documentation_router(name, title),
    )
    flat = [route for router in listed for route in router.routes]  # an included router would be searched route by route for every request
    app.router.routes.extend(with_fixed_addresses_first(flat))
    install_contract(app)
    return app


def _runtime(name: str, settings: ServiceSettings, clock: Clock, book: PolicyBook) -> Runtime:
    vault = Vault.from_json(settings.vault_keys) if settings.vault_keys else None
    runtime = Runtime(name, settings, Database.of(settings, clock, book, vault), clock, book, vault)
    runtime.tokens = TokenReader(settings.jwks_file, settings.jwt_issuer, settings.jwt_audience, settings.longest_token_seconds)
    runtime.limits = RateLimits(factor=settings.rate_limit_factor, trusted_proxies=settings.trusted_proxies)
    runtime.database.on_miss = runtime.limits.missed
    return runtime


@asynccontextmanager
async def running(
    runtime: Runtime,
    settings: ServiceSettings,
    bus: EventBus,
    member: BusMember,
    prepare: Callable[[], Awaitable[None]],
    supervisor: Supervisor,
    closing: Sequence[Callable[[], Awaitable[None]]],
) -> AsyncIterator[None]:
    """The service between start and drain: database there and migrated, bus joined, background work running."""
    async with AsyncExitStack() as stack:
        for close in closing:
            stack.push_async_callback(close)
        stack.push_async_callback(runtime.database.close)
        await prepare()
        membership = await bus.join(member)
        stack.push_async_callback(membership.leave)
        runtime.join(membership)
        runtime.database.on_commit = membership.wake
        supervisor.start()
        stack.push_async_callback(supervisor.stop)
        tame_the_collector()
        _log.info("service.started", service=runtime.name)
        try:
            yield
        finally:
            runtime.drain()


async def prepare_database(runtime: Runtime, settings: ServiceSettings, migrations: str, append_only: Sequence[str]) -> None:
    """Waits for the database and migrates it, as the role that owns it if there is one. Says once if the service could delete its audit."""
    await runtime.database.wait_until_there(settings.database_wait_seconds)
    if settings.migration_url:
        await refuse_shared_sessions(partial(open_session, settings.migration_address, Purpose.MIGRATION, settings.limits))
    service = settings.database_url if settings.migration_url else None
    safe = runtime.database.surroundings.safe
    await migrate(settings.migration_address, migrations, safe, service_url=service, append_only=append_only, limits=settings.limits)
    async with runtime.database.read() as read:
        if not await is_append_only(read.driver):
            _log.warning("audit.not_out_of_reach", service=runtime.name, remedy="set CANBAO_MIGRATION_URL to a role of its own")
