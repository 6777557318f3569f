"""Registrations become bills: replicas compete for them, each a process of its own. While one waits for the disk the others work.

The peer is a COPY of every row that was written for them, into tables with the same indexes.
"""

import multiprocessing
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import asyncpg
import uvloop

from canbao_suite.bench.money_bridge import bench_runtime
from enrolment_events.catalogue import batch_decoder
from enrolment_events.envelope import Event, encode, new_event
from enrolment_events.registration import ParticipationRegisteredV1, PersonKey, PersonState
from enrolment_terms.documents import DocumentType, Sex
from enrolment_terms.scheme import Category, Channel, ParticipationState, Payer, Scheme
from enrolment_terms.sealed import IdentityToken
from event_bus.inbox import claim_new
from event_bus.rabbit_consumer import MERGED_EVENTS
from payment_bridge.consumers import HANDLERS
from process_runtime.collector import tame_the_collector
from service_runtime import Runtime
from service_runtime.logs import configure_logs

PROCESSES = 4
_AT_ONCE = 100
"""Portions that are made and read while nothing is timed."""
_AREA, _REGION, _REGISTERED = "440783115", "440700", date(2023, 10, 9)
_TYPE = ParticipationRegisteredV1.event_type


def make_bills(runtime: Runtime, people: int) -> float:
    """Seconds. As they are taken from the bus while many wait, each portion with its inbox; making and reading events is left out."""
    messages, seconds = [range(first, min(first + MERGED_EVENTS, people)) for first in range(0, people, MERGED_EVENTS)], 0.0
    with ExitStack() as stack:
        replicas = [stack.enter_context(_replica(str(runtime.settings.database_url))) for _ in range(PROCESSES)]
        for first in range(0, len(messages), _AT_ONCE):
            for own, replica in enumerate(replicas):
                replica.send([_message(runtime, numbers) for numbers in messages[first : first + _AT_ONCE][own::PROCESSES]])
            _all_answer(replicas)
            begun = time.perf_counter()
            for replica in replicas:
                replica.send("go")
            _all_answer(replicas)
            seconds += time.perf_counter() - begun
    return seconds


def _all_answer(replicas: Sequence[Connection]) -> None:
    for replica in replicas:
        replica.recv()


def _message(runtime: Runtime, numbers: range) -> bytes:
    return b"[" + b",".join(encode(_registered(runtime, number)) for number in numbers) + b"]"


@contextmanager
def _replica(url: str) -> Iterator[Connection]:
    """A process that takes messages, says that it has read them, and when told to, that it has committed them."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve_replica, args=(url, theirs), daemon=True)
    process.start()
    try:
        yield ours
        ours.send(None)
        ours.close()
        process.join(30)
    finally:
        process.terminate()


def serve_replica(url: str, bench: Connection) -> None:
    """The process."""
    configure_logs("CRITICAL")
    with TemporaryDirectory(prefix="canbao-bench-") as folder:
        uvloop.run(_consume(bench_runtime(url, Path(folder)), bench))


async def _consume(runtime: Runtime, bench: Connection) -> None:
    handler = HANDLERS[ParticipationRegisteredV1]
    tame_the_collector()
    while (bodies := bench.recv()) is not None:
        messages = [batch_decoder(_TYPE)(body) for body in bodies]
        tame_the_collector()  # what was read is not of what is timed
        bench.send("read")
        bench.recv()
        for events in messages:
            async with runtime.database.transaction() as tx:
                await handler(tx, await claim_new(tx.driver, events))
        bench.send("committed")
    await runtime.database.close()


def _registered(runtime: Runtime, number: int) -> Event[Any]:
    participation_id, person_id, vault = UUID(int=0xC << 120 | number), UUID(int=0xD << 120 | number), runtime.vault
    sealed, token = vault.seal(f"{number:018d}", "document", person_id), IdentityToken(f"{number:064x}")
    key = PersonKey(kind=DocumentType.RESIDENT_ID, token=token, number=sealed)
    person = PersonState(
        person_id=person_id, name=vault.seal("样例", "name", person_id), sex=Sex.FEMALE, birth_date=date(1979, 7, 12), keys=(key,)
    )
    data = ParticipationRegisteredV1(
        participation_id=participation_id, state=ParticipationState.REGISTERED, benefit_year=2024, scheme=Scheme.RESIDENT, area=_AREA,
        category=Category.GENERAL, channel=Channel.YUE_YIBAO, payer=Payer.PERSON, registered_on=_REGISTERED, effective_on=_REGISTERED,
        person=person,
    )  # fmt: skip
    now = runtime.clock.now()
    return new_event(
        data, aggregate_id=participation_id, aggregate_version=1, person_id=person_id, region=_REGION, occurred_at=now, recorded_at=now
    )


async def copy_all(url: str, without: Collection[str]) -> float:
    """Seconds of a COPY of all rows of all other tables, one after another, into empty tables with the same indexes."""
    connection, seconds = await asyncpg.connect(url), 0.0
    try:
        await connection.execute("CREATE SCHEMA peer")
        names = await connection.fetch("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        with TemporaryDirectory(prefix="canbao-bench-") as folder:
            for name in sorted({str(row["name"]) for row in names}.difference(without)):
                file = Path(folder) / "rows"
                await connection.copy_from_table(name, output=file, format="binary")
                await connection.execute(f'CREATE TABLE peer."{name}" (LIKE public."{name}" INCLUDING ALL)')
                begun = time.perf_counter()
                await connection.copy_to_table(name, schema_name="peer", source=file, format="binary")
                seconds += time.perf_counter() - begun
        await connection.execute("DROP SCHEMA peer CASCADE")
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()
    return seconds
