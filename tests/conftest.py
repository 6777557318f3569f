"""Fixtures every package uses: one PostgreSQL and one RabbitMQ per session, one fresh database per asker."""

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

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


@pytest.fixture
async def no_tries_left_over() -> AsyncIterator[None]:
    """For tests that kill a broker: aio_pika closes what it could not connect once it is collected, and complains if no loop runs then."""
    yield
    gc.collect()
    await asyncio.sleep(0)


@pytest.fixture(scope="session")
def rabbitmq_url() -> Iterator[str]:
    """The amqp:// address of this session's broker."""
    with broker() as url:
        yield url
