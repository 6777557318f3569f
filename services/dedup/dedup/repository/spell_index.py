"""The index of coverage spells of all regions and both schemes: what is known of a person, over all his documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import sqlalchemy as sa

from dedup.domain.spell import Spell
from dedup.tables import checks, identity_links, participation_spells, reported_spells
from enrolment_terms.sealed import IdentityToken
from row_sets import Driver, Statement, columns_of, names_of, reader, typed

_EVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpellQuery:
    """Whom to look up, and as known when. The participation that came of the application itself is no finding."""

    tokens: tuple[IdentityToken, ...]
    person_id: UUID | None = None
    application_id: UUID | None = None
    known_at: datetime = _EVER


_QUERY, _SPELL = names_of(SpellQuery, without=["tokens"]), names_of(Spell, without=["spell_ref", "identity", "first_paid_on"])
_FIND = Statement(
    """
WITH asked AS (
    SELECT * FROM {asked.rows}
), shown AS (
    SELECT * FROM {shown.rows}
), persons AS (
    SELECT number, person_id FROM asked WHERE person_id IS NOT NULL
    UNION
    SELECT number, link.person_id FROM asked JOIN shown ON query_number = number CROSS JOIN LATERAL (
        SELECT person_id FROM identity_links WHERE token = shown.token AND known_since <= asked.known_at OFFSET 0
    ) AS link
), documents AS (
    SELECT query_number AS number, token FROM shown
    UNION
    SELECT number, link.token FROM asked JOIN persons USING (number) CROSS JOIN LATERAL (
        SELECT token FROM identity_links WHERE person_id = persons.person_id AND known_since <= asked.known_at OFFSET 0
    ) AS link
)
SELECT number, participation_id::text AS spell_ref, NULL::text AS identity, NULL::date AS first_paid_on, {spell.names}
FROM asked JOIN persons USING (number) CROSS JOIN LATERAL (
    SELECT DISTINCT ON (participation_id) * FROM participation_spells
    WHERE person_id = persons.person_id AND recorded_at <= asked.known_at
        AND (asked.application_id IS NULL OR application_id IS DISTINCT FROM asked.application_id)
    ORDER BY participation_id, version DESC
) AS own
UNION ALL
SELECT number, spell_key, identity, first_paid_on, {spell.names}
FROM documents CROSS JOIN LATERAL (SELECT * FROM reported_spells WHERE token = documents.token OFFSET 0) AS reported
""",
    asked=typed(checks, *_QUERY, alias="asked", number=sa.Integer),
    shown=typed(identity_links, "token", alias="shown", query_number=sa.Integer),
    spell=typed(participation_spells, *_SPELL),
)
"""OFFSET 0 keeps the planner at looking each person up by index, whatever the statistics say."""
_COUNT = Statement(
    sa.select(*(sa.select(sa.func.count()).select_from(table).scalar_subquery() for table in (participation_spells, reported_spells)))
)

_spell = reader(Spell)


async def find_spells(driver: Driver, queries: Sequence[SpellQuery]) -> list[list[Spell]]:
    """For each query all spells of the person, matched over all documents known to be his (R-010, R-026); one statement."""
    found: list[list[Spell]] = [[] for _ in queries]
    shown = [(number, token) for number, query in enumerate(queries) for token in query.tokens]
    rows = await _FIND.rows(
        driver,
        number=range(len(queries)),
        **columns_of(queries, _QUERY),
        query_number=[number for number, _ in shown],
        token=[token for _, token in shown],
    )
    for row in rows:
        found[row["number"]].append(_spell(row))
    return found


async def count_spells(driver: Driver) -> tuple[int, int]:
    """Versions of participations of the own region, and spells reported by others; counted on the smallest index."""
    counts = await _COUNT.row(driver)
    assert counts is not None
    own, reported = counts
    return own, reported
