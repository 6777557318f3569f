"""The yearly run and the query of the benefits service at the size of Kaiping: 424,855 people, real tables, real PostgreSQL."""

import asyncio
import multiprocessing
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from typing import Any
from uuid import UUID

from benefits.use_cases.decide_again import deciding_jobs
from benefits.use_cases.record_facts import record_facts
from enrolment_events.envelope import Event, EventData, new_event
from enrolment_events.payment import PaymentSettledV1
from enrolment_events.registration import ParticipationRegisteredV1, PersonKey, PersonState
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.documents import DocumentType, Sex
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import BillKind, Category, Channel, ParticipationState, Payer, PaymentChannel, Scheme
from enrolment_terms.sealed import IdentityToken, Sealed
from policy_parameters import load_policy_book
from process_runtime.collector import tame_the_collector
from row_sets import Statement
from service_runtime import Database, MovableClock, Runtime, Safe, generate_storage_keys
from service_runtime.background import Job
from service_runtime.migration import migrate
from service_runtime.sessions import Limits
from service_runtime.timed_jobs import Calendar, TimedJob, plan

PEOPLE = 424_855
_PREPARING = 600.0
"""Seconds for a statement that writes everybody at once."""
_STARTING = 60.0
"""Seconds for a process to start."""
_TEMPLATES = 20
_AREA = "440783115"
_EVE = datetime(2027, 12, 31, 12, tzinfo=SHANGHAI)
NEW_YEAR = datetime(2028, 1, 1, 0, 5, tzinfo=SHANGHAI)

_CLONE = """
CREATE TEMP TABLE clones AS
SELECT ('018f0000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid AS person_id,
    (SELECT array_agg(person_id ORDER BY person_id) FROM people)[1 + n % :templates] AS template
FROM generate_series(1, :people) AS n;
CREATE TEMP TABLE twins AS
SELECT c.person_id, e.participation_id AS old_id, e.person_id AS template,
    md5(c.person_id::text || e.participation_id::text)::uuid AS new_id
FROM clones c JOIN (SELECT DISTINCT person_id, participation_id FROM entitlements) e ON e.person_id = c.template;
INSERT INTO people (person_id, area, version) SELECT c.person_id, area, version FROM clones c JOIN people p ON p.person_id = c.template;
INSERT INTO facts (person_id, kind, fact_id, version, body, recorded_at)
SELECT c.person_id, kind, md5(c.person_id::text || fact_id), version, body, recorded_at
FROM clones c JOIN facts f ON f.person_id = c.template WHERE kind NOT IN ('PARTICIPATION', 'PAYMENT');
INSERT INTO facts (person_id, kind, fact_id, version, body, recorded_at)
SELECT t.person_id, kind, md5(t.person_id::text || fact_id), version, replace(body::text, old_id::text, new_id::text)::json,
    recorded_at
FROM twins t JOIN facts f ON f.person_id = t.template AND f.body::text LIKE '%' || t.old_id || '%'
WHERE kind IN ('PARTICIPATION', 'PAYMENT');
INSERT INTO entitlements SELECT t.person_id, t.new_id, benefit_year, version, area, state, starts_on, ends_on, wait_months, decision, rules,
    recorded_at FROM twins t JOIN entitlements e ON e.participation_id = t.old_id AND e.person_id = t.template;
INSERT INTO incentives (person_id, benefit_year, version, area, continuous_years, continuous, zero_claim, effective, ceiling, provisional,
    recorded_at) SELECT c.person_id, benefit_year, version, area, continuous_years, continuous, zero_claim, effective, ceiling, provisional,
    recorded_at FROM clones c JOIN incentives i ON i.person_id = c.template;
"""


async def prepare(url: str, people: int) -> list[UUID]:
    """A migrated database on New Year's Eve with `people` insured for this year and the next. Returns some of them."""
    await migrate(url, "benefits.migrations")
    database = Database(url, MovableClock(_EVE), policy=load_policy_book(), limits=Limits(_PREPARING, _PREPARING, _PREPARING))
    async with database.transaction() as tx:
        for number in range(_TEMPLATES):
            for event in _story(new_id(), number):
                await record_facts(tx, [event])
    async with database.transaction() as tx:
        for statement in _CLONE.split(";"):
            if statement.strip():
                await Statement(statement).run(tx.driver, **_values(statement, people))
        await tx.driver.execute("DELETE FROM outbox")
    async with database.read() as read:
        await read.driver.execute("VACUUM ANALYZE")
        await read.driver.execute("CHECKPOINT")
        asked = await read.driver.fetch("SELECT person_id FROM people LIMIT 2000")
    await database.close()
    return [person_id for (person_id,) in asked]


def _values(statement: str, people: int) -> dict[str, int]:
    return {"templates": _TEMPLATES, "people": people} if ":people" in statement else {}


def yearly_run(url: str, replicas: int) -> dict[str, Any]:
    """1 January: the timed jobs of so many processes decide again, with everything that changes written and published."""
    asyncio.run(_eve_is_done(url))
    context = multiprocessing.get_context("spawn")
    ready, done = context.Barrier(replicas + 1), context.SimpleQueue()
    parts = [context.Process(target=_replica, args=(url, ready, done)) for _ in range(replicas)]
    for part in parts:
        part.start()
    ready.wait(_STARTING)
    begun = time.perf_counter()
    for part in parts:
        part.join()
    seconds = time.perf_counter() - begun
    if any(part.exitcode for part in parts):
        raise RuntimeError("a replica has failed: see its words above")
    people = [done.get() for _ in parts]
    return {"people": sum(people), "by_replica": people, "seconds": round(seconds, 1), "changed": asyncio.run(_waiting_events(url))}


def _replica(url: str, ready: Barrier, done: SimpleQueue[int]) -> None:
    tame_the_collector()
    done.put(asyncio.run(_run_the_year_in(url, ready)))


async def _run_the_year_in(url: str, ready: Barrier) -> int:
    """Returns how many people this replica has decided again."""
    clock = MovableClock(NEW_YEAR)
    async with _opened(url, clock) as runtime:
        calendar = Calendar(_jobs(), clock)
        ready.wait(_STARTING)
        return sum(await asyncio.gather(*(_work_off(runtime, job) for job in calendar.background)))


async def _work_off(runtime: Runtime, job: Job) -> int:
    people = 0
    while done := await job.step(runtime):
        people += done
    return people


async def _eve_is_done(url: str) -> None:
    """What was decided on New Year's Eve stands; the first day of a new installation would decide everybody again."""
    async with _opened(url, MovableClock(_EVE)) as runtime, runtime.database.transaction() as tx:
        await plan(tx, _jobs())
        await tx.driver.execute("UPDATE job_runs SET state = 'DONE'")


async def _waiting_events(url: str) -> int:
    async with _opened(url, MovableClock(NEW_YEAR)) as runtime, runtime.database.read() as read:
        found: int = await read.driver.fetchval("SELECT count(*) FROM outbox")
        return found


def _jobs() -> list[TimedJob]:
    return [job.within("44") for job in deciding_jobs()]


@asynccontextmanager
async def _opened(url: str, clock: MovableClock) -> AsyncIterator[Runtime]:
    policy = load_policy_book()
    database = Database(url, clock, policy=policy, safe=Safe.from_json(generate_storage_keys()))
    try:
        yield Runtime("benefits", None, database, clock, policy)
    finally:
        await database.close()


def _story(person: UUID, number: int) -> list[Event[Any]]:
    """Somebody insured for 2027, by template sometimes mid-year, and for 2028 in the window."""
    late = number % 5 == 0
    first, second = new_id(), new_id()
    arrival = date(2027, 3, 1 + number) if late else date(2026, 10, 1 + number)
    return [
        _event(_registered(first, person, 2027), first, person),
        _event(_settled(first, 2027, arrival), new_id(), person),
        _event(_registered(second, person, 2028), second, person),
        _event(_settled(second, 2028, date(2027, 11, 1 + number)), new_id(), person),
    ]


def _registered(participation: UUID, person: UUID, year: int) -> ParticipationRegisteredV1:
    key = PersonKey(kind=DocumentType.RESIDENT_ID, token=IdentityToken(person.hex * 2), number=Sealed("k.sealed"))
    return ParticipationRegisteredV1(
        participation_id=participation, state=ParticipationState.REGISTERED, benefit_year=year, scheme=Scheme.RESIDENT, area=_AREA,
        category=Category.GENERAL, channel=Channel.RENEWAL, payer=Payer.PERSON, registered_on=date(year - 1, 9, 1),
        effective_on=date(year - 1, 9, 1),
        person=PersonState(person_id=person, name=Sealed("k.sealed"), sex=Sex.FEMALE, birth_date=date(1985, 5, 5), keys=(key,)),
    )  # fmt: skip


def _settled(participation: UUID, year: int, arrival: date) -> PaymentSettledV1:
    payment = new_id()
    return PaymentSettledV1(
        payment_id=payment, bill_id=new_id(), participation_id=participation, kind=BillKind.NORMAL, benefit_year=year, area=_AREA,
        amount=47000, payer=Payer.PERSON, channel=PaymentChannel.BANK_DEDUCTION, arrival_date=arrival, tax_serial=f"B{payment}",
    )  # fmt: skip


def _event(data: EventData, aggregate: UUID, person: UUID) -> Event[Any]:
    return new_event(
        data, aggregate_id=aggregate, aggregate_version=1, person_id=person, region="440700", occurred_at=_EVE, recorded_at=_EVE
    )
