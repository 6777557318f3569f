"""The database of one service: a small pool, transactions with a driver-level BEGIN and COMMIT, readings."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from event_bus.transient import is_transient
from policy_parameters import PolicyBook
from service_runtime.clock import Clock
from service_runtime.pool import ConnectionPool, Held
from service_runtime.settings import ServiceSettings
from service_runtime.short_statements import begin_with_fresh_key, prepare
from service_runtime.stored_answer import StoredAnswer
from service_runtime.transaction import ReadConnection, Surroundings, Transaction
from service_runtime.vault import Vault

_OTHERS = 4
"""Connections beside the pool: health of the event path, start-up."""
_QUESTION_SECONDS = 5.0
_SESSION = {"application_name": "canbao", "timezone": "Asia/Shanghai", "standard_conforming_strings": "on"}


class DatabaseMissing(Exception):
    """The database did not answer in time, or does not exist; the text says what to do."""


class Database:
    """Engine and transactions. The engine's connections are in autocommit; a transaction is what BEGIN and COMMIT make."""

    def __init__(self, url: str, clock: Clock, *, policy: PolicyBook | None = None, vault: Vault | None = None, pool_size: int = 6) -> None:
        self.surroundings = Surroundings(clock, policy, vault)
        self.on_commit: Callable[[], None] = lambda: None
        """Called after each commit that published events: wakes the relay."""
        self.engine: AsyncEngine = create_async_engine(
            url,
            isolation_level="AUTOCOMMIT",
            pool_size=pool_size + _OTHERS,
            max_overflow=_OTHERS,
            pool_timeout=10,
            pool_reset_on_return=None,
            hide_parameters=True,
            connect_args={"timeout": 5, "server_settings": _SESSION},
        )
        self.pool = ConnectionPool(self.engine, pool_size)
        self._question: asyncio.Task[None] | None = None

    @classmethod
    def of(cls, settings: ServiceSettings, clock: Clock, policy: PolicyBook, vault: Vault | None = None) -> "Database":
        """The database the settings name."""
        return cls(settings.sqlalchemy_url, clock, policy=policy, vault=vault, pool_size=settings.pool_size)

    @asynccontextmanager
    async def transaction(self, *, request_id: str | None = None) -> AsyncIterator[Transaction]:
        """One transaction: commits when the block ends, rolls back when it raises."""
        work = Transaction(self.surroundings, request_id=request_id)
        try:
            await self.begin(work)
            yield work
            await self.commit(work)
        finally:
            await self.release(work)

    async def begin(self, work: Transaction) -> None:
        """Open the transaction; whoever calls this commits it and releases it in any case."""
        await (await self._held_by(work)).driver.execute("BEGIN")

    async def begin_with_fresh_key(self, work: Transaction, scope: bytes) -> bool:
        """The same; False if the Idempotency-Key of this scope was used before or is in use now."""
        held = await self._held_by(work)
        await prepare(held)
        return await held.driver.execute(begin_with_fresh_key(scope)) == "SELECT 1"

    async def _held_by(self, work: ReadConnection) -> Held:
        held = work.held = await self.pool.take()
        work.connection, work.driver = held.connection, held.driver
        return held

    async def commit(self, work: Transaction, answer: StoredAnswer | None = None) -> None:
        """Write what was collected and commit. Raises if the commit did not happen; then nothing of the transaction is there."""
        if await work.commit(answer) != "COMMIT":
            raise asyncpg.InFailedSQLTransactionError("the transaction had failed before its commit")
        for act in work.acts:
            act()
        if work.has_events:
            self.on_commit()

    async def release(self, work: ReadConnection) -> None:
        """Give the connection back; what was not committed is rolled back, a broken connection is dropped. Ends even if cancelled."""
        if work.held is not None:
            held, work.held = work.held, None
            await self.pool.give(held)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[ReadConnection]:
        """A connection to read with; each statement sees what is committed when it starts."""
        work = ReadConnection(self.surroundings)
        try:
            await self._held_by(work)
            yield work
        finally:
            await self.release(work)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection to read with; each statement sees what is committed when it starts."""
        held = await self.pool.take()
        try:
            yield held.connection
        finally:
            await self.pool.give(held)

    async def ping(self, seconds: float) -> None:
        """Raises if the database does not answer in time. The question goes on by itself: a hanging server never hangs who asks."""
        if self._question is None or self._question.done():
            self._question = asyncio.create_task(self._select_one())
            self._question.add_done_callback(lambda task: task.cancelled() or task.exception())
        question = self._question  # by the time it is answered, somebody else may have asked the next one
        done, _ = await asyncio.wait({question}, timeout=seconds)
        if not done:
            raise TimeoutError("no answer in time")
        question.result()

    async def _select_one(self) -> None:
        held = await self.pool.take()
        try:
            await held.driver.execute("SELECT 1", timeout=_QUESTION_SECONDS)
        except BaseException:
            held.driver.terminate()
            raise
        finally:
            await self.pool.give(held)

    async def wait_until_there(self, seconds: float) -> None:
        """Wait for the server to answer. Raises DatabaseMissing with a sentence that helps."""
        end = time.monotonic() + seconds
        while not await self._answers():
            if time.monotonic() > end:
                where = f"{self.engine.url.host}:{self.engine.url.port}"
                raise DatabaseMissing(f"PostgreSQL at {where} does not answer: is it running, and is CANBAO_DATABASE_URL right?")
            await asyncio.sleep(0.2)

    async def _answers(self) -> bool:
        try:
            async with self.engine.connect() as connection:
                await connection.exec_driver_sql("SELECT 1")
        except (OSError, DBAPIError, asyncpg.PostgresError, TimeoutError) as error:
            cause = cause_of(error)
            if isinstance(cause, asyncpg.InvalidCatalogNameError):
                raise DatabaseMissing(f"the database {self.engine.url.database!r} does not exist: create it, then start again") from None
            if isinstance(cause, asyncpg.InvalidAuthorizationSpecificationError):
                raise DatabaseMissing(f"PostgreSQL refuses the user {self.engine.url.username!r}: check CANBAO_DATABASE_URL") from None
            return False
        return True

    async def close(self) -> None:
        """Close all connections."""
        if self._question is not None:
            await asyncio.wait({self._question})
        await self.pool.close()
        await self.engine.dispose()


def cause_of(error: BaseException) -> BaseException | None:
    """The driver's error under SQLAlchemy's; None where SQLAlchemy does not tell."""
    while isinstance(error, DBAPIError):
        inner = error.orig.__cause__ if error.orig is not None else None
        if inner is None:
            return None
        error = inner
    return error


def holds_impossible_text(error: BaseException) -> bool:
    """True if a text held a character that PostgreSQL cannot store: the NUL character."""
    return isinstance(cause_of(error), asyncpg.CharacterNotInRepertoireError)


def is_database_away(error: BaseException) -> bool:
    """True if the error says that the database cannot be reached or is starting or stopping: the request may be sent again."""
    return is_transient(error) or isinstance(error, DatabaseMissing)
