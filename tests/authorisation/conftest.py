"""A suite of its own, with two people in it."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from canbao_suite.processes import Suite
from tests.authorisation.world import World, build_world
from tests.running_suite import calling, running_suite


@pytest.fixture(scope="session")
def matrix_suite() -> Iterator[Suite]:
    """A started suite."""
    with running_suite() as suite:
        yield suite


@pytest.fixture(scope="session")
async def world(matrix_suite: Suite) -> AsyncIterator[World]:
    """Two people of two cities, enrolled."""
    async with calling(matrix_suite) as client:
        yield await build_world(matrix_suite, client)


@pytest.fixture(scope="session")
async def http(matrix_suite: Suite) -> AsyncIterator[httpx.AsyncClient]:
    """Calls the front of the suite."""
    async with httpx.AsyncClient(base_url=matrix_suite.front_url, timeout=30.0) as client:
        yield client
