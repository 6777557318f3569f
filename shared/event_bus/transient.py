"""Which errors pass by themselves. An event that met one is no poison: it is held and tried again."""

import asyncpg

_PASSING = (
    OSError,
    TimeoutError,
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
    if isinstance(error, asyncpg.InterfaceError):
        return not isinstance(error, asyncpg.DataError | ValueError)
    return isinstance(error, _PASSING)


def error_name(error: BaseException) -> str:
    """The class of an error and the place it arose in, without its text: texts may hold personal data."""
    constraint = getattr(error, "constraint_name", None)
    where, place = "?", error.__traceback__
    while place is not None and "site-packages" not in place.tb_frame.f_code.co_filename:
        module = str(place.tb_frame.f_globals.get("__name__"))
        if not module.startswith("row_sets."):  # whose statement it was says more
            where = f"{module}:{place.tb_lineno}"
        place = place.tb_next
    return f"{type(error).__name__}{f' on {constraint}' if constraint else ''} at {where}"
