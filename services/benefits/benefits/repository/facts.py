"""Facts: written once for each version, read as the person they make."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on

from benefits.domain.fact_kinds import Fact, FactRow, Newest, content_of, in_order, meet, person_from, put_together
from benefits.domain.facts import Claim, PersonFacts
from benefits.repository.people import root
from benefits.tables import facts, people
from row_sets import Driver, Statement, columns_of, insert_rows, reader, same_rows, value
from service_runtime import in_turns


class KnownClaim(NamedTuple):
    """The newest version of a claim."""

    person_id: UUID
    version: int
    claim: Claim


_FACTS_AT_ONCE, _PEOPLE_AT_ONCE = 1_000, 200
_FACT, _CONTENT = ("person_id", "kind", "fact_id", "version", "body"), (facts.c.kind, facts.c.fact_id, facts.c.version, facts.c.body)
_SAVE = Statement(insert_rows(facts, *_FACT, recorded_at=value("now", facts.c.recorded_at)).on_conflict_do_nothing())
_told_of = sa.join(people, facts, people.c.person_id == facts.c.person_id)
_NEWEST = Statement(
    sa.select(root, *(sa.func.array_agg(column) for column in _CONTENT))
    .select_from(_told_of)
    .where(same_rows(people, "person_id") | same_rows(people, "merged_into", "person_id"))
    .group_by(root.element)
)
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


async def save_facts(driver: Driver, told: Sequence[Fact], now: datetime) -> None:
    """Adds the versions that are new. The people's rows are locked by then (see lock_people)."""
    await _SAVE.run(driver, **columns_of(told, _FACT), now=now)


async def load_people(driver: Driver, persons: Sequence[UUID]) -> dict[UUID, PersonFacts]:
    """Everybody's newest facts in one statement, one row a person; people of whom nothing is known are left out."""
    rows = await _NEWEST.rows(driver, person_id=persons)
    people = {}
    async for part in in_turns(rows, _PEOPLE_AT_ONCE):
        for person_id, *columns in part:
            people[person_id] = await _person_from(list(zip(*columns, strict=True)))
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
