"""The composition root: the only file that knows all parts of the benefits service."""

import httpx
from fastapi import FastAPI

from benefits.consumers import HANDLERS
from benefits.endpoints import claims, entitlements, filings, me, national, persons, previews, runs
from benefits.gateways.identity_tokens import identity_tokens_of
from benefits.settings import Settings
from benefits.use_cases.decide_again import deciding_jobs
from benefits.use_cases.derive_entitlements import CHANGES, DECISIONS
from benefits.use_cases.looks import LOOKS
from benefits.use_cases.name_documents import ask_registration
from benefits.use_cases.read_figures import entitlement_figures
from benefits.use_cases.tell_anew import AGGREGATES
from event_bus import EventBus
from service_runtime import Clock, build_app

_FEED_BYTES = 4 * 1024 * 1024


def create_app(settings: Settings, bus: EventBus, clock: Clock, *, peer_transport: httpx.AsyncBaseTransport | None = None) -> FastAPI:
    """The service on this bus and clock. `peer_transport` replaces the network to the registration service."""
    peer = identity_tokens_of(settings, peer_transport)
    return build_app(
        name="benefits",
        title="待遇享受",
        settings=settings,
        bus=bus,
        clock=clock,
        routers=[
            me.router,
            entitlements.router,
            persons.router,
            previews.router,
            filings.router,
            claims.router,
            runs.router,
            national.router,
        ],
        handlers=HANDLERS,
        migrations="benefits.migrations",
        append_only=["facts"],
        inbox_guards_money=False,
        timed=deciding_jobs(),
        aggregates=AGGREGATES,
        outside=(lambda _, asked: ask_registration(peer, asked)) if peer else None,
        closing=[peer.close] if peer else [],
        counters=[DECISIONS, CHANGES, LOOKS.missed],
        figures=[entitlement_figures],
        body_limits={"/benefits/v1/claims": _FEED_BYTES},
    )
