"""The newest state of both ledgers for each person and benefit year."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from benefits.domain.incentives import Ledger


class StoredLedger(NamedTuple):
    """A ledger as published."""

    person_id: UUID
    version: int
    area: str
    ledger: Ledger


_CURRENT = """
SELECT person_id, version, area, benefit_year, continuous_years, continuous, zero_claim, effective, ceiling, provisional
FROM incentives WHERE person_id = ANY($1)
"""
_SAVE = text("""
INSERT INTO incentives
    (person_id, benefit_year, version, area, continuous_years, continuous, zero_claim, effective, ceiling, provisional, recorded_at)
SELECT *, CAST(:now AS timestamptz) FROM unnest(CAST(:persons AS uuid[]), CAST(:years AS smallint[]), CAST(:versions AS int[]),
    CAST(:areas AS text[]), CAST(:ns AS smallint[]), CAST(:continuous AS bigint[]), CAST(:zero_claims AS bigint[]),
    CAST(:effective AS bigint[]), CAST(:ceilings AS bigint[]), CAST(:provisional AS boolean[]))
ON CONFLICT (person_id, benefit_year) DO UPDATE SET
    version = excluded.version, area = excluded.area, continuous_years = excluded.continuous_years, continuous = excluded.continuous,
    zero_claim = excluded.zero_claim, effective = excluded.effective, ceiling = excluded.ceiling, provisional = excluded.provisional,
    recorded_at = excluded.recorded_at
WHERE excluded.version > incentives.version
""")


async def current_ledgers(connection: AsyncConnection, persons: Sequence[UUID]) -> dict[tuple[UUID, int], StoredLedger]:
    """The newest ledgers of these people by person and year."""
    driver: Any = (await connection.get_raw_connection()).driver_connection
    rows = await driver.fetch(_CURRENT, list(persons))
    return {(row[0], row[3]): StoredLedger(row[0], row[1], row[2], Ledger(*row[3:])) for row in rows}


async def save_ledgers(connection: AsyncConnection, stored: Sequence[StoredLedger], now: datetime) -> None:
    """Write new states; an older version never overwrites a newer one."""
    ledgers = [one.ledger for one in stored]
    columns: dict[str, Any] = {
        "persons": [one.person_id for one in stored],
        "versions": [one.version for one in stored],
        "areas": [one.area for one in stored],
        "years": [ledger.year for ledger in ledgers],
        "ns": [ledger.n for ledger in ledgers],
        "continuous": [ledger.continuous for ledger in ledgers],
        "zero_claims": [ledger.zero_claim for ledger in ledgers],
        "effective": [ledger.effective for ledger in ledgers],
        "ceilings": [ledger.ceiling for ledger in ledgers],
        "provisional": [ledger.provisional for ledger in ledgers],
        "now": now,
    }
    await connection.execute(_SAVE, columns)
