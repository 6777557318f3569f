"""Facts: written once for each version, read as the person they make."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from benefits.domain.fact_kinds import Fact, person_from
from benefits.domain.facts import PersonFacts

_SAVE = text("""
INSERT INTO facts (person_id, kind, fact_id, version, body, recorded_at)
SELECT person_id, kind, fact_id, version, body::json, :now
FROM unnest(CAST(:persons AS uuid[]), CAST(:kinds AS text[]), CAST(:ids AS text[]), CAST(:versions AS bigint[]), CAST(:bodies AS text[]))
    AS told (person_id, kind, fact_id, version, body)
ON CONFLICT DO NOTHING
""")
_ALL = """
SELECT coalesce(people.merged_into, people.person_id), array_agg(kind), array_agg(fact_id), array_agg(facts.version), array_agg(body::text)
FROM people JOIN facts USING (person_id)
WHERE people.person_id = ANY($1) OR people.merged_into = ANY($1)
GROUP BY 1
"""
_AS_KNOWN = text("""
SELECT kind, fact_id, facts.version, body::text AS body
FROM people JOIN facts USING (person_id)
WHERE (people.person_id = :person OR people.merged_into = :person) AND recorded_at <= :known_at
""")


async def save_facts(connection: AsyncConnection, facts: Sequence[Fact], now: datetime) -> None:
    """Adds the versions that are new. The people's rows are locked by then (see lock_people)."""
    await connection.execute(
        _SAVE,
        {
            "persons": [fact.person_id for fact in facts],
            "kinds": [fact.kind for fact in facts],
            "ids": [fact.fact_id for fact in facts],
            "versions": [fact.version for fact in facts],
            "bodies": [fact.body for fact in facts],
            "now": now,
        },
    )


async def load_people(connection: AsyncConnection, persons: Sequence[UUID]) -> dict[UUID, PersonFacts]:
    """Everybody's newest facts in one statement, one row a person; people of whom nothing is known are left out."""
    driver: Any = (await connection.get_raw_connection()).driver_connection
    rows = await driver.fetch(_ALL, list(persons))
    return {person_id: person_from(zip(*columns, strict=True)) for person_id, *columns in rows}


async def load_person(connection: AsyncConnection, person: UUID, known_at: datetime) -> PersonFacts:
    """One person's facts as they were known at a moment."""
    rows = await connection.execute(_AS_KNOWN, {"person": person, "known_at": known_at})
    return person_from((row.kind, row.fact_id, row.version, row.body) for row in rows)
