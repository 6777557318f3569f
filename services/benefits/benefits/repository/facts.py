"""Facts: written once for each version, read as the person they make."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on

from benefits.domain.fact_kinds import Fact, FactRow, Newest, content_of, in_order, meet, person_from, put_together
from benefits.domain.facts import Claim, PersonFacts
from benefits.domain.what_decides import FactVersion, decides_the_same
from benefits.tables import facts, people
from row_sets import Driver, Statement, columns_of, insert_rows, reader, same_rows, typed, value
from service_runtime import in_turns


class KnownClaim(NamedTuple):
    """The newest version of a claim."""

    person_id: UUID
    version: int
    claim: Claim


_FACTS_AT_ONCE, _PEOPLE_AT_ONCE = 1_000, 200
_FACT, _CONTENT = ("person_id", "kind", "fact_id", "version", "body"), (facts.c.kind, facts.c.fact_id, facts.c.version, facts.c.body)
_SAVE = Statement(
    insert_rows(facts, *_FACT, recorded_at=value("now", facts.c.recorded_at))
    .on_conflict_do_nothing()
    .returning(facts.c.person_id, facts.c.kind, facts.c.fact_id, facts.c.version)
)
_told_of = sa.join(people, facts, people.c.person_id == facts.c.person_id)
_NEWEST = Statement(
    """
SELECT given.person_id, told.* FROM {asked.rows}
CROSS JOIN LATERAL (
    SELECT array_agg(kind), array_agg(fact_id), array_agg(version), array_agg(body) FROM (
        (SELECT kind, fact_id, version, body FROM facts WHERE facts.person_id = given.person_id OFFSET 0)
        UNION ALL
        SELECT {theirs} FROM (SELECT person_id FROM people WHERE merged_into = given.person_id OFFSET 0) AS same
        CROSS JOIN LATERAL (SELECT kind, fact_id, version, body FROM facts WHERE facts.person_id = same.person_id OFFSET 0) AS of_same
    ) AS one HAVING count(*) > 0
) AS told
""",
    asked=typed(people, "person_id"),
    theirs="of_same.kind, of_same.fact_id, of_same.version, of_same.body",
)
"""OFFSET 0 keeps the planner at looking each person up by index, whatever the statistics say."""
_person_id = value("person_id", people.c.person_id)
_AS_KNOWN = Statement(
    sa.select(*_CONTENT)
    .select_from(_told_of)
    .where((people.c.person_id == _person_id) | (people.c.merged_into == _person_id))
    .where(facts.c.recorded_at <= value("known_at", facts.c.recorded_at))
)
_NEWEST_CLAIMS = Statement(
    sa.select(facts.c.fact_id, facts.c.person_id, facts.c.version, facts.c.body.label("claim"))
    .where(facts.c.kind == "CLAIM", same_rows(facts, "fact_id"))
    .ext(distinct_on(facts.c.fact_id))
    .order_by(facts.c.fact_id, facts.c.version.desc())
)
_known_claim = reader(KnownClaim, claim=msgspec.json.Decoder(Claim).decode)


Added = dict[UUID, set[FactVersion]]
"""Versions that were not known before, by the person they were told of."""


async def save_facts(driver: Driver, told: Sequence[Fact], now: datetime) -> Added:
    """Adds the versions that are new, and answers them. The people's rows are locked by then (see lock_people)."""
    added: Added = defaultdict(set)
    for person_id, *version in await _SAVE.rows(driver, **columns_of(told, _FACT), now=now):
        added[person_id].add((version[0], version[1], version[2]))
    return added


async def load_people(driver: Driver, persons: Sequence[UUID], added: Added | None = None) -> dict[UUID, PersonFacts]:
    """Newest facts, one row a person, each the one that he or she turned out to be; those of whom nothing is known are left out.

    With `added`, by that person, so are those of whom everything that was decided stays as it is.
    """
    rows = await _NEWEST.rows(driver, person_id=persons)
    people = {}
    async for part in in_turns(rows, _PEOPLE_AT_ONCE):
        for person_id, *columns in part:
            told: list[FactRow] = list(zip(*columns, strict=True))
            if added is None or len(told) > _FACTS_AT_ONCE or not decides_the_same(told, added.get(person_id, ())):
                people[person_id] = await _person_from(told)
    return people


async def _person_from(told: list[FactRow]) -> PersonFacts:
    """Of most people in one go."""
    if len(told) <= _FACTS_AT_ONCE:
        return person_from(told)
    newest: Newest = {}
    async for rows in in_turns(told, _FACTS_AT_ONCE):
        meet(newest, rows)
    facts = [(kind, content_of(kind, body)) async for part in in_turns(in_order(newest), _FACTS_AT_ONCE) for kind, body in part]
    return put_together(facts)


async def load_person(driver: Driver, person: UUID, known_at: datetime) -> PersonFacts:
    """One person's facts as they were known at a moment."""
    return await _person_from([(*row,) for row in await _AS_KNOWN.rows(driver, person_id=person, known_at=known_at)])


async def newest_claims(driver: Driver, refs: Sequence[str]) -> dict[str, KnownClaim]:
    """Those of these claim references that are known."""
    return {row["fact_id"]: _known_claim(row) for row in await _NEWEST_CLAIMS.rows(driver, fact_id=refs)}
