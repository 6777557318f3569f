"""A publishing and a consuming service, each on a database of its own."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import FreshDatabase
from tests.event_bus.effects import Service, service_on


@pytest.fixture
async def publisher(fresh_database: FreshDatabase) -> AsyncIterator[Service]:
    """Publishes, handles nothing."""
    async with service_on(await fresh_database("publisher"), "registration") as service:
        yield service


@pytest.fixture
async def consumer(fresh_database: FreshDatabase) -> AsyncIterator[Service]:
    """Writes one row per event."""
    async with service_on(await fresh_database("consumer"), "dedup") as service:
        yield service
