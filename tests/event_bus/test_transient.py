"""What passes by itself is tried again; what does not is poison."""

import asyncpg
import pytest

from event_bus.transient import Trouble, error_name, is_transient, trouble_of
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


@pytest.mark.parametrize(
    ("trouble", "codes"),
    [
        (Trouble.AWAY, "08000 08006 08P01 25006 25P03 28000 28P01 3D000 53100 53200 53300 55000 55006 57P01 57P02 57P03 57P04 57P05 "
                       "58000 58030 58P01 F0000 XX001 XX002"),
        (Trouble.BUSY, "40001 40P01 40003 55P03"),
        (Trouble.STALE, "26000 42P05 XX000"),
        (Trouble.SLOW, "57014 25P04"),
        (Trouble.SCHEMA, "3F000 42501 42703 42P01 42883 42704 42804"),
        (Trouble.OWN, "0A000 22003 22P02 23505 23514 25P02 40002 P0001 55P04"),
    ],
)  # fmt: skip
def test_what_each_sqlstate_means(trouble: Trouble, codes: str) -> None:
    for code in codes.split():
        error = asyncpg.PostgresError()
        error.sqlstate = code  # type: ignore[misc]  # as the driver does
        assert trouble_of(error) is trouble, code


def test_what_the_driver_finds_out_by_itself() -> None:
    assert trouble_of(asyncpg.InvalidCachedStatementError()) is Trouble.STALE
    assert trouble_of(asyncpg.OutdatedSchemaCacheError("a type")) is Trouble.STALE
    assert trouble_of(asyncpg.TargetServerAttributeNotMatched()) is Trouble.AWAY
    assert trouble_of(asyncpg.PostgresError()) is Trouble.OWN


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
