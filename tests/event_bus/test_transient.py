"""What passes by itself is tried again; what does not is poison."""

import asyncpg
import pytest

from event_bus.transient import error_name, is_transient
from tests.event_bus.effects import Service


@pytest.mark.parametrize(
    "error",
    [
        ConnectionResetError(), TimeoutError(), asyncpg.ConnectionDoesNotExistError(), asyncpg.CannotConnectNowError(),
        asyncpg.AdminShutdownError(), asyncpg.TooManyConnectionsError(), asyncpg.DiskFullError(), asyncpg.DeadlockDetectedError(),
        asyncpg.SerializationError(), asyncpg.InterfaceError("connection is closed"),
    ],
)  # fmt: skip
def test_the_database_is_away(error: Exception) -> None:
    assert is_transient(error)


@pytest.mark.parametrize(
    "error",
    [
        ValueError(), KeyError(), asyncpg.UniqueViolationError(), asyncpg.UndefinedTableError(), asyncpg.CheckViolationError(),
        asyncpg.DataError("a client-side value that does not fit"), asyncpg.NumericValueOutOfRangeError(),
    ],
)  # fmt: skip
def test_the_event_is_poison(error: Exception) -> None:
    assert not is_transient(error)


async def test_errors_of_the_driver(consumer: Service) -> None:
    async with consumer.database.read() as read:
        with pytest.raises(asyncpg.DivisionByZeroError) as poison:
            await read.driver.execute("SELECT 1 / 0")
        assert not is_transient(poison.value)
        assert "DivisionByZero" in error_name(poison.value)
        with pytest.raises(asyncpg.DataError) as value:
            await read.driver.execute("SELECT $1::integer", "440783199001010017")
        assert not is_transient(value.value)
        assert "440783199001010017" not in error_name(value.value)
        with pytest.raises(asyncpg.PostgresError) as killed:
            await read.driver.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        assert is_transient(killed.value)
