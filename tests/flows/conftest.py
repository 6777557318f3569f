"""The whole suite, embedded, as real processes: started once for all flows."""

from collections.abc import AsyncIterator, Iterator

import pytest

from canbao_suite.processes import Suite
from canbao_suite.season.client import SuiteClient
from tests.running_suite import calling, running_suite


@pytest.fixture(scope="session")
def suite() -> Iterator[Suite]:
    """A started suite."""
    with running_suite() as suite:
        yield suite


@pytest.fixture(scope="session")
async def client(suite: Suite) -> AsyncIterator[SuiteClient]:
    """Calls it."""
    async with calling(suite) as client:
        yield client
