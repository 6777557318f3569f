"""The platform as an ASGI application with its postman."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx
from fastapi import FastAPI

from other_regions_platform import contract_endpoints, control_endpoints
from other_regions_platform.deliveries import Postman
from other_regions_platform.platform import Platform
from other_regions_platform.settings import Settings

_TIMEOUT = httpx.Timeout(30.0, connect=5.0)


def create_app(settings: Settings) -> FastAPI:
    """A fresh platform that holds nobody; its postman starts with the application."""
    app = FastAPI(title="Simulated platform of other regions", lifespan=_lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.platform = Platform(settings, Postman(settings.callback_url, settings.in_secret))
    for module in (contract_endpoints, control_endpoints):
        app.include_router(module.router)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    trust = ssl.create_default_context(cafile=app.state.platform.settings.ca_file)
    async with httpx.AsyncClient(timeout=_TIMEOUT, trust_env=False, verify=trust) as client:
        work = asyncio.create_task(app.state.platform.postman.work(client))
        yield
        work.cancel()
        with suppress(asyncio.CancelledError):
            await work
