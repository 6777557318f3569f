"""Fixtures every package uses: one PostgreSQL and one RabbitMQ per worker, one fresh database per asker."""

from collections.abc import Awaitable, Callable, Iterator

import pytest
from xdist.remote import Producer

from tests.servers import DatabaseServer, broker, database_server
from tests.workers import FilesToWorkers, longest_first, own_cores, workers_for

FreshDatabase = Callable[[str], Awaitable[str]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The order of the tests."""
    items[:] = longest_first(items)


def pytest_xdist_auto_num_workers() -> int:
    """How many workers `-n auto` means."""
    return workers_for(own_cores())


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> FilesToWorkers:
    """Which tests stay together."""
    return FilesToWorkers(config, log)


@pytest.fixture(scope="session")
def postgres() -> Iterator[DatabaseServer]:
    """The PostgreSQL of this worker."""
    with database_server() as server:
        yield server


@pytest.fixture(scope="session")
def fresh_database(postgres: DatabaseServer) -> FreshDatabase:
    """Makes a new empty database: `await fresh_database("registration")` answers its postgresql:// address."""

    async def make(label: str = "any") -> str:
        return postgres.create_database(label)

    return make


@pytest.fixture(scope="session")
def rabbitmq_url() -> Iterator[str]:
    """The amqp:// address of this worker's broker."""
    with broker() as url:
        yield url
