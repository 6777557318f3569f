"""The database of one service: a small pool, transactions, connections to read with."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from copy import copy
from datetime import timedelta
from functools import partial

import asyncpg

from event_bus.transient import Trouble, trouble_of
from event_bus.work import in_hand
from policy_parameters import PolicyBook
from row_sets import Driver, Statement
from row_sets.tally import counted
from service_runtime.clock import Clock
from service_runtime.database_address import read_address
from service_runtime.kept_rows import StoredAnswer
from service_runtime.pool import ConnectionPool
from service_runtime.refusals import Refusal
from service_runtime.safe import Safe
from service_runtime.sessions import Limits, Purpose, open_session
from service_runtime.settings import ServiceSettings
from service_runtime.shared_sessions import refuse_shared_sessions
from service_runtime.start import CannotStart
from service_runtime.transaction import ReadConnection, Surroundings, Transaction
from service_runtime.vault import Vault

_ASIDE = 3
"""Connections for probes and metrics."""
_ASIDE_SECONDS = 1.0
_PASSING = frozenset({Trouble.AWAY, Trouble.BUSY, Trouble.STALE})
_IS_READ_ONLY = Statement("SELECT current_setting('transaction_read_only')::bool")


class DatabaseMissing(CannotStart):
    """The database did not answer in time, or does not exist; the text says what to do."""


class DatabaseReadOnly(Exception):
    """The server can only be read from: it is a standby now, or was made so."""


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
        limits: Limits | None = None,
    ) -> None:
        self.url, self.limits = url, limits or Limits()
        self.surroundings = Surroundings(clock, policy, vault, safe, second_within, on_miss=lambda subject: self.on_miss(subject))
        self.on_miss: Callable[[str], None] = lambda _: None
        """Called with the caller of each look-up that found nobody."""
        self.on_commit: Callable[[], None] = lambda: None
        """Called after each commit that published events: wakes the relay."""
        self.pool = ConnectionPool(self.connect, pool_size)
        self._question: asyncio.Task[None] | None = None
        self._aside: Database | None = None

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
            limits=settings.limits,
        )

    @property
    def aside(self) -> "Database":
        """The same database for probes and metrics, by connections of their own: they tell the truth while all others are in use."""
        if self._aside is None:
            self._aside = copy(self)
            self._aside.pool = ConnectionPool(partial(self._open, Purpose.PROBE), _ASIDE, wait_seconds=_ASIDE_SECONDS)
        return self._aside

    async def connect(self) -> Driver:
        """A session for work. Raises the driver's error."""
        return await self._open(Purpose.WORK)

    async def relay_session(self) -> Driver:
        """A session for the relay alone; the server ends it if nothing is asked of it for a while. Raises the driver's error."""
        return await self._open(Purpose.RELAY)

    async def _open(self, purpose: Purpose) -> Driver:
        session = await open_session(self.url, purpose, self.limits)
        session.on_outdated(self.renew)
        return session

    def renew(self) -> None:
        """Leave a server that can only be read from, or what sessions remember of an older schema: the next use opens new ones."""
        self.pool.renew()
        if self._aside is not None:
            self._aside.pool.renew()

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

    async def begin(self, tx: Transaction, *more: str) -> str:
        """Open the transaction; whoever calls this commits it, and gives its connection back to the pool in any case.

        Its locks and `more` go with BEGIN in one message; returns the server's word on the last of them.
        """
        tx.driver = await self.pool.take()
        try:
            return await counted(tx.driver.execute("; ".join(("BEGIN", *sorted(tx.held), *more))))
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
        """Raises if the database does not answer in time, or can only be read from.

        The question goes on by itself: a hanging server never hangs who asks.
        """
        if self._question is None or self._question.done():
            self._question = asyncio.create_task(self._ask())
            self._question.add_done_callback(lambda task: task.cancelled() or task.exception())
        question = self._question  # by the time it is answered, somebody else may have asked the next one
        done, _ = await asyncio.wait({question}, timeout=seconds)
        if not done:
            raise TimeoutError("no answer in time")
        question.result()

    async def _ask(self) -> None:
        async with self.aside.read() as read:
            if await _IS_READ_ONLY.value(read.driver):
                self.renew()
                raise DatabaseReadOnly

    async def wait_until_there(self, seconds: float) -> None:
        """Wait for the server to answer. Raises DatabaseMissing or SessionsShared, with a sentence that helps."""
        end = time.monotonic() + seconds
        while not await self._answers():
            if time.monotonic() > end:
                place = read_address(self.url).place
                raise DatabaseMissing(f"PostgreSQL at {place} does not answer: is it running, and is CANBAO_DATABASE_URL right?")
            await asyncio.sleep(0.2)

    async def _answers(self) -> bool:
        where = read_address(self.url)
        try:
            await refuse_shared_sessions(self.connect)
        except asyncpg.InvalidCatalogNameError:
            raise DatabaseMissing(f"the database {where.database!r} does not exist: create it, then start again") from None
        except asyncpg.InvalidAuthorizationSpecificationError:
            raise DatabaseMissing(f"PostgreSQL refuses the user {where.user!r}: check CANBAO_DATABASE_URL") from None
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
            return False
        return True

    async def close(self) -> None:
        """Close all connections."""
        if self._question is not None:
            await asyncio.wait({self._question})
        await self.pool.close()
        if self._aside is not None:
            await self._aside.pool.close()


def holds_impossible_text(error: BaseException) -> bool:
    """True if a text held a character that PostgreSQL cannot store: the NUL character."""
    return isinstance(error, asyncpg.CharacterNotInRepertoireError | asyncpg.UntranslatableCharacterError)


def is_database_away(error: BaseException) -> bool:
    """True if the error says that the database cannot be reached or is starting or stopping: the request may be sent again."""
    return trouble_of(error) in _PASSING or isinstance(error, DatabaseMissing | DatabaseReadOnly)


def takes_too_long(error: BaseException) -> bool:
    """True if a statement was not done in the time that it has: at a quieter moment it may be."""
    return isinstance(error, asyncpg.QueryCanceledError)
