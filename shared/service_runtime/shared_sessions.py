"""A pooler that hands a session from one client to the next is refused: locks, LISTEN, prepared statements and limits are of a session.

A pooler between is seen by the number that the connection was given: it is not that of the server's process. One that keeps a session
for one client (PgBouncer: `pool_mode = session`) is good.
"""

from collections.abc import Awaitable, Callable

import asyncpg

from row_sets import Driver, Statement
from service_runtime.start import CannotStart

_BACKEND = Statement("SELECT pg_backend_pid()")
_ROUNDS = 5
_OF_OTHERS = (asyncpg.DuplicatePreparedStatementError, asyncpg.InvalidSQLStatementNameError)
"""What only a session says in which somebody else was."""
_SENTENCE = (
    "PostgreSQL 前的连接池（如 PgBouncer）按事务或语句复用会话，本系统无法使用：请把它设为 pool_mode = session，或直接填写数据库地址 / "
    "a pooler before PostgreSQL hands sessions out by transaction or statement, and locks, LISTEN and prepared statements are of a "
    "session: set pool_mode = session there, or give the address of the database itself (docs/runbooks/failover.md)"
)


class SessionsShared(CannotStart):
    """A session of ours is also somebody else's; the text says what to do."""

    def __init__(self) -> None:
        super().__init__(_SENTENCE)


async def refuse_shared_sessions(open_session: Callable[[], Awaitable[Driver]]) -> None:
    """Raises SessionsShared; raises the driver's error, or TimeoutError, if the database does not answer or has no second session.

    A service works with several sessions, so one that is alone has not passed: on a busy machine it may only have been slow.
    """
    first = await open_session()
    try:
        own = await _process(first)
        if own == first.get_server_pid():
            return
        second = await open_session()
        try:
            await _compare(first, second, own)
        finally:
            second.terminate()
    finally:
        first.terminate()


async def _compare(first: Driver, second: Driver, own: int) -> None:
    """The first one has to be alone in the process that it had: while the second one is in a transaction, and after it.

    Both are asked for, because a pooler hands out what was given back last: with others at work, each of two could keep its own by luck.
    """
    for _ in range(_ROUNDS):
        if await _begin(second) == own or await _process(first) != own:
            raise SessionsShared
        await second.execute("COMMIT")
        if await _process(first) != own:
            raise SessionsShared


async def _process(session: Driver) -> int:
    """The server's process of this moment."""
    process = await _begin(session)
    await session.execute("COMMIT")
    return process


async def _begin(session: Driver) -> int:
    """The server's process; asked for in a transaction, so that no pooler changes it between prepare and execute."""
    try:
        await session.execute("BEGIN")
        process: int = await _BACKEND.value(session)
    except _OF_OTHERS:
        raise SessionsShared from None
    except asyncpg.ConnectionDoesNotExistError as error:
        if "pooling mode" in str(error):  # no transactions in PgBouncer's mode "statement"
            raise SessionsShared from None
        raise
    return process
