"""One running service per module, on a database of its own."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import FreshDatabase
from tests.registration.builders import AUTUMN
from tests.registration.world import World, running_world


@pytest.fixture(scope="module")
async def module_world(fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """The service and its database; tests keep apart by people."""
    async with running_world(
        await fresh_database("registration", "registration.migrations"), tmp_path_factory.mktemp("registration")
    ) as world:
        yield world


@pytest.fixture
async def world(module_world: World) -> World:
    """The module's service, at 2023-10-10 09:00."""
    module_world.clock.move_to(AUTUMN)
    return module_world
