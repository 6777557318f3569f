"""Writing an application: who has its document, application and history in one statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from asyncpg import UniqueViolationError

from enrolment_terms.documents import Sex
from enrolment_terms.sealed import Sealed
from registration.domain.application import NewApplication, PersonFound, Traces
from registration.domain.application_states import ENROLS, ApplicationEvent
from registration.tables import HINDERS, OPEN, applications
from row_sets import Driver, Statement, names_of, reader, typed, values_of

_APPLICATION = names_of(NewApplication, without=["person_id", "traces"])
# What is asked of one person is read by the person or the document alone, and judged afterwards: when a campaign begins, the planner's
# figures are of before it, and an index by year or state, which finds nothing then, would read all that have been filed since.
_PARTS = {
    "form": typed(applications, *_APPLICATION),
    "again": typed(applications, *(name for name in _APPLICATION if name not in ("application_id", "channel", "filed_by")), "person_id"),
    "known": """SELECT person_id, name_index <> ALL(:names)
            OR sex IS DISTINCT FROM :sex OR birth_date IS DISTINCT FROM :birth_date AS differs
        FROM person_keys JOIN persons USING (person_id) WHERE token = ANY(:tokens)
        ORDER BY array_position(:tokens, token) LIMIT 1""",
    "own": "SELECT region, scheme, benefit_year, state, area FROM participations WHERE person_id = (SELECT person_id FROM known)",
    "before": "SELECT application_id, name_index, region, benefit_year, state, area FROM applications WHERE token = ANY(:tokens)",
    "registered": "FROM own WHERE region = :region AND scheme = 'RESIDENT' AND benefit_year = :benefit_year",
    "hinders": HINDERS,
    "all_tokens": "ARRAY(SELECT token FROM person_keys WHERE person_id = (SELECT person_id FROM known))",
    "known_areas": "ARRAY(SELECT DISTINCT area FROM own) AS known_areas",
    "others": """SELECT area FROM before WHERE name_index = ANY(:names) AND region = :region AND benefit_year = :benefit_year
        AND application_id <> :application_id""",
    "open": OPEN,
    "kept": "application_id, submit_no, at, actor, item, form",
}
_FILE = Statement(
    """
    WITH known AS MATERIALIZED ({known}), own AS MATERIALIZED ({own}), before AS MATERIALIZED ({before}), registered AS MATERIALIZED (
        SELECT CAST(:enrols AS boolean) AND EXISTS (SELECT {registered} AND {hinders}) AS already
    ), acceptable AS MATERIALIZED (
        SELECT FROM registered WHERE NOT already AND NOT EXISTS (SELECT FROM known WHERE differs) AND NOT EXISTS ({others} AND {open})
    ), filed AS (
        INSERT INTO applications (person_id, {form.names})
        SELECT coalesce((SELECT person_id FROM known), :person_id), {form.values} FROM acceptable
        ON CONFLICT (token, name_index, region, benefit_year) WHERE {open} DO NOTHING RETURNING person_id
    ), kept AS (
        INSERT INTO application_submissions ({kept}) SELECT :application_id, :submit_no, :submitted_at, :filed_by, :item, :form FROM filed
    ), history AS (
        INSERT INTO application_history (application_id, at, from_state, to_state, event, actor)
        SELECT :application_id, :submitted_at, step.*, :filed_by
        FROM filed, (VALUES ('DRAFT', 'SUBMITTED', 'submit'), ('SUBMITTED', :state, :follows)) AS step
    )
    SELECT (SELECT person_id FROM filed) AS person_id, already AS already_registered,
        coalesce((SELECT differs FROM known), false) AS identity_differs, {all_tokens} AS tokens,
        ARRAY(SELECT area {registered} AND {hinders}) AS registered_areas, {known_areas},
        ARRAY({others} AND {open}) AS open_areas
    FROM registered
    """,
    **_PARTS,
)
_LOOK_UP = Statement(
    """
    WITH known AS MATERIALIZED ({known}), own AS MATERIALIZED ({own}), before AS MATERIALIZED ({before})
    SELECT (SELECT person_id FROM known) AS person_id,
        CAST(:enrols AS boolean) AND EXISTS (SELECT {registered} AND {hinders}) AS already_registered,
        coalesce((SELECT differs FROM known), false) AS identity_differs, {all_tokens} AS tokens,
        ARRAY(SELECT area {registered} AND {hinders}) AS registered_areas, {known_areas}, ARRAY({others} AND {open}) AS open_areas
    """,
    **_PARTS,
)
_RESUBMIT = Statement(
    """
    WITH written AS (
        UPDATE applications SET ({again.names}) = ROW({again.values}), reasons = NULL, missing = NULL
        WHERE application_id = :application_id
    ), kept AS (
        INSERT INTO application_submissions ({kept}) VALUES (:application_id, :submit_no, :submitted_at, :actor, :item, :form)
    )
    INSERT INTO application_history (application_id, at, from_state, to_state, event, actor)
    SELECT :application_id, :submitted_at, step.*, :actor
    FROM (VALUES ('NEEDS_CORRECTION', 'SUBMITTED', 'resubmit'), ('SUBMITTED', :state, :follows)) AS step
    """,
    **_PARTS,
)
_PROVED = Statement(
    """
    UPDATE applications AS a SET form = given.form, employee_stop_proved = true
    FROM {given.rows} WHERE a.application_id = given.application_id
    """,
    given=typed(applications, "application_id", "form", alias="given"),
)
_found = reader(PersonFound)
NO_APPLICATION = UUID(int=0)


async def file_application(driver: Driver, new: NewApplication, follows: ApplicationEvent) -> PersonFound:
    """Writes the application and nothing else: a person is made by the approval.

    Writes nothing if the document is somebody's who is registered already, or whose name, sex or birth date is another, or for whom
    another application of the year is open. `follows` is what comes after the submission.
    """
    row = await _FILE.row(driver, **_values(new), follows=follows, enrols=new.kind in ENROLS)
    assert row is not None
    return _found(row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whom and what the look-up is about; `application_id` is the one that is being corrected."""

    traces: Traces
    sex: Sex | None
    birth_date: date | None
    region: str
    benefit_year: int
    enrols: bool
    """False: a registration is what the application needs, and hinders nothing."""
    application_id: UUID = NO_APPLICATION


def asked_of(new: NewApplication) -> Asked:
    """What the file is asked of an application that is handed in."""
    return Asked(
        traces=new.traces,
        sex=new.sex,
        birth_date=new.birth_date,
        region=new.region,
        benefit_year=new.benefit_year,
        enrols=new.kind in ENROLS,
        application_id=new.application_id,
    )


async def look_up(driver: Driver, asked: Asked) -> PersonFound:
    """The same questions without writing: for a correction, and for a form that is refused anyway, so that all reasons are told at once."""
    values = values_of(asked, asked.traces)
    del values["traces"]
    row = await _LOOK_UP.row(driver, **values)
    assert row is not None
    return _found(row)


async def resubmit_application(driver: Driver, new: NewApplication, actor: str, follows: ApplicationEvent) -> bool:
    """Writes the corrected form over the old one; False if another application of the same person and year was faster."""
    values = {name: told for name, told in _values(new).items() if name not in ("channel", "filed_by", "tokens", "names")}
    try:
        await _RESUBMIT.run(driver, **values, actor=actor, follows=follows)
    except UniqueViolationError:
        return False
    return True


async def write_proved_stops(driver: Driver, forms: Mapping[UUID, Sealed]) -> None:
    """Application -> its form with the proof that a job is stopped; what was handed in stays as it was kept (R-006)."""
    await _PROVED.run(driver, application_id=list(forms), form=list(forms.values()))


def _values(new: NewApplication) -> dict[str, Any]:
    values = values_of(new, new.traces)
    del values["traces"]
    return values
