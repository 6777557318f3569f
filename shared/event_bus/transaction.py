"""What a handler and a use case see of the database: one open transaction that also takes events."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from enrolment_events.envelope import Event, EventData
from row_sets import Driver


class BusTransaction(Protocol):
    """One request or one batch of events: state, inbox and outbox rows commit together, by the edge that opened it."""

    driver: Driver

    def publish(self, *events: Event[Any]) -> None:
        """Collected; written to the outbox in one statement at the commit."""

    def after_commit(self, act: Callable[[], None]) -> None:
        """Called once all of it is committed, never if it is rolled back: for counters, and for nothing that must not be lost."""


Handler = Callable[[Any, Sequence[Event[Any]]], Awaitable[None]]
"""Takes the open transaction and all new events of its type in the batch, in order of arrival; a batch of one is the online path."""
Handlers = Mapping[type[EventData], Handler]


class MemberDatabase(Protocol):
    """What the bus needs of a service's database."""

    async def relay_session(self) -> Driver:
        """A session for the relay alone, with its limits; whoever opens it ends it. Raises the driver's error."""

    def transaction(self) -> AbstractAsyncContextManager[BusTransaction]:
        """Commits when the block ends, rolls back when it raises."""
