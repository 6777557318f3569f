"""Notices to other regions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from enrolment_events.dedup import Hit
from enrolment_terms.scheme import ParticipationState


@dataclass(frozen=True, slots=True)
class CompleteRegistration:
    """An application with its newest answered check and the participation that came of it."""

    application_id: UUID
    participation_id: UUID
    person_id: UUID
    area: str
    state: ParticipationState
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRow:
    """One notice as it is kept."""

    notice_id: UUID
    application_id: UUID
    participation_id: UUID
    person_id: UUID
    kind: str
    rule: str
    to_area: str
    from_area: str
    relation_starts_on: date
    state: str
    opened_at: datetime


_COMPLETE = text("""
SELECT DISTINCT ON (application_id)
    application_id, participation.participation_id, participation.person_id, participation.area, participation.state,
    CAST(newest.hits AS text) AS hits
FROM (
    SELECT DISTINCT ON (application_id, participation_id) * FROM participation_spells
    WHERE application_id = ANY(CAST(:applications AS uuid[])) ORDER BY application_id, participation_id, version DESC
) AS participation
JOIN (
    SELECT DISTINCT ON (application_id) application_id, hits FROM checks
    WHERE application_id = ANY(CAST(:applications AS uuid[])) ORDER BY application_id, submit_no DESC
) AS newest USING (application_id)
WHERE newest.hits IS NOT NULL
ORDER BY application_id, participation.state IN ('CANCELLED', 'LAPSED'), participation.participation_id
""")
_SAVE = text("""
INSERT INTO notices AS known
    (notice_id, application_id, participation_id, person_id, kind, rule, to_area, from_area, relation_starts_on, state, opened_at)
SELECT * FROM unnest(
    CAST(:notice_id AS uuid[]), CAST(:application_id AS uuid[]), CAST(:participation_id AS uuid[]), CAST(:person_id AS uuid[]),
    CAST(:kind AS text[]), CAST(:rule AS text[]), CAST(:to_area AS text[]), CAST(:from_area AS text[]),
    CAST(:relation_starts_on AS date[]), CAST(:state AS text[]), CAST(:opened_at AS timestamptz[]))
ON CONFLICT (notice_id) DO UPDATE SET state = excluded.state WHERE known.state <> excluded.state
""")
_WITHDRAW_OTHERS = text("""
UPDATE notices SET state = 'WITHDRAWN'
WHERE application_id = ANY(CAST(:applications AS uuid[])) AND NOT notice_id = ANY(CAST(:stand AS uuid[])) AND state <> 'WITHDRAWN'
""")
_LIST = text("""
SELECT * FROM notices
WHERE from_area LIKE ANY(:areas) AND (CAST(:state AS text) IS NULL OR state = :state) AND notice_id > :after
ORDER BY notice_id LIMIT :limit
""")

_read_hits = msgspec.json.Decoder(tuple[Hit, ...]).decode


async def complete_registrations(connection: AsyncConnection, applications: Sequence[UUID]) -> list[CompleteRegistration]:
    """Those of the applications that became a participation, with the answer to their newest submit."""
    found = await connection.execute(_COMPLETE, {"applications": list(applications)})
    return [
        CompleteRegistration(
            row.application_id, row.participation_id, row.person_id, row.area, ParticipationState(row.state), _read_hits(row.hits)
        )
        for row in found
    ]


async def save_notices(connection: AsyncConnection, applications: Sequence[UUID], stand: Sequence[NoticeRow]) -> None:
    """The notices of these applications are exactly these; others that were open are withdrawn."""
    if stand:
        names = NoticeRow.__dataclass_fields__
        await connection.execute(_SAVE, {name: [getattr(row, name) for row in stand] for name in names})
    await connection.execute(_WITHDRAW_OTHERS, {"applications": list(applications), "stand": [row.notice_id for row in stand]})


async def list_notices(connection: AsyncConnection, areas: Sequence[str], *, state: str | None, after: UUID, limit: int) -> list[NoticeRow]:
    """Notices of registrations inside the areas (LIKE patterns), by id."""
    found = await connection.execute(_LIST, {"areas": list(areas), "state": state, "after": after, "limit": limit})
    return [notice_of(row) for row in found]


def notice_of(row: Any) -> NoticeRow:
    """A row of the table as a notice."""
    return NoticeRow(**row._mapping)
