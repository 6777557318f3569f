"""Which errors pass by themselves. An event that met one is no poison: it is held and tried again."""

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

_PASSING = (
    OSError,
    TimeoutError,
    PoolTimeout,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.LockNotAvailableError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.InternalClientError,
)


def is_transient(error: BaseException) -> bool:
    """True if the database or the connection failed, not the event."""
    cause = driver_error(error)
    if isinstance(cause, asyncpg.InterfaceError):
        return not isinstance(cause, asyncpg.DataError | ValueError)
    return isinstance(cause, _PASSING) or (isinstance(error, DBAPIError) and error.connection_invalidated)


def driver_error(error: BaseException) -> BaseException:
    """The driver's error under SQLAlchemy's; any other error itself."""
    while isinstance(error, DBAPIError) and error.orig is not None:
        error = error.orig.__cause__ or error.orig
    return error


def error_name(error: BaseException) -> str:
    """The class of an error and the place it arose in, without its text: texts may hold personal data."""
    cause = driver_error(error)
    name = f"{type(error).__name__}({type(cause).__name__})" if cause is not error else type(error).__name__
    constraint = getattr(cause, "constraint_name", None)
    place = error.__traceback__
    while place is not None and place.tb_next is not None and "site-packages" not in place.tb_next.tb_frame.f_code.co_filename:
        place = place.tb_next
    where = f"{place.tb_frame.f_globals.get('__name__')}:{place.tb_lineno}" if place is not None else "?"
    return f"{name}{f' on {constraint}' if constraint else ''} at {where}"
