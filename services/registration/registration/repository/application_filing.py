"""Writing an application: person, document key, application and history in one statement."""

from dataclasses import dataclass
from uuid import UUID

from enrolment_terms.sealed import IdentityToken
from registration.domain.filing import Filing
from registration.repository.connection import Driver
from registration.tables import LIVE


@dataclass(frozen=True, slots=True)
class FilingOutcome:
    """What became of it: `person_id` is None if nothing was written."""

    person_id: UUID | None
    already_registered: bool
    identity_differs: bool
    tokens: tuple[IdentityToken, ...] = ()
    """Tokens of all documents that were known of the person before."""


_PERSON = "$1::uuid, $2::text, $3::text, $4::text, $5::date, $6::bool"
_FILE = f"""
WITH known AS MATERIALIZED (
    SELECT person_id, name_index <> $3 OR sex <> $4 AS differs FROM person_keys JOIN persons USING (person_id) WHERE token = $7
), registered AS MATERIALIZED (
    SELECT EXISTS (
        SELECT FROM participations JOIN known USING (person_id)
        WHERE region = $13 AND scheme = 'RESIDENT' AND benefit_year = $12 AND {LIVE}
    ) AS already
), acceptable AS MATERIALIZED (
    SELECT FROM registered WHERE NOT already AND NOT EXISTS (SELECT FROM known WHERE differs)
), key AS (
    INSERT INTO person_keys (token, person_id, kind, number, added_at)
    SELECT $7, $1, $8, $9, $17 FROM acceptable WHERE NOT EXISTS (SELECT FROM known)
    ON CONFLICT (token) DO UPDATE SET token = excluded.token
    RETURNING person_id
), person AS (
    INSERT INTO persons (person_id, name, name_index, sex, birth_date, of_foreigners, phone, address, created_at)
    SELECT {_PERSON}, $21, $22, $17 FROM key WHERE key.person_id = $1
), who AS (
    SELECT person_id FROM key UNION ALL SELECT person_id FROM known, acceptable
), filed AS (
    INSERT INTO applications (
        application_id, person_id, kind, category, state, benefit_year, region, area, channel, filed_by, applied_on, submitted_at,
        token, holder, bank, account_number, phone, address, household_area, household_no, event_date, permit_valid_to,
        consent_signed_on, consent_old_unit, employee_stop_proved, materials
    )
    SELECT $10::uuid, person_id, $11::text, $31::text, 'CHECK_PENDING', $12::int, $13::text, $14::text, $15::text, $16::text,
        $32::date, $17::timestamptz, $7::text, $18::text, $19::text, $20::text, $21::text, $22::text, $23::text, $24::text,
        $25::date, $26::date, $27::date, $28::text, $29::bool, $30::jsonb
    FROM who
), history AS (
    INSERT INTO application_history (application_id, at, from_state, to_state, event, actor)
    SELECT $10, $17, step.* , $16 FROM who, (VALUES ('DRAFT', 'SUBMITTED', 'submit'), ('SUBMITTED', 'CHECK_PENDING', 'check_sent')) AS step
)
SELECT (SELECT person_id FROM who) AS person_id, (SELECT already FROM registered) AS already_registered,
    coalesce((SELECT differs FROM known), false) AS identity_differs,
    ARRAY(SELECT token FROM person_keys JOIN known USING (person_id)) AS tokens
"""  # noqa: S608 -- constants only


async def file_application(driver: Driver, filing: Filing) -> FilingOutcome:
    """Writes the application, and its person if the document is new. Writes nothing if the person is registered or is somebody else."""
    row = await driver.fetchrow(_FILE, *_arguments(filing))
    assert row is not None
    return FilingOutcome(row["person_id"], row["already_registered"], row["identity_differs"], tuple(row["tokens"]))


def _arguments(filing: Filing) -> tuple[object, ...]:
    person = filing.person
    return (
        person.person_id,
        person.name,
        person.name_index,
        person.sex,
        person.birth_date,
        person.of_foreigners,
        person.token,
        person.document_type,
        person.document_number,
        filing.application_id,
        filing.kind,
        filing.benefit_year,
        filing.region,
        filing.area,
        filing.channel,
        filing.filed_by,
        filing.submitted_at,
        filing.holder,
        filing.bank,
        filing.account_number,
        filing.phone,
        filing.address,
        filing.household_area,
        filing.household_no,
        filing.event_date,
        filing.permit_valid_to,
        filing.consent_signed_on,
        filing.consent_old_unit,
        filing.employee_stop_proved,
        filing.materials,
        filing.category,
        filing.applied_on,
    )


_LOOK = f"""
SELECT person_id, name_index <> $2 OR sex <> $3 AS identity_differs, EXISTS (
    SELECT FROM participations
    WHERE person_id = known.person_id AND region = $4 AND scheme = 'RESIDENT' AND benefit_year = $5 AND {LIVE}
) AS already_registered
FROM (SELECT person_id, name_index, sex FROM person_keys JOIN persons USING (person_id) WHERE token = $1) AS known
"""  # noqa: S608 -- constants only


async def look_up(driver: Driver, token: str, name_index: str, sex: str, region: str, benefit_year: int) -> FilingOutcome:
    """The same questions without writing: for a form that is refused anyway, so that all reasons are told at once."""
    row = await driver.fetchrow(_LOOK, token, name_index, sex, region, benefit_year)
    return FilingOutcome(row["person_id"], row["already_registered"], row["identity_differs"]) if row else FilingOutcome(None, False, False)


_RESUBMIT = """
UPDATE applications SET state = 'CHECK_PENDING', version = version + 1, submit_no = submit_no + 1, person_id = $2, kind = $3,
    category = $4, benefit_year = $5, region = $6, area = $7, applied_on = $8, submitted_at = $9, token = $10, holder = $11, bank = $12,
    account_number = $13, phone = $14, address = $15, household_area = $16, household_no = $17, event_date = $18, permit_valid_to = $19,
    consent_signed_on = $20, consent_old_unit = $21, employee_stop_proved = $22, materials = $23, checked_at = NULL,
    reasons = '[]', missing = '[]'
WHERE application_id = $1
"""
_ADOPT = f"""
WITH key AS (
    INSERT INTO person_keys (token, person_id, kind, number, added_at) VALUES ($7, $1, $8, $9, $10)
    ON CONFLICT (token) DO UPDATE SET token = excluded.token RETURNING person_id
), person AS (
    INSERT INTO persons (person_id, name, name_index, sex, birth_date, of_foreigners, created_at)
    SELECT {_PERSON}, $10 FROM key WHERE key.person_id = $1
), corrected AS (
    UPDATE persons SET name = $2, name_index = $3, sex = $4, birth_date = $5, of_foreigners = $6
    FROM key WHERE persons.person_id = key.person_id AND key.person_id <> $1
        AND NOT EXISTS (SELECT FROM participations WHERE participations.person_id = key.person_id)
)
SELECT person_id FROM key
"""  # noqa: S608 -- constants only
_HISTORY = """
INSERT INTO application_history (application_id, at, from_state, to_state, event, actor)
SELECT $1, $2, step.*, $3 FROM (VALUES
    ('NEEDS_CORRECTION', 'SUBMITTED', 'resubmit'), ('SUBMITTED', 'CHECK_PENDING', 'check_sent')) AS step
"""


async def tokens_of(driver: Driver, person_id: UUID) -> tuple[IdentityToken, ...]:
    """Tokens of all documents of a person."""
    rows = await driver.fetch("SELECT token FROM person_keys WHERE person_id = $1 ORDER BY added_at, token", person_id)
    return tuple(IdentityToken(row["token"]) for row in rows)


async def resubmit_application(driver: Driver, filing: Filing, actor: str) -> UUID:
    """Writes the corrected form over the old one and returns the person. A person who was never registered takes the corrected name."""
    person = filing.person
    person_id = await driver.fetchval(
        _ADOPT,
        person.person_id,
        person.name,
        person.name_index,
        person.sex,
        person.birth_date,
        person.of_foreigners,
        person.token,
        person.document_type,
        person.document_number,
        filing.submitted_at,
    )
    await driver.execute(
        _RESUBMIT,
        filing.application_id,
        person_id,
        filing.kind,
        filing.category,
        filing.benefit_year,
        filing.region,
        filing.area,
        filing.applied_on,
        filing.submitted_at,
        person.token,
        filing.holder,
        filing.bank,
        filing.account_number,
        filing.phone,
        filing.address,
        filing.household_area,
        filing.household_no,
        filing.event_date,
        filing.permit_valid_to,
        filing.consent_signed_on,
        filing.consent_old_unit,
        filing.employee_stop_proved,
        filing.materials,
    )
    await driver.execute(_HISTORY, filing.application_id, filing.submitted_at, actor)
    assert isinstance(person_id, UUID)
    return person_id
