"""The whole suite, embedded, as real processes: started once for all flows."""

from collections.abc import AsyncIterator, Iterator

import pytest

from canbao_suite.processes import Suite
from canbao_suite.season.client import SuiteClient
from tests.servers import on_test_settings, scratch_folder


@pytest.fixture(scope="session")
def suite() -> Iterator[Suite]:
    """A started suite with empty databases."""
    with scratch_folder() as folder:
        suite = on_test_settings(Suite(folder / "suite"))
        suite.start()
        try:
            yield suite
        finally:
            suite.stop()
            suite.forget()


@pytest.fixture(scope="session")
async def client(suite: Suite) -> AsyncIterator[SuiteClient]:
    """Calls the suite as its users do."""
    client = SuiteClient(suite)
    yield client
    await client.close()
