"""What a handler and a use case see of the database: one open transaction that also takes events."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from enrolment_events.envelope import Event, EventData
from event_bus.outbox import write_outbox


class Transaction(Protocol):
    """One request or one batch of events: state, inbox and outbox rows commit together, by the edge that opened it."""

    connection: AsyncConnection

    def publish(self, *events: Event[Any]) -> None:
        """Collected; written to the outbox in one statement at the commit."""

    def after_commit(self, act: Callable[[], None]) -> None:
        """Called once all of it is committed, never if it is rolled back: for counters, and for nothing that must not be lost."""


TransactionFactory = Callable[[], AbstractAsyncContextManager[Transaction]]
Handler = Callable[[Any, Sequence[Event[Any]]], Awaitable[None]]
"""Takes the open transaction and all new events of its type in the batch, in order of arrival; a batch of one is the online path."""
Handlers = Mapping[type[EventData], Handler]


class MemberDatabase(Protocol):
    """What the bus needs of a service's database."""

    @property
    def engine(self) -> AsyncEngine:
        """Names the database; the relay opens connections of its own to it."""

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """Commits when the block ends, rolls back when it raises."""


class OutboxTransaction:
    """The smallest transaction: a connection and the events it will publish."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection
        self.acts: list[Callable[[], None]] = []
        """What is done after the commit."""
        self._events: list[Event[Any]] = []

    def publish(self, *events: Event[Any]) -> None:
        """Collected; written by `flush`."""
        self._events.extend(events)

    def after_commit(self, act: Callable[[], None]) -> None:
        """Collected; called by the committing edge."""
        self.acts.append(act)

    async def flush(self) -> bool:
        """Writes the outbox rows; True if there were any. Called by the committing edge only."""
        if self._events:
            await write_outbox(self.connection, self._events)
        return bool(self._events)


class OutboxDatabase:
    """The smallest member database: an engine, and a call to the relay after each commit that published."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self.on_commit: Callable[[], None] = lambda: None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[OutboxTransaction]:
        """One transaction; commits when the block ends."""
        async with self.engine.connect() as connection:
            async with connection.begin():
                transaction = OutboxTransaction(connection)
                yield transaction
                published = await transaction.flush()
            for act in transaction.acts:
                act()
            if published:
                self.on_commit()
