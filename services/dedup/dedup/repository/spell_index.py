"""The index of coverage spells of all regions and both schemes: what is known of a person, over all his documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from dedup.domain.spell import Spell
from enrolment_terms.scheme import EmployeeIdentity, ParticipationState, Scheme
from enrolment_terms.sealed import IdentityToken


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Whom to look up, and as known when. The participation that came of the application itself is no finding."""

    tokens: tuple[IdentityToken, ...]
    person_id: UUID | None = None
    application_id: UUID | None = None
    known_at: datetime


_FIND = text("""
WITH asked AS (
    SELECT * FROM unnest(CAST(:numbers AS int[]), CAST(:persons AS uuid[]), CAST(:applications AS uuid[]), CAST(:instants AS timestamptz[]))
        AS look(number, person_id, application_id, known_at)
), shown AS (
    SELECT * FROM unnest(CAST(:token_numbers AS int[]), CAST(:tokens AS text[])) AS of_look(number, token)
), persons AS (
    SELECT number, person_id FROM asked WHERE person_id IS NOT NULL
    UNION
    SELECT number, link.person_id FROM asked JOIN shown USING (number) CROSS JOIN LATERAL (
        SELECT person_id FROM identity_links WHERE token = shown.token AND known_since <= asked.known_at OFFSET 0
    ) AS link
), documents AS (
    SELECT number, token FROM shown
    UNION
    SELECT number, link.token FROM asked JOIN persons USING (number) CROSS JOIN LATERAL (
        SELECT token FROM identity_links WHERE person_id = persons.person_id AND known_since <= asked.known_at OFFSET 0
    ) AS link
)
SELECT number, participation_id::text AS ref, scheme, NULL::text AS identity, area, benefit_year, starts_on, ends_on, paid, state
FROM asked JOIN persons USING (number) CROSS JOIN LATERAL (
    SELECT DISTINCT ON (participation_id) * FROM participation_spells
    WHERE person_id = persons.person_id AND recorded_at <= asked.known_at
        AND (asked.application_id IS NULL OR application_id IS DISTINCT FROM asked.application_id)
    ORDER BY participation_id, version DESC
) AS own
UNION ALL
SELECT number, spell_ref, scheme, identity, area, benefit_year, starts_on, ends_on, paid, state
FROM documents CROSS JOIN LATERAL (SELECT * FROM reported_spells WHERE token = documents.token OFFSET 0) AS reported
""")
"""OFFSET 0 keeps the planner at looking each person up by index, whatever the statistics say."""


async def find_spells(connection: AsyncConnection, looks: Sequence[Look]) -> list[list[Spell]]:
    """For each look all spells of the person, matched over all documents known to be his (R-010, R-026); one statement."""
    found: list[list[Spell]] = [[] for _ in looks]
    tokens = [(number, token) for number, look in enumerate(looks) for token in look.tokens]
    rows = await connection.execute(
        _FIND,
        {
            "numbers": list(range(len(looks))),
            "persons": [look.person_id for look in looks],
            "applications": [look.application_id for look in looks],
            "instants": [look.known_at for look in looks],
            "token_numbers": [number for number, _ in tokens],
            "tokens": [token for _, token in tokens],
        },
    )
    for row in rows:
        found[row.number].append(_spell(row))
    return found


def _spell(row: Any) -> Spell:
    return Spell(
        ref=row.ref,
        scheme=Scheme(row.scheme),
        identity=EmployeeIdentity(row.identity) if row.identity else None,
        area=row.area,
        benefit_year=row.benefit_year,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        paid=row.paid,
        state=ParticipationState(row.state),
    )
