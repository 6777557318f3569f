"""What the four services tell at /metrics, read from running ones."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

import benefits.app
import benefits.settings
import dedup.app
import dedup.settings
import payment_bridge.app
import payment_bridge.settings
import registration.app
import registration.settings
from event_bus import EmbeddedBus
from service_runtime import SystemClock, generate_storage_keys, generate_vault_keys
from tests.conftest import FreshDatabase
from tests.payment_bridge.fake_tax_office import IN_SECRET, OUT_SECRET, FakeTaxOffice

NAMES = ("registration", "payment-bridge", "dedup", "benefits")
Exposition = Mapping[str, list[Metric]]
"""By service."""


@asynccontextmanager
async def running_services(fresh_database: FreshDatabase, folder: Path) -> AsyncIterator[dict[str, FastAPI]]:
    """All four on one embedded bus, each on an empty database."""
    bus, clock, keys = EmbeddedBus(expects=NAMES), SystemClock(), generate_vault_keys()

    async def given(name: str) -> dict[str, Any]:
        given = {"database_url": await fresh_database(name.replace("-", "_")), "jwks_file": folder / "jwks.json"}
        return given | {"vault_keys": keys, "storage_keys": generate_storage_keys()}

    tax = {"tax_office_url": "https://tax-office.invalid", "tax_out_secret": OUT_SECRET, "tax_in_secret": IN_SECRET}
    apps = {
        "registration": registration.app.create_app(registration.settings.Settings(**await given("registration")), bus, clock),
        "payment-bridge": payment_bridge.app.create_app(
            payment_bridge.settings.Settings(**await given("payment-bridge") | tax), bus, clock, tax_transport=FakeTaxOffice()
        ),
        "dedup": dedup.app.create_app(dedup.settings.Settings(**await given("dedup")), bus, clock),
        "benefits": benefits.app.create_app(benefits.settings.Settings(**await given("benefits")), bus, clock),
    }
    async with AsyncExitStack() as stack:
        for app in apps.values():
            await stack.enter_async_context(app.router.lifespan_context(app))
        yield apps


async def read(app: FastAPI) -> list[Metric]:
    """One service's families. Counters are called without `_total` in them, as the parser does."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service") as client:
        text = (await client.get("/metrics")).text
    return list(text_string_to_metric_families(text))


def told_name(metric: Metric) -> str:
    """The name as an alert or a page writes it."""
    return f"{metric.name}_total" if metric.type == "counter" else metric.name
