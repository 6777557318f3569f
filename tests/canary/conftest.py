"""A suite on a real broker, of its own: everything it writes is searched."""

from collections.abc import AsyncIterator, Iterator

import pytest

from canbao_suite.processes import Suite
from canbao_suite.season.client import SuiteClient
from tests.servers import on_test_settings, require_installed_rabbitmq, scratch_folder


@pytest.fixture(scope="module")
def canary_suite() -> Iterator[Suite]:
    """Four services, gateway, tax office, PostgreSQL, RabbitMQ."""
    require_installed_rabbitmq()
    with scratch_folder() as folder:
        suite = on_test_settings(Suite(folder / "suite", bus="rabbitmq", port=0))
        suite.start()
        try:
            yield suite
        finally:
            suite.stop()
            suite.forget()


@pytest.fixture(scope="module")
async def canary_client(canary_suite: Suite) -> AsyncIterator[SuiteClient]:
    """Calls the suite as its users do."""
    client = SuiteClient(canary_suite)
    yield client
    await client.close()
