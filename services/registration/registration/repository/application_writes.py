"""Writing an application: person, document, application and history in one statement."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from enrolment_terms.sealed import IdentityToken
from registration.domain.application import NewApplication, NewPerson, PersonFound
from registration.tables import LIVE, applications, person_keys, persons
from row_sets import Driver, Statement, names_of, reader, typed, value, values_of

_APPLICATION = names_of(NewApplication, without=["person_id", "person"])
_PERSON = names_of(NewPerson, without=["document"])
_PARTS = {
    "form": typed(applications, *_APPLICATION),
    "again": typed(applications, *(name for name in _APPLICATION if name not in ("application_id", "channel", "filed_by"))),
    "person": typed(persons, *_PERSON),
    "known": """SELECT person_id, name_index <> :name_index OR sex <> :sex AS differs
        FROM person_keys JOIN persons USING (person_id) WHERE token = :token""",
    "registered": """FROM participations JOIN known USING (person_id)
        WHERE region = :region AND scheme = 'RESIDENT' AND benefit_year = :benefit_year""",
    "live": LIVE,
    "tokens": "ARRAY(SELECT token FROM person_keys JOIN known USING (person_id))",
    "known_areas": "ARRAY(SELECT DISTINCT area FROM participations JOIN known USING (person_id)) AS known_areas",
}
_FILE = Statement(
    """
    WITH known AS MATERIALIZED ({known}), registered AS MATERIALIZED (
        SELECT EXISTS (SELECT {registered} AND {live}) AS already
    ), acceptable AS MATERIALIZED (
        SELECT FROM registered WHERE NOT already AND NOT EXISTS (SELECT FROM known WHERE differs)
    ), taken AS (
        INSERT INTO person_keys (token, person_id, kind, number, added_at)
        SELECT :token, :person_id, :document_type, :document_number, :submitted_at FROM acceptable WHERE NOT EXISTS (SELECT FROM known)
        ON CONFLICT (token) DO UPDATE SET token = excluded.token
        RETURNING person_id
    ), made AS (
        INSERT INTO persons ({person.names}, phone, address, created_at)
        SELECT {person.values}, :phone, :address, :submitted_at FROM taken WHERE taken.person_id = :person_id
    ), who AS (
        SELECT person_id FROM taken UNION ALL SELECT person_id FROM known, acceptable
    ), filed AS (
        INSERT INTO applications (person_id, {form.names}) SELECT person_id, {form.values} FROM who
    ), history AS (
        INSERT INTO application_history (application_id, at, from_state, to_state, event, actor)
        SELECT :application_id, :submitted_at, step.*, :filed_by
        FROM who, (VALUES ('DRAFT', 'SUBMITTED', 'submit'), ('SUBMITTED', 'CHECK_PENDING', 'check_sent')) AS step
    )
    SELECT (SELECT person_id FROM who) AS person_id, already AS already_registered,
        coalesce((SELECT differs FROM known), false) AS identity_differs, {tokens} AS tokens,
        ARRAY(SELECT area {registered} AND {live}) AS registered_areas, {known_areas}
    FROM registered
    """,
    **_PARTS,
)
_LOOK_UP = Statement(
    """
    WITH known AS ({known})
    SELECT person_id, EXISTS (SELECT {registered} AND {live}) AS already_registered, differs AS identity_differs, {tokens} AS tokens,
        ARRAY(SELECT area {registered} AND {live}) AS registered_areas, {known_areas}
    FROM known
    """,
    **_PARTS,
)
_RESUBMIT = Statement(
    """
    WITH taken AS (
        INSERT INTO person_keys (token, person_id, kind, number, added_at)
        VALUES (:token, :person_id, :document_type, :document_number, :submitted_at)
        ON CONFLICT (token) DO UPDATE SET token = excluded.token
        RETURNING person_id
    ), made AS (
        INSERT INTO persons ({person.names}, created_at) SELECT {person.values}, :submitted_at FROM taken WHERE taken.person_id = :person_id
    ), corrected AS (
        UPDATE persons SET name = :name, name_index = :name_index, sex = :sex, birth_date = :birth_date, of_foreigners = :of_foreigners
        FROM taken WHERE persons.person_id = taken.person_id AND taken.person_id <> :person_id
            AND NOT EXISTS (SELECT FROM participations WHERE participations.person_id = taken.person_id)
    ), written AS (
        UPDATE applications SET ({again.names}) = ROW({again.values}), person_id = taken.person_id, reasons = '[]', missing = '[]'
        FROM taken WHERE application_id = :application_id
    ), history AS (
        INSERT INTO application_history (application_id, at, from_state, to_state, event, actor)
        SELECT :application_id, :submitted_at, step.*, :actor
        FROM (VALUES ('NEEDS_CORRECTION', 'SUBMITTED', 'resubmit'), ('SUBMITTED', 'CHECK_PENDING', 'check_sent')) AS step
    )
    SELECT person_id FROM taken
    """,
    **_PARTS,
)
_TOKENS = Statement(
    sa.select(person_keys.c.token)
    .where(person_keys.c.person_id == value("person_id", person_keys.c.person_id))
    .order_by(person_keys.c.added_at, person_keys.c.token)
)
_NOBODY = PersonFound(None, already_registered=False, identity_differs=False, tokens=())
_found = reader(PersonFound)


async def file_application(driver: Driver, new: NewApplication) -> PersonFound:
    """Writes the application, and its person if the document is new. Writes nothing if the person is registered or is somebody else."""
    row = await _FILE.row(driver, **_values(new))
    assert row is not None
    return _found(row)


async def look_up(driver: Driver, token: str, name_index: str, sex: str, region: str, benefit_year: int) -> PersonFound:
    """The same questions without writing: for a form that is refused anyway, so that all reasons are told at once."""
    row = await _LOOK_UP.row(driver, token=token, name_index=name_index, sex=sex, region=region, benefit_year=benefit_year)
    return _found(row) if row else _NOBODY


async def tokens_of(driver: Driver, person_id: UUID) -> list[IdentityToken]:
    """Tokens of all documents of a person."""
    return await _TOKENS.values(driver, person_id=person_id)


async def resubmit_application(driver: Driver, new: NewApplication, actor: str) -> UUID:
    """Writes the corrected form over the old one and returns the person. A person who was never registered takes the corrected name."""
    values = {name: told for name, told in _values(new).items() if name not in ("channel", "filed_by")}
    person_id: UUID = await _RESUBMIT.value(driver, **values, actor=actor)
    return person_id


def _values(new: NewApplication) -> dict[str, Any]:
    values = values_of(new.person, new)
    del values["person"], values["document"]
    return values | {"document_type": new.person.document.kind, "document_number": new.person.document.number}
