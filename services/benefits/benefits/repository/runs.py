"""Re-evaluations of everybody, chunk by chunk: how far one has come, and whose turn it is."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from benefits.tables import people, run_chunks
from row_sets import Driver, Statement, reader, row, typed, value, values_of


class RunState(NamedTuple):
    """The run of one business date."""

    people: int
    changed: int
    open_chunks: int


class Chunk(NamedTuple):
    """People from `first_person` up to, not including, `next_person`."""

    first_person: UUID
    next_person: UUID | None


_c = run_chunks.c
_of_run = _c.business_date == value("business_date", _c.business_date)
_next = value("next_person", _c.next_person)
_LOCK = Statement("LOCK TABLE run_chunks IN SHARE ROW EXCLUSIVE MODE")
_CUT = Statement(
    """
INSERT INTO run_chunks (business_date, first_person, next_person)
SELECT {run.values}, person_id, lead(person_id) OVER (ORDER BY person_id)
FROM (SELECT person_id, row_number() OVER (ORDER BY person_id) AS n FROM people WHERE merged_into IS NULL) AS everybody
WHERE (n - 1) % :size = 0 AND NOT EXISTS (SELECT 1 FROM run_chunks WHERE business_date = :business_date)
ON CONFLICT DO NOTHING
""",
    run=typed(run_chunks, "business_date"),
)
_IS_CUT = Statement(sa.select(sa.exists().where(_of_run)))
_TAKE = Statement(
    sa.select(_c.first_person, _c.next_person)
    .where(_of_run, _c.done_at.is_(None))
    .order_by(_c.first_person)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_PEOPLE = Statement(
    sa.select(people.c.person_id)
    .where(people.c.person_id >= value("first_person", _c.first_person), _next.is_(None) | (people.c.person_id < _next))
    .where(people.c.merged_into.is_(None))
    .order_by(people.c.person_id)
    .with_for_update()
)
_FINISH = Statement(
    sa.update(run_chunks)
    .values(row(run_chunks, "people", "changed", "done_at"))
    .where(_of_run, _c.first_person == value("first_person", _c.first_person))
)
_sums = [sa.func.coalesce(sa.func.sum(column), 0).label(column.name) for column in (_c.people, _c.changed)]
_STATE = Statement(sa.select(*_sums, sa.func.count().filter(_c.done_at.is_(None)).label("open_chunks")).where(_of_run))
_chunk, _state = reader(Chunk), reader(RunState)


async def cut_run(driver: Driver, day: date, size: int) -> None:
    """Cut everybody into chunks, if nobody has for this date. A table lock keeps two first callers from cutting differently."""
    await _LOCK.run(driver)
    await _CUT.run(driver, business_date=day, size=size)


async def is_cut(driver: Driver, day: date) -> bool:
    """True if the run of this date has begun."""
    return bool(await _IS_CUT.value(driver, business_date=day))


async def take_chunk(driver: Driver, day: date) -> Chunk | None:
    """A chunk that nobody else works on, locked until the transaction ends; None if there is none."""
    found = await _TAKE.row(driver, business_date=day)
    return _chunk(found) if found else None


async def people_of(driver: Driver, chunk: Chunk) -> list[UUID]:
    """The people of a chunk, locked."""
    return await _PEOPLE.values(driver, **values_of(chunk))


async def finish_chunk(driver: Driver, day: date, chunk: Chunk, people: int, changed: int, done_at: datetime) -> None:
    """Write down what is done."""
    await _FINISH.run(driver, business_date=day, first_person=chunk.first_person, people=people, changed=changed, done_at=done_at)


async def run_state(driver: Driver, day: date) -> RunState:
    """How far the run has come, as this transaction sees it."""
    [found] = await _STATE.rows(driver, business_date=day)
    return _state(found)
