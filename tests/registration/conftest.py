"""One running service per module, on a database of its own."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import FreshDatabase
from tests.registers.platforms import Strings, registers
from tests.registration.builders import AUTUMN
from tests.registration.logins import LoginWorld, login_world
from tests.registration.sharing import SPRING, Gate
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


@pytest.fixture(scope="module")
async def strings() -> AsyncIterator[Strings]:
    async with registers() as one:
        yield one


@pytest.fixture(scope="module")
def gate(strings: Strings) -> Gate:
    return Gate(strings.transport)


@pytest.fixture(scope="module")
async def sharing_world(gate: Gate, fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with running_world(
        await fresh_database("registration", "registration.migrations"), tmp_path_factory.mktemp("sharing"), SPRING, registers=gate
    ) as world:
        yield world


@pytest.fixture
async def sharing(sharing_world: World, strings: Strings) -> World:
    """The service on 10 March 2024, with registers that do everything right and have not been asked."""
    sharing_world.clock.move_to(SPRING)
    await strings.misbehave()
    await strings.at(SPRING.date())
    strings.platform.asked.clear()
    return sharing_world


@pytest.fixture(scope="module")
async def module_logins(fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LoginWorld]:
    async with login_world(await fresh_database("registration", "registration.migrations"), tmp_path_factory.mktemp("logins")) as world:
        yield world


@pytest.fixture
async def logins(module_logins: LoginWorld) -> LoginWorld:
    """The module's service, before a platform that behaves."""
    await module_logins.phone.misbehave()
    return module_logins
