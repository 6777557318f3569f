"""Fixtures every package uses: one PostgreSQL and one RabbitMQ per session, one fresh database per asker."""

from collections.abc import Awaitable, Callable, Iterator

import pytest

from tests.servers import DatabaseServer, broker, database_server

FreshDatabase = Callable[[str], Awaitable[str]]


@pytest.fixture(scope="session")
def postgres() -> Iterator[DatabaseServer]:
    """The PostgreSQL of this session."""
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
    """The amqp:// address of this session's broker."""
    with broker() as url:
        yield url
