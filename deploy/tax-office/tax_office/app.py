"""The office as an ASGI application with its two workers."""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI

from tax_office import contract_endpoints, control_endpoints
from tax_office.database import open_pool
from tax_office.deliveries import Postman
from tax_office.office import Office
from tax_office.problems import answer_with_problems
from tax_office.rounds import work_next_chunk
from tax_office.settings import Settings

LOG = logging.getLogger("tax_office")
_CALLBACK_TIMEOUT = httpx.Timeout(30.0, connect=5.0)


def create_app(settings: Settings) -> FastAPI:
    """The office, opening its database and starting its workers with the application."""
    app = FastAPI(title="Simulated tax office", lifespan=_lifespan, docs_url=None, redoc_url=None)
    app.state.settings = settings
    app.include_router(contract_endpoints.router)
    app.include_router(control_endpoints.router)
    answer_with_problems(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    office = Office(app.state.settings, await open_pool(app.state.settings.database_url))
    await office.remember()
    app.state.office = office
    trust = ssl.create_default_context(cafile=app.state.settings.ca_file)
    async with httpx.AsyncClient(timeout=_CALLBACK_TIMEOUT, trust_env=False, verify=trust) as client:
        postman = Postman(office, client)
        workers = [asyncio.create_task(_supervised(work)) for work in (postman.work, lambda: _work_rounds(office))]
        try:
            yield
        finally:
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, *postman.leave(), return_exceptions=True)
    await office.pool.close()


async def _work_rounds(office: Office) -> None:
    while True:
        office.rounds_bell.clear()
        while await work_next_chunk(office):
            pass
        await office.rounds_bell.wait()


async def _supervised(work: Callable[[], Awaitable[None]]) -> None:
    """Starts the work again whenever it fails: PostgreSQL may be away for a while."""
    while True:
        try:
            await work()
        except Exception as error:
            LOG.warning("worker starts again after %s", type(error).__name__)
            await asyncio.sleep(0.5)
