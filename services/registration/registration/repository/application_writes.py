"""Writing an application: who has its document, application and history in one statement."""

from datetime import date
from typing import Any

from enrolment_terms.documents import Sex
from registration.domain.application import NewApplication, PersonFound, Traces
from registration.tables import HINDERS, applications
from row_sets import Driver, Statement, names_of, reader, typed, values_of

_APPLICATION = names_of(NewApplication, without=["person_id", "traces"])
_PARTS = {
    "form": typed(applications, *_APPLICATION),
    "again": typed(applications, *(name for name in _APPLICATION if name not in ("application_id", "channel", "filed_by")), "person_id"),
    "known": """SELECT person_id, name_index <> ALL(:names) OR sex <> :sex OR birth_date <> :birth_date AS differs
        FROM person_keys JOIN persons USING (person_id) WHERE token = ANY(:tokens)
        ORDER BY array_position(:tokens, token) LIMIT 1""",
    "registered": """FROM participations JOIN known USING (person_id)
        WHERE region = :region AND scheme = 'RESIDENT' AND benefit_year = :benefit_year""",
    "hinders": HINDERS,
    "all_tokens": "ARRAY(SELECT token FROM person_keys JOIN known USING (person_id))",
    "known_areas": "ARRAY(SELECT DISTINCT area FROM participations JOIN known USING (person_id)) AS known_areas",
}
_FILE = Statement(
    """
    WITH known AS MATERIALIZED ({known}), registered AS MATERIALIZED (
        SELECT EXISTS (SELECT {registered} AND {hinders}) AS already
    ), acceptable AS MATERIALIZED (
        SELECT FROM registered WHERE NOT already AND NOT EXISTS (SELECT FROM known WHERE differs)
    ), filed AS (
        INSERT INTO applications (person_id, {form.names})
        SELECT coalesce((SELECT person_id FROM known), :person_id), {form.values} FROM acceptable RETURNING person_id
    ), history AS (
        INSERT INTO application_history (application_id, at, from_state, to_state, event, actor)
        SELECT :application_id, :submitted_at, step.*, :filed_by
        FROM filed, (VALUES ('DRAFT', 'SUBMITTED', 'submit'), ('SUBMITTED', 'CHECK_PENDING', 'check_sent')) AS step
    )
    SELECT (SELECT person_id FROM filed) AS person_id, already AS already_registered,
        coalesce((SELECT differs FROM known), false) AS identity_differs, {all_tokens} AS tokens,
        ARRAY(SELECT area {registered} AND {hinders}) AS registered_areas, {known_areas}
    FROM registered
    """,
    **_PARTS,
)
_LOOK_UP = Statement(
    """
    WITH known AS ({known})
    SELECT person_id, EXISTS (SELECT {registered} AND {hinders}) AS already_registered, differs AS identity_differs, {all_tokens} AS tokens,
        ARRAY(SELECT area {registered} AND {hinders}) AS registered_areas, {known_areas}
    FROM known
    """,
    **_PARTS,
)
_RESUBMIT = Statement(
    """
    WITH written AS (
        UPDATE applications SET ({again.names}) = ROW({again.values}), reasons = NULL, missing = NULL
        WHERE application_id = :application_id
    )
    INSERT INTO application_history (application_id, at, from_state, to_state, event, actor)
    SELECT :application_id, :submitted_at, step.*, :actor
    FROM (VALUES ('NEEDS_CORRECTION', 'SUBMITTED', 'resubmit'), ('SUBMITTED', 'CHECK_PENDING', 'check_sent')) AS step
    """,
    **_PARTS,
)
_NOBODY = PersonFound(None, already_registered=False, identity_differs=False, tokens=())
_found = reader(PersonFound)


async def file_application(driver: Driver, new: NewApplication) -> PersonFound:
    """Writes the application and nothing else: a person is made by the approval.

    Writes nothing if the document is somebody's who is registered already, or whose name, sex or birth date is another.
    """
    row = await _FILE.row(driver, **_values(new))
    assert row is not None
    return _found(row)


async def look_up(driver: Driver, traces: Traces, sex: Sex, birth_date: date, region: str, benefit_year: int) -> PersonFound:
    """The same questions without writing: for a form that is refused anyway, so that all reasons are told at once."""
    told = {"sex": sex, "birth_date": birth_date, "region": region, "benefit_year": benefit_year}
    row = await _LOOK_UP.row(driver, **values_of(traces), **told)
    return _found(row) if row else _NOBODY


async def resubmit_application(driver: Driver, new: NewApplication, actor: str) -> None:
    """Writes the corrected form over the old one."""
    values = {name: told for name, told in _values(new).items() if name not in ("channel", "filed_by", "tokens", "names")}
    await _RESUBMIT.run(driver, **values, actor=actor)


def _values(new: NewApplication) -> dict[str, Any]:
    values = values_of(new, new.traces)
    del values["traces"]
    return values
