"""A payment bridge per test, on one database that is emptied in between."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import FreshDatabase
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import MORNING
from tests.payment_bridge.running import RunningBridge, running_bridge


@pytest.fixture(scope="package")
async def one_bridge(fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bridge]:
    """The bridge and its database."""
    bridge = await Bridge.start(await fresh_database("payment_bridge", stays=True), tmp_path_factory.mktemp("bridge"))
    yield bridge
    await bridge.close()


@pytest.fixture
async def bridge(one_bridge: Bridge) -> Bridge:
    """An empty bridge on the morning of 2023-10-10."""
    await one_bridge.forget()
    one_bridge.clock.move_to(MORNING)
    one_bridge.tax.__init__()  # type: ignore[misc]
    return one_bridge


@pytest.fixture(scope="module")
async def service(fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningBridge]:
    """The running service; tests keep apart by ids."""
    async with running_bridge(fresh_database, tmp_path_factory.mktemp("bridge")) as running:
        yield running
