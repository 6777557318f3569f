"""A member for the tests: its effect is one row per event in a table of its own."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, TypedDict
from uuid import UUID

import sqlalchemy as sa
from opentelemetry.trace import SpanKind

from enrolment_events.dedup import CheckCompletedV1
from enrolment_events.envelope import Event, new_event
from enrolment_events.registration import ApplicationSubmittedV1
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import Category, Channel
from event_bus import BusMember, Publishers, add_bus_tables
from event_bus.batch import Batch
from event_bus.proof import Signer
from event_bus.tracing import Spans, read_traceparent
from event_bus.work import Work, in_hand
from row_sets import Driver, Statement, insert_rows
from service_runtime import Database, SystemClock, Transaction
from tests.enrolment_events.samples import sample_event
from tests.event_keys import PUBLISHERS, signer_of
from tests.tables import make_tables

POISON_AREA = "666666"
metadata = sa.MetaData()
add_bus_tables(metadata)
effects = sa.Table(
    "effects", metadata,
    sa.Column("event_id", sa.Uuid, nullable=False),
    sa.Column("area", sa.Text, nullable=False),
    sa.Column("taken_by", sa.Text, nullable=False),
    sa.CheckConstraint(f"area <> '{POISON_AREA}'", name="no_poison"),
)  # fmt: skip
_WRITE = Statement(insert_rows(effects, "event_id", "area", "taken_by"))
_IDS = Statement(sa.select(effects.c.event_id).order_by(effects.c.event_id))
MOMENT = datetime(2023, 9, 1, 8, tzinfo=UTC)


def submitted(area: str = "440783") -> Event[ApplicationSubmittedV1]:
    """An event somebody handles."""
    person, application = new_id(), new_id()
    data = ApplicationSubmittedV1(
        application_id=application, submit_no=1, benefit_year=2024, area=area, category=next(iter(Category)),
        channel=next(iter(Channel)), applied_on=MOMENT.date(), tokens=(),
    )  # fmt: skip
    return new_event(
        data, aggregate_id=application, aggregate_version=1, person_id=person, region="440700", occurred_at=MOMENT, recorded_at=MOMENT
    )


async def keep_effects(tx: Transaction, events: Sequence[Event[Any]], replica: str) -> None:
    """One row per event."""
    areas = [event.data.area for event in events]
    await _WRITE.run(tx.driver, event_id=[event.id for event in events], area=areas, taken_by=[replica] * len(events))


class Proving(TypedDict):
    """What a member signs and proves with."""

    signer: Signer
    publishers: Publishers


class Service:
    """One replica of a service under test: database, handler, figures."""

    def __init__(self, name: str, database: Database, replica: str = "first") -> None:
        self.name = name
        self.database = database
        self.replica = replica
        self.calls: list[int] = []
        self.batches: list[Batch] = []
        """What was told of each."""
        self.spans = Spans()
        self.answers = False
        """True: it publishes an event for each that it handles."""
        self.heard: list[Event[Any]] = []
        """Answers that came."""
        self._proving: Proving = {"signer": signer_of(name), "publishers": PUBLISHERS}
        self.before_effect: Callable[[], None] = lambda: None
        """Called at the start of each handling; a test lets it raise."""
        self.beside: Statement | None = None
        """Read by each handling."""

    @property
    def member(self) -> BusMember:
        """What joins the bus."""
        return BusMember(
            self.name, self.database, {ApplicationSubmittedV1: self.when_submitted}, self.spans, self.batches.append, **self._proving
        )

    @property
    def publishing_member(self) -> BusMember:
        """The same without handlers."""
        return BusMember(self.name, self.database, {}, **self._proving)

    @property
    def answered_member(self) -> BusMember:
        """Hears the answers to what it publishes."""
        return BusMember(self.name, self.database, {CheckCompletedV1: self.when_answered}, self.spans, self.batches.append, **self._proving)

    async def when_answered(self, _: Transaction, events: Sequence[Event[CheckCompletedV1]]) -> None:
        """Remembers them."""
        self.heard += events

    async def when_submitted(self, tx: Transaction, events: Sequence[Event[ApplicationSubmittedV1]]) -> None:
        """Writes one row per event."""
        self.calls.append(len(events))
        self.before_effect()
        if self.beside is not None:
            await self.beside.rows(tx.driver)
        await keep_effects(tx, events, self.replica)
        if self.answers:
            tx.publish(*(sample_event(CheckCompletedV1.event_type, because_of=event) for event in events))

    async def publish(self, *events: Event[Any]) -> None:
        """Commits events to the outbox."""
        async with self.database.transaction() as tx:
            tx.publish(*events)

    async def publish_in_trace(self, traceparent: str, *events: Event[Any]) -> None:
        """The same as part of a request that came with a trace."""
        token = in_hand.set(Work(span=self.spans.begin("POST", SpanKind.SERVER, read_traceparent(traceparent))))
        try:
            await self.publish(*events)
        finally:
            in_hand.reset(token)

    async def query(self, statement: str) -> Any:
        """One value of this service's database."""
        async with self.database.read() as read:
            return await read.driver.fetchval(statement)

    async def run(self, statement: str, **values: Any) -> None:
        """Executes a statement of the test."""
        async with self.database.transaction() as tx:
            await (Statement(statement).run(tx.driver, **values) if values else tx.driver.execute(statement))

    async def effect_ids(self) -> list[UUID]:
        """Ids of all events that had their effect, as often as they had it."""
        async with self.database.read() as read:
            return await _IDS.values(read.driver)

    async def until(self, statement: str, value: Any) -> None:
        """Waits until a query answers the value; a test that waits in vain ends by its time limit, with the last answer."""
        seen: Any = None
        try:
            async with asyncio.timeout(60):
                while (seen := await self.query(f"SELECT ({statement}) FROM pg_sleep(0.01)")) != value:
                    pass
        except TimeoutError:
            raise AssertionError(f"{statement}: {seen!r} instead of {value!r}") from None


@asynccontextmanager
async def service_on(url: str, name: str, replica: str = "first") -> AsyncIterator[Service]:
    """A service on an existing database whose tables are made if missing."""
    await make_tables(url, metadata)
    async with service_of(Database(url, SystemClock()), name, replica) as service:
        yield service


@asynccontextmanager
async def service_of(database: Database, name: str, replica: str = "first") -> AsyncIterator[Service]:
    """A service on a database that has its tables."""
    try:
        yield Service(name, database, replica)
    finally:
        await database.close()


async def until(holds: Callable[[], bool]) -> None:
    """Returns as soon as something holds that only the running tasks can bring about."""
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0)


async def blocks_read(session: Driver, table: str = "outbox") -> int:
    """Blocks of a table and of its indexes that were touched up to now."""
    await session.execute("SELECT pg_stat_force_next_flush()")
    blocks: int = await session.fetchval(
        "SELECT heap_blks_hit + heap_blks_read + idx_blks_hit + idx_blks_read FROM pg_statio_user_tables WHERE relname = $1", table
    )
    return blocks


class FailsFirst:
    """A function that fails the first time and works from then on."""

    def __init__(self, real: Any, error: BaseException | None = None) -> None:
        self._real = real
        self._error = error or ConnectionResetError()
        self.failed = False

    async def __call__(self, *arguments: Any) -> Any:
        if not self.failed:
            self.failed = True
            raise self._error
        return await self._real(*arguments)
