"""Who is known here, and where."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from benefits.tables import people, person_tokens
from row_sets import Driver, Statement, columns_of, insert_rows, names_of, same_rows, upsert_newest


class NamedPerson(NamedTuple):
    """A person whom a fact names: with a place and tokens by a participation, without by other facts (version 0)."""

    person_id: UUID
    area: str | None = None
    version: int = 0
    tokens: tuple[str, ...] = ()


class Scope(NamedTuple):
    """Whom a caller may see: who is known in these areas (LIKE patterns), and these people, by whatever record they are asked."""

    areas: Sequence[str]
    bound: Sequence[UUID] = ()


EVERYWHERE = Scope(["%"])
"""Everybody who is known here."""


class PersonToken(NamedTuple):
    """An identity token of a person."""

    person_id: UUID
    token: str


_PERSON, _TOKEN = names_of(NamedPerson, without=["tokens"]), names_of(PersonToken)
_LOCK = Statement(upsert_newest(people, *_PERSON))
_ADD_TOKENS = Statement(insert_rows(person_tokens, *_TOKEN).on_conflict_do_nothing())
_MERGE = Statement("""
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
_LOCK_ROOTS = Statement(sa.select(people.c.person_id).where(same_rows(people, "person_id")).order_by(people.c.person_id).with_for_update())
root = sa.func.coalesce(people.c.merged_into, people.c.person_id).label("root")
_ROOTS = Statement(sa.select(people.c.person_id, root).where(same_rows(people, "person_id")))
PLACE = """
JOIN LATERAL (
    SELECT told.area FROM (
        SELECT person_id, area, version FROM people member WHERE member.person_id = coalesce(person.merged_into, person.person_id)
            OR member.merged_into = coalesce(person.merged_into, person.person_id)
        OFFSET 0
    ) AS member CROSS JOIN LATERAL (
        SELECT DISTINCT ON (fact_id) body ->> 'area' AS area FROM facts
        WHERE facts.person_id = member.person_id AND facts.kind = 'PARTICIPATION'
        ORDER BY fact_id, version DESC
    ) AS told
    WHERE told.area LIKE ANY(:areas) OR coalesce(person.merged_into, person.person_id) = ANY(:bound)
    ORDER BY told.area = member.area DESC, member.version DESC LIMIT 1
) place ON true
"""
"""A person is known where any participation of any record that is the person lies: next year's elsewhere hides none. Newest first."""
_IN_SCOPE = Statement(
    """
SELECT person.person_id, coalesce(person.merged_into, person.person_id) AS root, place.area
FROM people person {place} WHERE person.person_id = ANY(:persons)
""",
    place=PLACE,
)
_BY_TOKEN = Statement(
    """
SELECT token, coalesce(person.merged_into, person.person_id) AS root
FROM person_tokens JOIN people person USING (person_id) {place} WHERE token = ANY(:tokens)
""",
    place=PLACE,
)


async def lock_people(driver: Driver, named: Sequence[NamedPerson]) -> None:
    """Make the people known and lock their rows until the transaction ends, always in the same order."""
    await _LOCK.run(driver, **columns_of(named, _PERSON))
    if tokens := sorted({PersonToken(one.person_id, token) for one in named for token in one.tokens}):
        await _ADD_TOKENS.run(driver, **columns_of(tokens, _TOKEN))


async def merge_people(driver: Driver, kept: UUID, merged: UUID) -> None:
    """From now on what is known of `merged` is known of `kept`, or of whom `kept` turned out to be (R-026). Both are locked."""
    await _MERGE.run(driver, kept=kept, merged=merged)


async def lock_roots(driver: Driver, roots: Sequence[UUID]) -> None:
    """Lock those under whom merged people's facts are decided."""
    await _LOCK_ROOTS.run(driver, person_id=roots)


async def roots_of(driver: Driver, persons: Sequence[UUID]) -> dict[UUID, UUID]:
    """Each person, or the one that he or she turned out to be."""
    return {row["person_id"]: row["root"] for row in await _ROOTS.rows(driver, person_id=persons)}


async def person_in(driver: Driver, person: UUID, scope: Scope) -> UUID | None:
    """The person if the caller may see him or her, else None."""
    found = await _IN_SCOPE.row(driver, persons=[person], **scope._asdict())
    return found["root"] if found else None


async def people_by_token(driver: Driver, tokens: Sequence[str], scope: Scope) -> dict[str, UUID]:
    """The people in the scope by identity token."""
    return {row["token"]: row["root"] for row in await _BY_TOKEN.rows(driver, tokens=tokens, **scope._asdict())}


async def people_in(driver: Driver, persons: Sequence[UUID], scope: Scope) -> dict[UUID, str]:
    """Those of these people who are in the scope, with their place."""
    return {row["person_id"]: row["area"] for row in await _IN_SCOPE.rows(driver, persons=persons, **scope._asdict())}
