"""The processes under measurement: one commits events to its outbox and relays them, the others take them in.

They speak in JSON lines with the benchmark: a line on standard output for each thing that happened, with its moment.
"""

import asyncio
import gc
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

import aio_pika
import sqlalchemy as sa
import uvloop
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.ext.asyncio import create_async_engine

from enrolment_events.envelope import Event, EventData, new_event
from enrolment_events.registration import ApplicationSubmittedV1, ParticipationRegisteredV1, PersonState
from enrolment_terms.documents import Sex
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import Category, Channel, ParticipationState, Payer, Scheme
from enrolment_terms.sealed import IdentityToken, Sealed
from event_bus import BusMember, EventKey, KeySigner, Publishers, RabbitBus, add_bus_tables
from event_bus.rabbit_topology import Topology
from row_sets import Statement, insert_rows
from service_runtime import Database, SystemClock, Transaction
from service_runtime.kept_rows import StoredAnswer

PER_COMMIT, AHEAD, PAUSE_SECONDS = 500, 4000, 0.02
D = TypeVar("D", bound=EventData)
metadata = sa.MetaData()
add_bus_tables(metadata)
effects = sa.Table(
    "effects",
    metadata,
    sa.Column("event_id", sa.Uuid, nullable=False),
    sa.Column("application_id", sa.Uuid, nullable=False),
    sa.Column("area", sa.Text, nullable=False),
    sa.Column("applied_on", sa.Date, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.clock_timestamp()),
)
_WRITE = Statement(insert_rows(effects, "event_id", "application_id", "area", "applied_on"))
NOW = datetime.now(UTC)
_KEY = EventKey("registration", Ed25519PrivateKey.from_private_bytes(bytes(32)))
SIGNER, PUBLISHERS = KeySigner(_KEY), Publishers.of(_KEY)


@dataclass(frozen=True, slots=True)
class Task:
    """What one process does: `sustained` events as fast as it goes after `quiet` ones, published by registration."""

    service: str
    listeners: tuple[str, ...]
    database: str
    broker: str
    prefix: str
    sustained: int
    quiet: int

    @classmethod
    def read(cls, text: str) -> "Task":
        """From the command line."""
        told = json.loads(text)
        return cls(**told | {"listeners": tuple(told["listeners"])})

    def written(self) -> str:
        """For the command line."""
        return json.dumps(asdict(self))

    def event(self) -> Event[Any]:
        """One event that all listeners take: as registration publishes it."""
        return application() if self.listeners == ("dedup",) else participation()

    @property
    def event_class(self) -> type[EventData]:
        """Of these events."""
        return ApplicationSubmittedV1 if self.listeners == ("dedup",) else ParticipationRegisteredV1

    @property
    def aggregate(self) -> str:
        """The field that holds the id of their aggregate."""
        return "application_id" if self.listeners == ("dedup",) else "participation_id"


def application() -> Event[ApplicationSubmittedV1]:
    """One event for dedup alone."""
    application_id = new_id()
    data = ApplicationSubmittedV1(
        application_id=application_id, submit_no=1, benefit_year=2024, area="440783115", category=next(iter(Category)),
        channel=next(iter(Channel)), applied_on=NOW.date(), tokens=(IdentityToken(application_id.hex * 2),),
    )  # fmt: skip
    return _published(data, application_id, new_id())


def participation() -> Event[ParticipationRegisteredV1]:
    """One event for payment-bridge, dedup and benefits."""
    participation_id, person_id = new_id(), new_id()
    person = PersonState(person_id=person_id, name=Sealed("sealed"), sex=Sex.FEMALE, birth_date=NOW.date(), keys=())
    data = ParticipationRegisteredV1(
        participation_id=participation_id, state=ParticipationState.REGISTERED, benefit_year=2024, scheme=next(iter(Scheme)),
        area="440783115", category=next(iter(Category)), channel=next(iter(Channel)), payer=next(iter(Payer)), registered_on=NOW.date(),
        effective_on=NOW.date(), person=person,
    )  # fmt: skip
    return _published(data, participation_id, person_id)


def _published(data: D, aggregate_id: UUID, person_id: UUID) -> Event[D]:
    return new_event(
        data, aggregate_id=aggregate_id, aggregate_version=1, person_id=person_id, region="440700", occurred_at=NOW, recorded_at=NOW
    )


def say(**what: Any) -> None:
    """One line to the benchmark, with this process's moment and CPU seconds."""
    print(json.dumps(what | {"at": time.time(), "cpu": time.process_time()}), flush=True)


class WatchedDatabase(Database):
    """Notes the moment after each commit."""

    def __init__(self, url: str) -> None:
        super().__init__(url, SystemClock())
        self.committed_at = 0.0
        self.on_any_commit: Callable[[], None] = lambda: None

    async def commit(self, tx: Transaction, answer: StoredAnswer | None = None) -> None:
        """`committed_at` is its end."""
        await super().commit(tx, answer)
        self.committed_at = time.time()
        self.on_any_commit()

    async def prepare(self) -> None:
        """Makes the tables."""
        engine = create_async_engine(sa.make_url(self.url).set(drivername="postgresql+asyncpg"))
        async with engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        await engine.dispose()


async def produce(task: Task) -> None:
    """Commits and relays: first one at a time, then as fast as the relay follows."""
    database = WatchedDatabase(task.database)
    await database.prepare()
    bus = RabbitBus(task.broker, prefix=task.prefix, expects=task.listeners)
    membership = await bus.join(BusMember(task.service, database, {}, signer=SIGNER, publishers=PUBLISHERS))
    database.on_commit = membership.wake
    await until(lambda: membership.relay.leads)
    await _bound(task)
    await _quietly(database, task)
    await asyncio.to_thread(sys.stdin.readline)
    events = [[task.event() for _ in range(PER_COMMIT)] for _ in range(task.sustained // PER_COMMIT)]
    gc.freeze()
    say(happened="started")
    committed = task.quiet

    def relayed(at_least: int) -> Callable[[], bool]:
        return lambda: membership.relay.memory.relayed >= at_least

    for batch in events:
        async with database.transaction() as transaction:
            transaction.publish(*batch)
        committed += PER_COMMIT
        await until(relayed(committed - AHEAD))
    await until(relayed(committed))
    say(happened="relayed", messages=membership.relay.memory.messages - task.quiet)
    await bus.close()


async def _bound(task: Task) -> None:
    """Until every listener has announced its queue: before, events are held."""
    topology = Topology(task.prefix)
    connection = await aio_pika.connect(task.broker)
    async with connection:
        for listener in task.listeners:
            while not await topology.has_exchange(connection, topology.mark(listener, task.event_class.event_type)):  # noqa: ASYNC110
                await asyncio.sleep(0.1)


async def _quietly(database: WatchedDatabase, task: Task) -> None:
    for _ in range(task.quiet):
        event = task.event()
        async with database.transaction() as transaction:
            transaction.publish(event)
        say(happened="committed", event=str(event.id), moment=database.committed_at)
        await asyncio.sleep(PAUSE_SECONDS)


async def consume(task: Task) -> None:
    """Takes events in until all have had their effect; then waits for a line, and says how many came more than once."""
    database = WatchedDatabase(task.database)
    await database.prepare()
    taken: list[Event[Any]] = []

    async def when_told(tx: Transaction, events: Sequence[Event[Any]]) -> None:
        taken[:] = events
        await _WRITE.run(
            tx.driver,
            event_id=[event.id for event in events],
            application_id=[getattr(event.data, task.aggregate) for event in events],
            area=[event.data.area for event in events],
            applied_on=[NOW.date()] * len(events),
        )

    def tell() -> None:
        for event in taken:
            say(happened="effect", event=str(event.id), moment=database.committed_at)

    database.on_any_commit = tell
    bus = RabbitBus(task.broker, prefix=task.prefix, expects=[])
    membership = await bus.join(BusMember(task.service, database, {task.event_class: when_told}, signer=SIGNER, publishers=PUBLISHERS))
    figures = membership.consumption.figures
    await until(lambda: figures.consumed == task.quiet)
    database.on_any_commit = lambda: None
    gc.freeze()
    batches = figures.batches
    say(happened="ready")
    await until(lambda: figures.consumed == task.quiet + task.sustained)
    say(happened="done", moment=database.committed_at, batches=figures.batches - batches)
    await bus.close()


async def hold(task: Task, dead: int) -> None:
    """Leaves so many dead rows in the outbox, and a transaction that still sees them, until a line comes."""
    database = WatchedDatabase(task.database)
    await database.prepare()
    holding, driver = await database.connect(), await database.connect()
    await driver.execute(
        f"INSERT INTO outbox (event_id, event_type, event) SELECT gen_random_uuid(), 'x', '{{}}' FROM generate_series(1, {dead})"  # noqa: S608 -- a number
    )
    await holding.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
    await holding.execute("SELECT count(*) FROM outbox")
    await driver.execute("DELETE FROM outbox")
    await driver.execute("ANALYZE outbox")
    say(happened="held")
    await asyncio.to_thread(sys.stdin.readline)
    for connection in (holding, driver):
        await connection.close()
    await database.close()


async def trickle(task: Task) -> None:
    """Publishes `quiet` events a second until it were `sustained`; relays until a line comes."""
    database = WatchedDatabase(task.database)
    await database.prepare()
    bus = RabbitBus(task.broker, prefix=task.prefix, expects=task.listeners)
    membership = await bus.join(BusMember(task.service, database, {}, signer=SIGNER, publishers=PUBLISHERS))
    database.on_commit = membership.wake
    for _ in range(task.sustained):
        async with database.transaction() as transaction:
            transaction.publish(task.event())
        await asyncio.sleep(1 / task.quiet)
    say(happened="told")
    await asyncio.to_thread(sys.stdin.readline)
    say(happened="ended")
    await bus.close()


async def count(task: Task) -> None:
    """Takes events in until a line comes; how many, and how many of them again."""
    database = WatchedDatabase(task.database)
    await database.prepare()

    async def when_told(_: Transaction, __: Sequence[Event[Any]]) -> None:
        """The inbox is effect enough."""

    bus = RabbitBus(task.broker, prefix=task.prefix, expects=[], settle_seconds=0)
    membership = await bus.join(BusMember(task.service, database, {task.event_class: when_told}, signer=SIGNER, publishers=PUBLISHERS))
    await until(lambda: membership.health.consumer_alive)
    say(happened="counting")
    await asyncio.to_thread(sys.stdin.readline)
    figures = membership.consumption.figures
    say(happened="ended", consumed=figures.consumed, duplicates=figures.duplicates)
    await bus.close()


async def until(reached: Callable[[], bool]) -> None:
    """Looks again every few milliseconds."""
    while not reached():  # noqa: ASYNC110
        await asyncio.sleep(0.002)


def main(part: str, told: str, dead: int = 0) -> None:
    """One process."""
    task = Task.read(told)
    parts = {"produce": produce, "consume": consume, "trickle": trickle, "count": count}
    uvloop.run(hold(task, dead) if part == "hold" else parts[part](task))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:]))
