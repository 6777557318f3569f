"""Decisions as derived and published: the newest of each, and all there ever were."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from benefits.domain.case import Decision

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Decision).decode


class Entitlement(NamedTuple):
    """A decision with its state on the day it was derived."""

    person_id: UUID
    participation_id: str
    benefit_year: int
    version: int
    area: str
    state: str
    decision: str
    """JSON, so that two are compared by their text."""
    rules: tuple[str, ...]
    recorded_at: datetime

    @property
    def decided(self) -> Decision:
        """The decision itself."""
        return _decode(self.decision)


def as_json(decision: Decision) -> str:
    """How a decision is stored."""
    return _encode(decision).decode()


_CURRENT = """
SELECT person_id, participation_id::text, benefit_year, version, area, state, decision::text, rules, recorded_at
FROM entitlements WHERE person_id = ANY($1)
"""
_HISTORY = text("""
SELECT person_id, participation_id::text, benefit_year, version, area, state, decision::text, rules, recorded_at
FROM entitlement_history WHERE person_id = :person AND recorded_at <= :known_at ORDER BY recorded_at, participation_id, version
""")
_COLUMNS = "person_id, participation_id, benefit_year, version, area, state, starts_on, ends_on, wait_months, decision, rules, recorded_at"
_SAVE = text(f"""
WITH derived AS (
    SELECT person_id, participation_id, benefit_year, version, area, state, starts_on, ends_on, wait_months,
        decision::json AS decision, string_to_array(rules, ' ') AS rules, CAST(:now AS timestamptz) AS recorded_at
    FROM unnest(CAST(:persons AS uuid[]), CAST(:participations AS uuid[]), CAST(:years AS smallint[]), CAST(:versions AS int[]),
        CAST(:areas AS text[]), CAST(:states AS text[]), CAST(:starts AS date[]), CAST(:ends AS date[]), CAST(:waits AS smallint[]),
        CAST(:decisions AS text[]), CAST(:rules AS text[]))
        AS given (person_id, participation_id, benefit_year, version, area, state, starts_on, ends_on, wait_months, decision, rules)
), kept AS (
    INSERT INTO entitlement_history ({_COLUMNS}) SELECT {_COLUMNS} FROM derived
)
INSERT INTO entitlements ({_COLUMNS}) SELECT {_COLUMNS} FROM derived
ON CONFLICT (person_id, participation_id, benefit_year) DO UPDATE SET
    version = excluded.version, area = excluded.area, state = excluded.state, starts_on = excluded.starts_on, ends_on = excluded.ends_on,
    wait_months = excluded.wait_months, decision = excluded.decision, rules = excluded.rules, recorded_at = excluded.recorded_at
WHERE excluded.version > entitlements.version
""")  # noqa: S608


_MOVE = text("""
UPDATE entitlements SET version = moved.version, state = moved.state, recorded_at = CAST(:now AS timestamptz)
FROM unnest(CAST(:persons AS uuid[]), CAST(:participations AS uuid[]), CAST(:years AS smallint[]), CAST(:versions AS int[]),
    CAST(:states AS text[])) AS moved (person_id, participation_id, benefit_year, version, state)
WHERE (entitlements.person_id, entitlements.participation_id, entitlements.benefit_year)
    = (moved.person_id, moved.participation_id, moved.benefit_year) AND moved.version > entitlements.version
""")


async def current_entitlements(connection: AsyncConnection, persons: Sequence[UUID]) -> dict[tuple[str, int], Entitlement]:
    """The newest decisions of these people, by participation and year."""
    driver: Any = (await connection.get_raw_connection()).driver_connection
    return {(row[1], row[2]): Entitlement(*row) for row in await driver.fetch(_CURRENT, list(persons))}


async def entitlement_history(connection: AsyncConnection, person: UUID, known_at: datetime) -> list[Entitlement]:
    """Everything that was decided for a person up to a moment, in order."""
    return [Entitlement(*row) for row in await connection.execute(_HISTORY, {"person": person, "known_at": known_at})]


async def save_entitlements(connection: AsyncConnection, derived: Sequence[tuple[Entitlement, Decision]], now: datetime) -> None:
    """Newest state and history in one statement."""
    columns: dict[str, Any] = {
        "persons": [one.person_id for one, _ in derived],
        "participations": [one.participation_id for one, _ in derived],
        "years": [one.benefit_year for one, _ in derived],
        "versions": [one.version for one, _ in derived],
        "areas": [one.area for one, _ in derived],
        "states": [one.state for one, _ in derived],
        "starts": [decision.starts_on for _, decision in derived],
        "ends": [_last_day(decision) for _, decision in derived],
        "waits": [decision.wait.total for _, decision in derived],
        "decisions": [one.decision for one, _ in derived],
        "rules": [" ".join(one.rules) for one, _ in derived],
        "now": now,
    }
    await connection.execute(_SAVE, columns)


async def move_entitlements(connection: AsyncConnection, moved: Sequence[Entitlement], now: datetime) -> None:
    """New states of decisions that stay as they are: time moved them. The history keeps decisions, not days that pass."""
    columns: dict[str, Any] = {
        "persons": [one.person_id for one in moved],
        "participations": [one.participation_id for one in moved],
        "years": [one.benefit_year for one in moved],
        "versions": [one.version for one in moved],
        "states": [one.state for one in moved],
        "now": now,
    }
    await connection.execute(_MOVE, columns)


def _last_day(decision: Decision) -> date | None:
    return decision.ends_on


_INSURED = text("""
SELECT DISTINCT person_id FROM entitlements
WHERE person_id = ANY(CAST(:persons AS uuid[])) AND benefit_year >= :year
    AND state IN ('PENDING', 'WAITING', 'ACTIVE', 'SUSPENDED', 'EMPTY')
    AND (ends_on IS NULL OR ends_on >= :day)
UNION
SELECT person_id FROM facts
WHERE person_id = ANY(CAST(:persons AS uuid[])) AND kind = 'SPELL' AND body ->> 'first_paid_on' IS NOT NULL
    AND (body ->> 'benefits_until' IS NULL OR (body ->> 'benefits_until')::date >= :day)
""")


async def insured_on(connection: AsyncConnection, persons: Sequence[UUID], day: date) -> set[UUID]:
    """Those of these people with basic medical participation, either scheme, on a day (R-153)."""
    rows = await connection.scalars(_INSURED, {"persons": list(persons), "year": day.year, "day": day})
    return set(rows)
