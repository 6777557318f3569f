"""Conflict checks: what was asked, and the answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from dedup.repository.identities import Identification
from enrolment_events.dedup import Hit
from enrolment_terms.sealed import IdentityToken


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One submit of an application. `known_at` is the moment of the check; `hits` is None until it is answered."""

    application_id: UUID
    submit_no: int
    person_id: UUID
    tokens: tuple[IdentityToken, ...]
    area: str
    benefit_year: int
    applied_on: date
    consent_signed_on: date | None
    employee_stop_proved: bool
    known_at: datetime
    hits: tuple[Hit, ...] | None = None
    revision: int = 0
    checked_at: datetime | None = None

    @property
    def clear(self) -> bool | None:
        """True if no hit hinders the registration; None until it is answered."""
        return None if self.hits is None else all(hit.code is None for hit in self.hits)


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a check, new or changed."""

    check: Check
    hits: tuple[Hit, ...]
    clear: bool
    checked_at: datetime

    @property
    def revision(self) -> int:
        """1 for the first answer."""
        return self.check.revision + 1


_COLUMNS = "application_id, submit_no, person_id, tokens, area, benefit_year, applied_on, consent_signed_on, employee_stop_proved, known_at"
SHOWN = f"{_COLUMNS}, CAST(hits AS text) AS hits, revision, checked_at"
_ASK = text(f"""
INSERT INTO checks ({_COLUMNS})
SELECT application_id, submit_no, person_id, string_to_array(tokens, ' '), area, benefit_year, applied_on, consent_signed_on,
    stop_proved, known_at
FROM unnest(
    CAST(:applications AS uuid[]), CAST(:submits AS int[]), CAST(:persons AS uuid[]), CAST(:tokens AS text[]), CAST(:areas AS text[]),
    CAST(:years AS smallint[]), CAST(:applied AS date[]), CAST(:consents AS date[]), CAST(:stops AS boolean[]),
    CAST(:instants AS timestamptz[]))
    AS asked(
        application_id, submit_no, person_id, tokens, area, benefit_year, applied_on, consent_signed_on, stop_proved, known_at)
ORDER BY application_id, submit_no
ON CONFLICT (application_id, submit_no) DO NOTHING
""")  # noqa: S608 -- the names of columns, no input
_CONCERNED = text(f"""
WITH seen AS (
    SELECT person_id, min(recorded_at) AS since
    FROM unnest(CAST(:persons AS uuid[]), CAST(:instants AS timestamptz[])) AS one(person_id, recorded_at) GROUP BY person_id
), concerned AS (
    SELECT person_id, since FROM seen
    UNION ALL
    SELECT sharing.person_id, since FROM seen
    CROSS JOIN LATERAL (SELECT token FROM identity_links WHERE person_id = seen.person_id OFFSET 0) AS own
    CROSS JOIN LATERAL (SELECT person_id FROM identity_links WHERE token = own.token OFFSET 0) AS sharing
)
SELECT {SHOWN}
FROM (SELECT person_id AS concerned_id, min(since) AS since FROM concerned GROUP BY person_id) AS person
CROSS JOIN LATERAL (SELECT * FROM checks WHERE person_id = concerned_id AND known_at >= since OFFSET 0) AS made
ORDER BY application_id, submit_no
""")  # noqa: S608 -- OFFSET 0 keeps the planner at looking each person up by index, whatever the statistics say
_ANSWER = text("""
UPDATE checks SET hits = CAST(answer.hits AS jsonb), clear = answer.clear, revision = answer.revision, checked_at = answer.checked_at
FROM unnest(CAST(:applications AS uuid[]), CAST(:submits AS int[]), CAST(:hits AS text[]), CAST(:clear AS boolean[]),
    CAST(:revisions AS int[]), CAST(:instants AS timestamptz[])) AS answer(application_id, submit_no, hits, clear, revision, checked_at)
WHERE checks.application_id = answer.application_id AND checks.submit_no = answer.submit_no
""")
_OF_APPLICATION = text(f"SELECT {SHOWN} FROM checks WHERE application_id = :id AND area LIKE ANY(:areas) ORDER BY submit_no")  # noqa: S608

_read_hits = msgspec.json.Decoder(tuple[Hit, ...]).decode


async def ask_checks(connection: AsyncConnection, asked: Sequence[Check]) -> None:
    """Keep the questions that are new; a submit is asked once."""
    await connection.execute(
        _ASK,
        {
            "applications": [check.application_id for check in asked],
            "submits": [check.submit_no for check in asked],
            "persons": [check.person_id for check in asked],
            "tokens": [" ".join(check.tokens) for check in asked],
            "areas": [check.area for check in asked],
            "years": [check.benefit_year for check in asked],
            "applied": [check.applied_on for check in asked],
            "consents": [check.consent_signed_on for check in asked],
            "stops": [check.employee_stop_proved for check in asked],
            "instants": [check.known_at for check in asked],
        },
    )


async def checks_concerned(connection: AsyncConnection, seen: Sequence[Identification]) -> list[Check]:
    """The checks, made at or after the instant, of these people and of those who share a document with them."""
    found = await connection.execute(
        _CONCERNED, {"persons": [one.person_id for one in seen], "instants": [one.recorded_at for one in seen]}
    )
    return [check_of(row) for row in found]


async def answer_checks(connection: AsyncConnection, answers: Sequence[Answer]) -> None:
    """Write the answers over what was answered before."""
    await connection.execute(
        _ANSWER,
        {
            "applications": [answer.check.application_id for answer in answers],
            "submits": [answer.check.submit_no for answer in answers],
            "hits": [msgspec.json.encode(answer.hits).decode() for answer in answers],
            "clear": [answer.clear for answer in answers],
            "revisions": [answer.revision for answer in answers],
            "instants": [answer.checked_at for answer in answers],
        },
    )


async def checks_of_application(connection: AsyncConnection, application_id: UUID, areas: Sequence[str]) -> list[Check]:
    """All checks of an application inside the areas (LIKE patterns), the oldest submit first."""
    found = await connection.execute(_OF_APPLICATION, {"id": application_id, "areas": list(areas)})
    return [check_of(row) for row in found]


def check_of(row: Any) -> Check:
    """A row of SHOWN columns as a check."""
    return Check(
        application_id=row.application_id,
        submit_no=row.submit_no,
        person_id=row.person_id,
        tokens=tuple(row.tokens),
        area=row.area,
        benefit_year=row.benefit_year,
        applied_on=row.applied_on,
        consent_signed_on=row.consent_signed_on,
        employee_stop_proved=row.employee_stop_proved,
        known_at=row.known_at,
        hits=None if row.hits is None else _read_hits(row.hits),
        revision=row.revision,
        checked_at=row.checked_at,
    )
