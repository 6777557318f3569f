"""A suite on a real broker, of its own: everything it writes is searched."""

from collections.abc import AsyncIterator, Iterator

import pytest

from canbao_suite.processes import Suite
from canbao_suite.season.client import SuiteClient
from tests.running_suite import calling, running_suite


@pytest.fixture(scope="module")
def canary_suite() -> Iterator[Suite]:
    """Four services, gateway, tax office, PostgreSQL, RabbitMQ."""
    with running_suite("rabbitmq", port=0) as suite:
        yield suite


@pytest.fixture(scope="module")
async def canary_client(canary_suite: Suite) -> AsyncIterator[SuiteClient]:
    """Calls it."""
    async with calling(canary_suite) as client:
        yield client
