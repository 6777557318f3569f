"""Last year's insured in bulk: persons, keys and participations, one statement each."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from registration.domain.import_row import SealedImport
from registration.repository.connection import Driver
from registration.tables import LIVE

_PERSONS = """
WITH row AS (
    SELECT DISTINCT ON (token) *
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::date[], $6::bool[], $7::text[], $8::text[], $9::text[], $10::text[])
        AS r (person_id, name, name_index, sex, birth_date, of_foreigners, phone, token, kind, number)
    ORDER BY token
), key AS (
    INSERT INTO person_keys (token, person_id, kind, number, added_at) SELECT token, person_id, kind, number, $11::timestamptz FROM row
    ON CONFLICT (token) DO UPDATE SET token = excluded.token RETURNING token, person_id
), person AS (
    INSERT INTO persons (person_id, name, name_index, sex, birth_date, of_foreigners, phone, created_at)
    SELECT row.person_id, name, name_index, sex, birth_date, of_foreigners, phone, $11 FROM row JOIN key USING (token, person_id)
)
SELECT token, person_id FROM key
"""


async def keep_persons(driver: Driver, rows: Sequence[SealedImport], now: datetime) -> dict[str, UUID]:
    """Token -> person: those already known, and the new ones."""
    people = [row.person for row in rows]
    found = await driver.fetch(
        _PERSONS,
        [person.person_id for person in people],
        [person.name for person in people],
        [person.name_index for person in people],
        [person.sex for person in people],
        [person.birth_date for person in people],
        [person.of_foreigners for person in people],
        [row.phone for row in rows],
        [person.token for person in people],
        [person.document_type for person in people],
        [person.document_number for person in people],
        now,
    )
    return {row["token"]: row["person_id"] for row in found}


_PARTICIPATIONS = f"""
WITH row AS (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
        $10::text[], $11::date[], $12::date[])
        AS r (participation_id, person_id, region, area, category, payer, household_no, holder, bank, account_number, paid_on,
            permit_valid_to)
), kept AS (
    INSERT INTO participations (
        participation_id, person_id, region, scheme, benefit_year, area, category, channel, payer, household_no, holder, bank,
        account_number, permit_valid_to, registered_on, own_state, acted_on, state, paid_on, effective_on
    )
    SELECT participation_id, person_id, region, 'RESIDENT', $13::int, area, category, 'IMPORT', payer, household_no, holder, bank,
        account_number, permit_valid_to, paid_on, 'ACTIVE', paid_on, 'ACTIVE', paid_on, paid_on
    FROM row
    ON CONFLICT (person_id, region, scheme, benefit_year) WHERE {LIVE} DO NOTHING
    RETURNING participation_id, paid_on
), recorded AS (
    INSERT INTO participation_history (participation_id, effective_on, recorded_at, to_state, event, actor)
    SELECT participation_id, paid_on, $14::timestamptz, 'ACTIVE', 'imported', $15::text FROM kept
)
SELECT participation_id FROM kept
"""  # noqa: S608 -- constants only


async def keep_participations(
    driver: Driver, rows: Sequence[SealedImport], persons: dict[str, UUID], benefit_year: int, now: datetime, actor: str
) -> list[UUID]:
    """The ids that were new; a person with a participation of that year is left as he is."""
    found = await driver.fetch(
        _PARTICIPATIONS,
        [row.participation_id for row in rows],
        [persons[row.person.token] for row in rows],
        [row.region for row in rows],
        [row.area for row in rows],
        [row.category for row in rows],
        [row.payer for row in rows],
        [row.household_no for row in rows],
        [row.holder for row in rows],
        [row.bank for row in rows],
        [row.account_number for row in rows],
        [row.paid_on for row in rows],
        [row.permit_valid_to for row in rows],
        benefit_year,
        now,
        actor,
    )
    return [row["participation_id"] for row in found]
