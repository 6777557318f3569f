"""A suite of its own, with two people in it."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from canbao_suite.processes import Suite
from canbao_suite.season.client import SuiteClient
from tests.authorisation.world import World, build_world
from tests.servers import on_test_settings, scratch_folder


@pytest.fixture(scope="session")
def matrix_suite() -> Iterator[Suite]:
    """A started suite."""
    with scratch_folder() as folder:
        suite = on_test_settings(Suite(folder / "suite"))
        suite.start()
        try:
            yield suite
        finally:
            suite.stop()
            suite.forget()


@pytest.fixture(scope="session")
async def world(matrix_suite: Suite) -> AsyncIterator[World]:
    """Two people of two cities, enrolled."""
    client = SuiteClient(matrix_suite)
    yield await build_world(matrix_suite, client)
    await client.close()


@pytest.fixture(scope="session")
async def http(matrix_suite: Suite) -> AsyncIterator[httpx.AsyncClient]:
    """Calls the front of the suite."""
    async with httpx.AsyncClient(base_url=matrix_suite.front_url, timeout=30.0) as client:
        yield client
