"""The database of one service: a small pool, transactions, connections to read with."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from urllib.parse import urlsplit

import asyncpg

from event_bus.transient import is_transient
from event_bus.work import in_hand
from policy_parameters import PolicyBook
from row_sets import Driver
from row_sets.tally import counted
from service_runtime.clock import Clock
from service_runtime.kept_rows import StoredAnswer
from service_runtime.pool import ConnectionPool
from service_runtime.refusals import Refusal
from service_runtime.safe import Safe
from service_runtime.settings import ServiceSettings
from service_runtime.transaction import ReadConnection, Surroundings, Transaction
from service_runtime.vault import Vault

_QUESTION_SECONDS = 5.0
_CONNECT_SECONDS = 5.0
_SESSION = {"application_name": "canbao", "timezone": "Asia/Shanghai"}
_KEPT_STATEMENTS = 500
"""Prepared statements of a connection: more than a service has."""


class DatabaseMissing(Exception):
    """The database did not answer in time, or does not exist; the text says what to do."""


class Database:
    """Transactions on one database, and connections to read with."""

    def __init__(
        self,
        url: str,
        clock: Clock,
        *,
        policy: PolicyBook | None = None,
        vault: Vault | None = None,
        safe: Safe | None = None,
        second_within: timedelta | None = None,
        pool_size: int = 6,
    ) -> None:
        self.url = url
        self.surroundings = Surroundings(clock, policy, vault, safe, second_within, on_miss=lambda subject: self.on_miss(subject))
        self.on_miss: Callable[[str], None] = lambda _: None
        """Called with the caller of each look-up that found nobody."""
        self.on_commit: Callable[[], None] = lambda: None
        """Called after each commit that published events: wakes the relay."""
        self.pool = ConnectionPool(self.connect, pool_size)
        self._question: asyncio.Task[None] | None = None

    @classmethod
    def of(cls, settings: ServiceSettings, clock: Clock, policy: PolicyBook, vault: Vault | None = None) -> "Database":
        """The database the settings name."""
        safe = Safe.from_json(settings.storage_keys)
        second_within = timedelta(hours=settings.four_eyes_hours) if settings.four_eyes else None
        return cls(
            settings.database_address,
            clock,
            policy=policy,
            vault=vault,
            safe=safe,
            second_within=second_within,
            pool_size=settings.pool_size,
        )

    async def connect(self) -> Driver:
        """A connection of its own. Raises the driver's error."""
        return await asyncpg.connect(self.url, timeout=_CONNECT_SECONDS, server_settings=_SESSION, statement_cache_size=_KEPT_STATEMENTS)

    @asynccontextmanager
    async def transaction(self, *, request_id: str | None = None) -> AsyncIterator[Transaction]:
        """One transaction: commits when the block ends, rolls back when it raises."""
        tx = Transaction(self.surroundings, request_id=request_id)
        await self.begin(tx)
        try:
            yield tx
            await self.commit(tx)
        finally:
            await self.pool.give(tx.driver)

    async def begin(self, tx: Transaction, statement: str = "BEGIN") -> str:
        """Open the transaction; whoever calls this commits it, and gives its connection back to the pool in any case.

        `statement` may do more after BEGIN; returns the server's word on its last part.
        """
        tx.driver = await self.pool.take()
        try:
            return await counted(tx.driver.execute(statement))
        except BaseException:
            await self.pool.give(tx.driver)
            raise

    async def commit(self, tx: Transaction, answer: StoredAnswer | None = None) -> None:
        """Write what was collected and commit. Raises if the commit did not happen; then nothing of the transaction is there."""
        if await tx.commit(answer) != "COMMIT":
            raise asyncpg.InFailedSQLTransactionError("the transaction had failed before its commit")
        for act in tx.acts:
            act()
        if tx.events:
            self.on_commit()
            if work := in_hand.get():
                work.published += len(tx.events)

    @asynccontextmanager
    async def read(self, *, request_id: str | None = None, purpose: str | None = None) -> AsyncIterator[ReadConnection]:
        """A connection to read with; each statement sees what is committed when it starts. What is audited is written at the end."""
        read = ReadConnection(self.surroundings, request_id=request_id, purpose=purpose)
        read.driver = await self.pool.take()
        try:
            yield read
            await read.keep_audited()
        except Refusal:
            read.audited.clear()
            await read.keep_audited()
            raise
        finally:
            await self.pool.give(read.driver)

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
        driver = await self.pool.take()
        try:
            await driver.execute("SELECT 1", timeout=_QUESTION_SECONDS)
        except BaseException:
            driver.terminate()
            raise
        finally:
            await self.pool.give(driver)

    async def wait_until_there(self, seconds: float) -> None:
        """Wait for the server to answer. Raises DatabaseMissing with a sentence that helps."""
        end = time.monotonic() + seconds
        while not await self._answers():
            if time.monotonic() > end:
                where = urlsplit(self.url)
                raise DatabaseMissing(
                    f"PostgreSQL at {where.hostname}:{where.port} does not answer: is it running, and is CANBAO_DATABASE_URL right?"
                )
            await asyncio.sleep(0.2)

    async def _answers(self) -> bool:
        where = urlsplit(self.url)
        try:
            async with self.read() as read:
                await read.driver.execute("SELECT 1")
        except asyncpg.InvalidCatalogNameError:
            raise DatabaseMissing(f"the database {where.path[1:]!r} does not exist: create it, then start again") from None
        except asyncpg.InvalidAuthorizationSpecificationError:
            raise DatabaseMissing(f"PostgreSQL refuses the user {where.username!r}: check CANBAO_DATABASE_URL") from None
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
            return False
        return True

    async def close(self) -> None:
        """Close all connections."""
        if self._question is not None:
            await asyncio.wait({self._question})
        await self.pool.close()


def holds_impossible_text(error: BaseException) -> bool:
    """True if a text held a character that PostgreSQL cannot store: the NUL character."""
    return isinstance(error, asyncpg.CharacterNotInRepertoireError | asyncpg.UntranslatableCharacterError)


def is_database_away(error: BaseException) -> bool:
    """True if the error says that the database cannot be reached or is starting or stopping: the request may be sent again."""
    return is_transient(error) or isinstance(error, DatabaseMissing)
