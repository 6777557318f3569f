"""The four services, read once all of their figures are there."""

from collections.abc import AsyncIterator
from functools import partial

import pytest
from fastapi import FastAPI

from tests.conftest import FreshDatabase
from tests.figures.exposition import Exposition, read, running_services

LATE = "canbao_tax_office_last_success_timestamp_seconds"


@pytest.fixture(scope="package")
async def services(fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[dict[str, FastAPI]]:
    """Running."""
    async with running_services(partial(fresh_database, stays=True), tmp_path_factory.mktemp("services")) as apps:
        yield apps


@pytest.fixture(scope="package")
async def exposition(services: dict[str, FastAPI]) -> Exposition:
    """Some figures are there only after the first answer of the tax office, or the first request."""
    while not any(metric.name == LATE for metric in await read(services["payment-bridge"])):
        pass
    for app in services.values():
        await read(app)
    return {name: await read(app) for name, app in services.items()}
