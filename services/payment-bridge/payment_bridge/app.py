"""The composition root of payment-bridge: the only file that knows all its parts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import httpx
from fastapi import FastAPI

from event_bus import EventBus
from payment_bridge.consumers import handlers
from payment_bridge.endpoints import bills, levies, progress
from payment_bridge.endpoints.tax_webhooks import PATH, tax_webhooks
from payment_bridge.gateways.tax_office import TaxOffice
from payment_bridge.settings import Settings
from payment_bridge.use_cases.alarm import Alarm
from payment_bridge.use_cases.callback_counters import CALLBACK_COUNTERS
from payment_bridge.use_cases.process_callbacks import processing_callbacks
from payment_bridge.use_cases.read_ledger import reading_ledger
from payment_bridge.use_cases.send_levies import sending_levies
from payment_bridge.use_cases.tell_figures import bill_figures, callback_figures, levy_figures, payment_figures
from payment_bridge.use_cases.tell_progress import money_health
from service_runtime import Clock, build_app

CALLBACK_BYTES = 4 * 1024 * 1024


def create_app(settings: Settings, bus: EventBus, clock: Clock, *, tax_transport: httpx.AsyncBaseTransport | None = None) -> FastAPI:
    """The payment-bridge service. `tax_transport` replaces the network to the tax office."""
    stored, office = (
        Alarm(),
        TaxOffice(
            settings.tax_office_url,
            settings.tax_out_secret.get_secret_value(),
            seconds=settings.tax_timeout_seconds,
            transport=tax_transport,
        ),
    )

    async def until_levies_may_be_due() -> None:
        await asyncio.sleep(settings.levy_poll_seconds)

    async def until_next_reading() -> None:
        await asyncio.sleep(settings.tax_reconcile_seconds)

    app = build_app(
        name="payment-bridge",
        title="Canbao payment-bridge: 征缴衔接",
        settings=settings,
        bus=bus,
        clock=clock,
        routers=[bills.router, levies.router, progress.router, tax_webhooks(settings.tax_in_secrets, stored.ring)],
        handlers=handlers,
        migrations="payment_bridge.migrations",
        background=[
            processing_callbacks(stored, settings.levy_poll_seconds),
            sending_levies(office, until_levies_may_be_due),
            reading_ledger(office, until_next_reading),
        ],
        checks=[money_health],
        counters=CALLBACK_COUNTERS,
        figures=[bill_figures, levy_figures, callback_figures, payment_figures],
        body_limits={PATH: CALLBACK_BYTES},
    )
    _close_after(app, office)
    return app


def _close_after(app: FastAPI, office: TaxOffice) -> None:
    running = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(of: FastAPI) -> AsyncIterator[object]:
        async with running(of) as state:
            try:
                yield state
            finally:
                await office.close()

    app.router.lifespan_context = cast(Any, lifespan)
