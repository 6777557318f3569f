"""How far a re-evaluation of everybody has come."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


class RunState(NamedTuple):
    """The run of one business date."""

    after_person: UUID
    people: int
    changed: int
    finished: bool


_START = text("""
INSERT INTO runs (business_date, after_person, started_at, touched_at) VALUES (:day, '00000000-0000-0000-0000-000000000000', :now, :now)
ON CONFLICT (business_date) DO UPDATE SET touched_at = excluded.touched_at
RETURNING after_person, people, changed, finished
""")
_NEXT = text("""
SELECT person_id FROM people WHERE person_id > :after AND merged_into IS NULL ORDER BY person_id LIMIT :limit FOR UPDATE
""")
_ADVANCE = text("""
UPDATE runs SET after_person = :after, people = people + :people, changed = changed + :changed, finished = :finished, touched_at = :now
WHERE business_date = :day RETURNING after_person, people, changed, finished
""")


async def start_run(connection: AsyncConnection, day: date, now: datetime) -> RunState:
    """The run of a date, started if it is new; its row stays locked until the transaction ends."""
    return RunState(*(await connection.execute(_START, {"day": day, "now": now})).one())


async def next_people(connection: AsyncConnection, after: UUID, limit: int) -> Sequence[UUID]:
    """The next people in the order of their ids, locked."""
    return (await connection.scalars(_NEXT, {"after": after, "limit": limit})).all()


async def advance_run(
    connection: AsyncConnection, day: date, after: UUID, people: int, changed: int, finished: bool, now: datetime
) -> RunState:
    """Write down what is done."""
    values = {"day": day, "after": after, "people": people, "changed": changed, "finished": finished, "now": now}
    return RunState(*(await connection.execute(_ADVANCE, values)).one())
