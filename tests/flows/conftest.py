"""The whole suite, embedded, as real processes: started once for all flows."""

from collections.abc import AsyncIterator, Iterator

import pytest

from canbao_suite.processes import Suite
from canbao_suite.season.client import SuiteClient
from tests.flows.elsewhere import Elsewhere
from tests.flows.kaiping import YEAR, Kaiping
from tests.flows.watched import WatchedClient
from tests.running_suite import running_suite


@pytest.fixture(scope="session")
def suite() -> Iterator[Suite]:
    """A started suite."""
    with running_suite() as suite:
        yield suite


@pytest.fixture(scope="session")
async def client(suite: Suite) -> AsyncIterator[SuiteClient]:
    """Calls it."""
    client = WatchedClient(suite)
    try:
        yield client
    finally:
        await client.close()


@pytest.fixture(scope="session")
async def kaiping(suite: Suite, client: SuiteClient) -> Kaiping:
    """Its people and offices, in the period for 2024: levies are sent from now on."""
    town = Kaiping(suite, client)
    await town.on(2023, 10, 9)
    await client.post_by_two("payment-bridge", "/levy-checks", {"region": "440700", "benefit_year": YEAR, "note": "江门市统一核定"})
    return town


@pytest.fixture
def elsewhere(kaiping: Kaiping) -> Elsewhere:
    """Other regions, and the office for duplicates."""
    return Elsewhere(kaiping)
