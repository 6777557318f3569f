"""Fixtures every package uses: one PostgreSQL and one RabbitMQ per worker, one fresh database per asker."""

from collections.abc import Awaitable, Callable, Iterator

import pytest

from service_runtime.migration import migrate
from tests.servers import DatabaseServer, broker, database_server

pytest_plugins = ("tests.workers",)
FreshDatabase = Callable[..., Awaitable[str]]
_SERVER = pytest.StashKey[DatabaseServer]()


@pytest.fixture(scope="session")
def postgres(request: pytest.FixtureRequest) -> Iterator[DatabaseServer]:
    """The PostgreSQL of this worker."""
    with database_server() as server:
        request.config.stash[_SERVER] = server
        yield server


@pytest.fixture(scope="module", autouse=True)
def databases_taken_back(request: pytest.FixtureRequest) -> Iterator[None]:
    """After the last test of a file and all that its fixtures do, its databases go."""
    yield
    if _SERVER in request.config.stash:
        request.config.stash[_SERVER].take_back()


@pytest.fixture(scope="session")
def fresh_database(postgres: DatabaseServer) -> FreshDatabase:
    """Makes a new database and answers its postgresql:// address.

    `await fresh_database("any")` makes an empty one; `await fresh_database("any", "registration.migrations")` one in which these have run:
    a copy of the first such database of this worker. It is dropped after the file that asked for it, unless it `stays` for others.
    """
    migrated: dict[str, str] = {}

    async def make(label: str = "any", migrations: str | None = None, *, stays: bool = False) -> str:
        if migrations and migrations not in migrated:
            migrated[migrations] = postgres.create_database("template")
            await migrate(migrated[migrations], migrations)
        made = postgres.create_database if stays else postgres.give_out
        return made(label, migrated.get(migrations or ""))

    return make


@pytest.fixture(scope="session")
def rabbitmq_url() -> Iterator[str]:
    """The amqp:// address of this worker's broker."""
    with broker() as url:
        yield url
