"""Which errors pass by themselves, and how: one table for events, requests and background work."""

from enum import StrEnum

import asyncpg


class Trouble(StrEnum):
    """What an error of the database means for whoever asked it."""

    AWAY = "away"
    """It cannot be reached, refuses everybody or cannot write: hold, and ask again until it works."""
    BUSY = "busy"
    """Another transaction was in the way: do the same once more."""
    STALE = "stale"
    """The connection remembers an older schema: do the same once more on a new one."""
    SLOW = "slow"
    """It was not done in the time that a statement has: it may be the load, or too much at once."""
    SCHEMA = "schema"
    """Tables or rights are not as this version needs them. No event and no request is at fault."""
    OWN = "own"
    """What was asked is at fault, or the code that asked."""


_OF_SQLSTATE = {
    "08": Trouble.AWAY,  # connection lost, or not made
    "25006": Trouble.AWAY,  # read-only: a standby
    "25P03": Trouble.AWAY,  # ended while idle in its transaction
    "28": Trouble.AWAY,  # user or password refused, no entry in pg_hba.conf
    "3D000": Trouble.AWAY,  # no such database: it is being made anew
    "53": Trouble.AWAY,  # disk, memory or connections are used up
    "55000": Trouble.AWAY,  # ALLOW_CONNECTIONS false
    "55006": Trouble.AWAY,  # the database is being copied or dropped
    "57P": Trouble.AWAY,  # stops, starts, has crashed, was dropped, ended an idle session
    "58": Trouble.AWAY,  # a file cannot be read or written
    "F0": Trouble.AWAY,  # the server's settings cannot be read
    "XX001": Trouble.AWAY,  # damaged data: nothing more is written over it
    "XX002": Trouble.AWAY,  # a damaged index
    "40": Trouble.BUSY,  # serialization, deadlock
    "40002": Trouble.OWN,  # a deferred constraint refused the commit
    "55P03": Trouble.BUSY,  # lock_timeout
    "26000": Trouble.STALE,  # the prepared statement is gone
    "42P05": Trouble.STALE,  # there is one of that name already
    "XX000": Trouble.STALE,  # cache lookup failed for what was dropped or made anew
    "25P04": Trouble.SLOW,  # transaction_timeout
    "57014": Trouble.SLOW,  # statement_timeout
    "3F000": Trouble.SCHEMA,  # no such schema
    "42": Trouble.SCHEMA,  # no such table, column, function or type; no right
}
"""By class or code; the longest that fits counts. What is not here is the asker's own fault."""
_LONGEST_CODE, _SHORTEST_CODE = 5, 2
_CARRIERS = ("row_sets.", "service_runtime.sessions")
"""They only carry statements: whose statement it was says more."""
_PASSING = frozenset({Trouble.AWAY, Trouble.BUSY})


def trouble_of(error: BaseException) -> Trouble:
    """The table, and what the driver finds by itself."""
    if isinstance(error, asyncpg.InvalidCachedStatementError | asyncpg.OutdatedSchemaCacheError):
        return Trouble.STALE
    if isinstance(error, asyncpg.PostgresError):
        return _of_code(getattr(error, "sqlstate", None) or "")
    if isinstance(error, asyncpg.InterfaceError):
        return Trouble.OWN if isinstance(error, asyncpg.DataError | ValueError) else Trouble.AWAY
    return Trouble.AWAY if isinstance(error, OSError | TimeoutError | asyncpg.InternalClientError) else Trouble.OWN


def _of_code(code: str) -> Trouble:
    for length in range(_LONGEST_CODE, _SHORTEST_CODE - 1, -1):
        if (trouble := _OF_SQLSTATE.get(code[:length])) is not None:
            return trouble
    return Trouble.OWN


def is_transient(error: BaseException) -> bool:
    """True if the same may be done again later as it is: the database is away or busy."""
    return trouble_of(error) in _PASSING


def error_name(error: BaseException) -> str:
    """The class of an error and the place it arose in, without its text: texts may hold personal data."""
    constraint = getattr(error, "constraint_name", None)
    where, place = "?", error.__traceback__
    while place is not None and "site-packages" not in place.tb_frame.f_code.co_filename:
        module = str(place.tb_frame.f_globals.get("__name__"))
        if not module.startswith(_CARRIERS):
            where = f"{module}:{place.tb_lineno}"
        place = place.tb_next
    return f"{type(error).__name__}{f' on {constraint}' if constraint else ''} at {where}"
