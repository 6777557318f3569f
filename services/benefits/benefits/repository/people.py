"""Who is known here, and where."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


class Sighting(NamedTuple):
    """That a person was named: with a place and tokens by a participation, without by other facts (version 0)."""

    person_id: UUID
    area: str | None = None
    version: int = 0
    tokens: tuple[str, ...] = ()


_LOCK = text("""
INSERT INTO people (person_id, area, version)
SELECT person_id, area, version
FROM unnest(CAST(:persons AS uuid[]), CAST(:areas AS text[]), CAST(:versions AS bigint[])) AS seen (person_id, area, version)
ORDER BY person_id
ON CONFLICT (person_id) DO UPDATE SET area = excluded.area, version = excluded.version WHERE excluded.version > people.version
""")
_TOKENS = text("""
INSERT INTO person_tokens (person_id, token)
SELECT * FROM unnest(CAST(:persons AS uuid[]), CAST(:tokens AS text[])) AS seen (person_id, token) ORDER BY 1, 2
ON CONFLICT DO NOTHING
""")
_MERGE = text("""
WITH merged AS (
    SELECT coalesce(kept.merged_into, kept.person_id) AS kept_id FROM people kept WHERE kept.person_id = :kept
), moved AS (
    UPDATE people SET merged_into = merged.kept_id FROM merged
    WHERE (people.person_id = :merged OR people.merged_into = :merged) AND people.person_id <> merged.kept_id
    RETURNING people.person_id, merged.kept_id
), entitled AS (
    UPDATE entitlements SET person_id = moved.kept_id FROM moved WHERE entitlements.person_id = moved.person_id
), told AS (
    UPDATE entitlement_history SET person_id = moved.kept_id FROM moved WHERE entitlement_history.person_id = moved.person_id
), evaluated AS (
    DELETE FROM incentives USING moved WHERE incentives.person_id = moved.person_id
)
UPDATE filings SET person_id = moved.kept_id FROM moved WHERE filings.person_id = moved.person_id
""")
_LOCK_ROOTS = text("SELECT 1 FROM people WHERE person_id = ANY(CAST(:persons AS uuid[])) ORDER BY person_id FOR UPDATE")
_ROOTS = text("""
SELECT person_id, coalesce(merged_into, person_id) AS root FROM people WHERE person_id = ANY(CAST(:persons AS uuid[]))
""")
_GROUP_AREA = """
JOIN LATERAL (
    SELECT area FROM people member
    WHERE (member.person_id = coalesce(person.merged_into, person.person_id)
        OR member.merged_into = coalesce(person.merged_into, person.person_id)) AND member.area LIKE ANY(:areas)
    ORDER BY version DESC LIMIT 1
) place ON true
"""
"""A person is known where any of the records that are this person is known."""
_HERE = text(f"SELECT coalesce(person.merged_into, person.person_id) FROM people person {_GROUP_AREA} WHERE person.person_id = :person")  # noqa: S608
_KNOWN_IN = text(f"""
SELECT person.person_id, place.area FROM people person {_GROUP_AREA} WHERE person.person_id = ANY(CAST(:persons AS uuid[]))
""")  # noqa: S608
_BY_TOKEN = text(f"""
SELECT token, coalesce(person.merged_into, person.person_id) AS person_id
FROM person_tokens JOIN people person USING (person_id) {_GROUP_AREA} WHERE token = ANY(:tokens)
""")  # noqa: S608


async def lock_people(connection: AsyncConnection, seen: Sequence[Sighting]) -> None:
    """Make the people known and lock their rows until the transaction ends, always in the same order."""
    newest: dict[UUID, Sighting] = {}
    for one in seen:
        if one.person_id not in newest or one.version > newest[one.person_id].version:
            newest[one.person_id] = one
    ordered = [newest[person] for person in sorted(newest)]
    await connection.execute(
        _LOCK,
        {
            "persons": [one.person_id for one in ordered],
            "areas": [one.area for one in ordered],
            "versions": [one.version for one in ordered],
        },
    )
    tokens = sorted({(one.person_id, token) for one in seen for token in one.tokens})
    if tokens:
        await connection.execute(_TOKENS, {"persons": [person for person, _ in tokens], "tokens": [token for _, token in tokens]})


async def merge_people(connection: AsyncConnection, kept: UUID, merged: UUID) -> None:
    """From now on what is known of `merged` is known of `kept`, or of whom `kept` turned out to be (R-026). Both are locked."""
    await connection.execute(_MERGE, {"kept": kept, "merged": merged})


async def lock_roots(connection: AsyncConnection, roots: Sequence[UUID]) -> None:
    """Lock those under whom merged people's facts are decided."""
    await connection.execute(_LOCK_ROOTS, {"persons": list(roots)})


async def roots_of(connection: AsyncConnection, persons: Sequence[UUID]) -> dict[UUID, UUID]:
    """Each person, or the one that he or she turned out to be."""
    rows = await connection.execute(_ROOTS, {"persons": list(persons)})
    return {row.person_id: row.root for row in rows}


async def person_in(connection: AsyncConnection, person: UUID, areas: Sequence[str]) -> UUID | None:
    """The person if known in one of these areas (LIKE patterns), else None."""
    found: UUID | None = await connection.scalar(_HERE, {"person": person, "areas": list(areas)})
    return found


async def people_by_token(connection: AsyncConnection, tokens: Sequence[str], areas: Sequence[str]) -> dict[str, UUID]:
    """The people known in these areas by identity token."""
    rows = await connection.execute(_BY_TOKEN, {"tokens": list(tokens), "areas": list(areas)})
    return {row.token: row.person_id for row in rows}


async def people_in(connection: AsyncConnection, persons: Sequence[UUID], areas: Sequence[str]) -> dict[UUID, str]:
    """Those of these people who are known in these areas, with their place."""
    rows = await connection.execute(_KNOWN_IN, {"persons": list(persons), "areas": list(areas)})
    return {row.person_id: row.area for row in rows}
