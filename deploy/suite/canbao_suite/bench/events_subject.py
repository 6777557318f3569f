"""The two processes under measurement: one commits events to its outbox and relays them, the other takes them in.

They speak in JSON lines with the benchmark: a line on standard output for each thing that happened, with its moment.
"""

import asyncio
import gc
import json
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
import uvloop
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.ext.asyncio import create_async_engine

from enrolment_events.envelope import Event, new_event
from enrolment_events.registration import ApplicationSubmittedV1
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import Category, Channel
from enrolment_terms.sealed import IdentityToken
from event_bus import BusMember, EventKey, KeySigner, Publishers, RabbitBus, add_bus_tables
from row_sets import Statement, columns_of, insert_rows
from service_runtime import Database, SystemClock, Transaction
from service_runtime.kept_rows import StoredAnswer

PREFIX = "bench"
PER_COMMIT, AHEAD, PAUSE_SECONDS = 500, 4000, 0.02
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


def application() -> Event[ApplicationSubmittedV1]:
    """One event as the registration service publishes it."""
    application_id = new_id()
    data = ApplicationSubmittedV1(
        application_id=application_id, submit_no=1, benefit_year=2024, area="440783115", category=next(iter(Category)),
        channel=next(iter(Channel)), applied_on=NOW.date(), tokens=(IdentityToken(application_id.hex * 2),),
    )  # fmt: skip
    return new_event(
        data, aggregate_id=application_id, aggregate_version=1, person_id=new_id(), region="440700", occurred_at=NOW, recorded_at=NOW
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


async def produce(url: str, broker: str, sustained: int, quiet: int) -> None:
    """Commits and relays: first one at a time, then as fast as the relay follows."""
    database = WatchedDatabase(url)
    await database.prepare()
    bus = RabbitBus(broker, prefix=PREFIX, expects=["dedup"])
    membership = await bus.join(BusMember("registration", database, {}, signer=SIGNER, publishers=PUBLISHERS))
    database.on_commit = membership.wake
    await until(lambda: membership.relay.leads)
    await _quietly(database, quiet)
    await asyncio.to_thread(sys.stdin.readline)
    events = [[application() for _ in range(PER_COMMIT)] for _ in range(sustained // PER_COMMIT)]
    gc.freeze()
    say(happened="started")
    committed = quiet

    def relayed(at_least: int) -> Callable[[], bool]:
        return lambda: membership.relay.events_relayed >= at_least

    for batch in events:
        async with database.transaction() as transaction:
            transaction.publish(*batch)
        committed += PER_COMMIT
        await until(relayed(committed - AHEAD))
    await until(relayed(committed))
    say(happened="relayed", messages=membership.relay.messages_relayed - quiet)
    await bus.close()


async def _quietly(database: WatchedDatabase, quiet: int) -> None:
    for _ in range(quiet):
        event = application()
        async with database.transaction() as transaction:
            transaction.publish(event)
        say(happened="committed", event=str(event.id), moment=database.committed_at)
        await asyncio.sleep(PAUSE_SECONDS)


async def consume(url: str, broker: str, sustained: int, quiet: int) -> None:
    """Takes events in until all have had their effect."""
    database = WatchedDatabase(url)
    await database.prepare()
    taken: list[Event[Any]] = []

    async def when_submitted(tx: Transaction, events: Sequence[Event[ApplicationSubmittedV1]]) -> None:
        taken[:] = events
        told = [event.data for event in events]
        rows = columns_of(told, ("application_id", "area", "applied_on"))
        await _WRITE.run(tx.driver, event_id=[event.id for event in events], **rows)

    def tell() -> None:
        for event in taken:
            say(happened="effect", event=str(event.id), moment=database.committed_at)

    database.on_any_commit = tell
    bus = RabbitBus(broker, prefix=PREFIX, expects=[])
    membership = await bus.join(
        BusMember("dedup", database, {ApplicationSubmittedV1: when_submitted}, signer=SIGNER, publishers=PUBLISHERS)
    )
    figures = membership.consumption.figures
    await until(lambda: figures.consumed == quiet)
    database.on_any_commit = lambda: None
    gc.freeze()
    batches = figures.batches
    say(happened="ready")
    await until(lambda: figures.consumed == quiet + sustained)
    say(happened="done", moment=database.committed_at, batches=figures.batches - batches)
    await bus.close()


async def until(reached: Callable[[], bool]) -> None:
    """Looks again every few milliseconds."""
    while not reached():  # noqa: ASYNC110
        await asyncio.sleep(0.002)


if __name__ == "__main__":
    part = produce if sys.argv[1] == "produce" else consume
    uvloop.run(part(sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])))
