"""Re-evaluations of everybody, chunk by chunk: how far one has come, and whose turn it is."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


class RunState(NamedTuple):
    """The run of one business date."""

    people: int
    changed: int
    open_chunks: int


class Chunk(NamedTuple):
    """People from `first_person` up to, not including, `next_person`."""

    first_person: UUID
    next_person: UUID | None


_CUT = text("""
INSERT INTO run_chunks (business_date, first_person, next_person)
SELECT :day, person_id, lead(person_id) OVER (ORDER BY person_id)
FROM (SELECT person_id, row_number() OVER (ORDER BY person_id) AS n FROM people WHERE merged_into IS NULL) AS everybody
WHERE (n - 1) % :size = 0 AND NOT EXISTS (SELECT 1 FROM run_chunks WHERE business_date = :day)
ON CONFLICT DO NOTHING
""")
_TAKE = text("""
SELECT first_person, next_person FROM run_chunks WHERE business_date = :day AND done_at IS NULL
ORDER BY first_person LIMIT 1 FOR UPDATE SKIP LOCKED
""")
_PEOPLE = text("""
SELECT person_id FROM people
WHERE person_id >= :first AND (CAST(:next AS uuid) IS NULL OR person_id < :next) AND merged_into IS NULL ORDER BY person_id FOR UPDATE
""")
_DONE = text("""
UPDATE run_chunks SET people = :people, changed = :changed, done_at = :now WHERE business_date = :day AND first_person = :first
""")
_STATE = text("""
SELECT coalesce(sum(people), 0), coalesce(sum(changed), 0), count(*) FILTER (WHERE done_at IS NULL)
FROM run_chunks WHERE business_date = :day
""")


async def cut_run(connection: AsyncConnection, day: date, size: int) -> None:
    """Cut everybody into chunks, if nobody has for this date. A table lock keeps two first callers from cutting differently."""
    await connection.execute(text("LOCK TABLE run_chunks IN SHARE ROW EXCLUSIVE MODE"))
    await connection.execute(_CUT, {"day": day, "size": size})


async def is_cut(connection: AsyncConnection, day: date) -> bool:
    """True if the run of this date has begun."""
    return bool(await connection.scalar(text("SELECT EXISTS (SELECT 1 FROM run_chunks WHERE business_date = :day)"), {"day": day}))


async def take_chunk(connection: AsyncConnection, day: date) -> Chunk | None:
    """A chunk that nobody else works on, locked until the transaction ends; None if there is none."""
    row = (await connection.execute(_TAKE, {"day": day})).one_or_none()
    return None if row is None else Chunk(*row)


async def people_of(connection: AsyncConnection, chunk: Chunk) -> Sequence[UUID]:
    """The people of a chunk, locked."""
    return (await connection.scalars(_PEOPLE, {"first": chunk.first_person, "next": chunk.next_person})).all()


async def finish_chunk(connection: AsyncConnection, day: date, chunk: Chunk, people: int, changed: int, now: datetime) -> None:
    """Write down what is done."""
    values = {"day": day, "first": chunk.first_person, "people": people, "changed": changed, "now": now}
    await connection.execute(_DONE, values)


async def run_state(connection: AsyncConnection, day: date) -> RunState:
    """How far the run has come, as this transaction sees it."""
    return RunState(*(await connection.execute(_STATE, {"day": day})).one())
