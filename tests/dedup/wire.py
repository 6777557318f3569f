"""The running service and the simulated platform of other regions, each at a real address of its own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import msgspec
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.routing import Mount

from canbao_suite.listening import free_port
from dedup.endpoints.region_messages import PATH
from other_regions_platform.app import create_app
from other_regions_platform.settings import Settings
from process_runtime.webhook_signatures import signed_headers
from tests.conftest import FreshDatabase
from tests.dedup.builders import MORNING
from tests.dedup.running import RunningDedup, running_dedup
from tests.other_regions.platforms import IN_SECRET, OUT_SECRET, Ear, Strings
from tests.tax_office.offices import serving


@dataclass(frozen=True, slots=True)
class Wire:
    """Both ends."""

    dedup: RunningDedup
    strings: Strings


@asynccontextmanager
async def wire(fresh_database: FreshDatabase, folder: Path, **behaviour: Any) -> AsyncIterator[Wire]:
    """Both, on the morning on which it all begins; the platform misbehaves like that."""
    ours = free_port()
    platform = create_app(Settings(f"http://127.0.0.1:{ours}{PATH}", (OUT_SECRET,), IN_SECRET))
    async with (
        serving(platform) as url,
        httpx.AsyncClient(base_url=url, trust_env=False) as http,
        speaking(fresh_database, folder, url) as dedup,
    ):
        front = Starlette(routes=[Mount("", app=dedup.app)])  # without a lifespan: the service has started
        async with serving(front, ours):
            strings = Strings(http, url, Ear())
            await strings.misbehave(**behaviour)
            await strings.at(MORNING.date().isoformat())
            yield Wire(dedup, strings)


@asynccontextmanager
async def speaking(fresh_database: FreshDatabase, folder: Path, url: str | None = None) -> AsyncIterator[RunningDedup]:
    """The service that takes messages of the platform, and speaks to it if it has an address."""
    secrets = {"other_regions_out_secret": SecretStr(OUT_SECRET), "other_regions_in_secret": SecretStr(IN_SECRET)}
    async with running_dedup(fresh_database, folder, other_regions_url=url, **secrets) as dedup:
        yield dedup


async def tell(dedup: RunningDedup, kind: str, data: object, *, webhook_id: str | None = None, secret: str = IN_SECRET) -> httpx.Response:
    """A message of the platform, delivered once."""
    body = msgspec.json.encode({"type": kind, "data": data})
    return await deliver(dedup, body, webhook_id=webhook_id, secret=secret)


async def deliver(dedup: RunningDedup, body: bytes, *, webhook_id: str | None = None, secret: str = IN_SECRET) -> httpx.Response:
    """Any bytes, signed."""
    headers = signed_headers(body, webhook_id or f"region_{uuid4()}", secret) | {"content-type": "application/json"}
    return await dedup.http.post(PATH, content=body, headers=headers)
