"""Batches of facts of persons to tell anew, of the place where the person is registered.

Deaths, permits, years insured elsewhere, marks of subsidised persons, records that became one.
"""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from registration.tables import deaths, insured_years, persons, residence_permits, subsidy_marks
from row_sets import Driver, Statement, reader
from service_runtime.retelling import Wanted

_NEWEST = """CROSS JOIN LATERAL (
        SELECT region, area FROM participations AS pa WHERE pa.person_id = fact.person_id
        ORDER BY benefit_year DESC, participation_id LIMIT 1
    ) AS newest"""


class ToldDeath(NamedTuple):
    """A death as it was recorded last; None takes an error back."""

    person_id: UUID
    died_on: date | None
    source: str
    version: int
    region: str
    recorded_at: datetime


class ToldPermit(NamedTuple):
    """A residence permit."""

    permit_id: UUID
    person_id: UUID
    filed_on: date
    valid_to: date
    region: str
    recorded_at: datetime


class ToldHistory(NamedTuple):
    """The years insured elsewhere of a person, as one set; the version grows with each that came and each that was taken back."""

    person_id: UUID
    resident_years: list[int]
    employee_years: list[int]
    version: int
    region: str
    recorded_at: datetime


class ToldMarks(NamedTuple):
    """The marks of a person changed last at that moment, and whether one was made then; the version counts every change."""

    person_id: UUID
    version: int
    added: bool
    region: str
    recorded_at: datetime


class ToldMerge(NamedTuple):
    """A record that turned out to be that person's."""

    merged_person_id: UUID
    person_id: UUID
    version: int
    region: str
    recorded_at: datetime


_DEATHS = Statement(
    """
    SELECT fact.person_id, died_on, source, version, newest.region, fact.recorded_at FROM {deaths} AS fact {newest}
    WHERE fact.person_id > :after AND newest.area LIKE :area AND fact.recorded_at >= :since ORDER BY fact.person_id LIMIT :most
    """,
    deaths=deaths.name,
    newest=_NEWEST,
)
_PERMITS = Statement(
    """
    SELECT permit_id, fact.person_id, filed_on, valid_to, fact.region, fact.recorded_at FROM {permits} AS fact {newest}
    WHERE permit_id > :after AND newest.area LIKE :area AND fact.recorded_at >= :since ORDER BY permit_id LIMIT :most
    """,
    permits=residence_permits.name,
    newest=_NEWEST,
)
_YEARS_IN_FORCE = """ARRAY(SELECT DISTINCT unnest({years}) FROM {histories} AS one
        WHERE one.person_id = fact.person_id AND one.withdrawn_at IS NULL ORDER BY 1)"""
_HISTORIES = Statement(
    """
    SELECT fact.*, newest.region, {resident} AS resident_years, {employee} AS employee_years FROM (
        SELECT person_id, count(*) + count(withdrawn_at) AS version, max(greatest(recorded_at, withdrawn_at)) AS recorded_at
        FROM {histories} WHERE person_id > :after GROUP BY person_id
    ) AS fact {newest}
    WHERE newest.area LIKE :area AND fact.recorded_at >= :since ORDER BY fact.person_id LIMIT :most
    """,
    histories=insured_years.name,
    resident=_YEARS_IN_FORCE.format(years="resident_years", histories=insured_years.name),
    employee=_YEARS_IN_FORCE.format(years="employee_years", histories=insured_years.name),
    newest=_NEWEST,
)
_MARKS = Statement(
    """
    SELECT fact.*, newest.region, EXISTS (
        SELECT FROM {marks} AS m WHERE m.person_id = fact.person_id AND m.recorded_at = fact.recorded_at AND m.removed_on IS NULL
    ) AS added FROM (
        SELECT person_id, CAST(sum(version) AS bigint) AS version, max(recorded_at) AS recorded_at
        FROM {marks} WHERE person_id > :after GROUP BY person_id
    ) AS fact {newest}
    WHERE newest.area LIKE :area AND fact.recorded_at >= :since ORDER BY fact.person_id LIMIT :most
    """,
    marks=subsidy_marks.name,
    newest=_NEWEST,
)
_MERGES = Statement(
    """
    SELECT fact.*, newest.region FROM (
        SELECT person_id AS merged_person_id, merged_into AS person_id, version, coalesce(merged_at, created_at) AS recorded_at
        FROM {persons} WHERE merged_into IS NOT NULL AND person_id > :after
    ) AS fact {newest}
    WHERE newest.area LIKE :area AND fact.recorded_at >= :since ORDER BY fact.merged_person_id LIMIT :most
    """,
    persons=persons.name,
    newest=_NEWEST,
)
_death, _permit, _history = reader(ToldDeath), reader(ToldPermit), reader(ToldHistory)
_marks, _merge = reader(ToldMarks), reader(ToldMerge)


async def deaths_after(driver: Driver, wanted: Wanted) -> list[ToldDeath]:
    """By person; also those that were taken back."""
    return [_death(row) for row in await _DEATHS.rows(driver, **wanted._asdict())]


async def permits_after(driver: Driver, wanted: Wanted) -> list[ToldPermit]:
    """By permit."""
    return [_permit(row) for row in await _PERMITS.rows(driver, **wanted._asdict())]


async def histories_after(driver: Driver, wanted: Wanted) -> list[ToldHistory]:
    """By person; also those of whom nothing is left."""
    return [_history(row) for row in await _HISTORIES.rows(driver, **wanted._asdict())]


async def marks_after(driver: Driver, wanted: Wanted) -> list[ToldMarks]:
    """By person; also those who have none any more."""
    return [_marks(row) for row in await _MARKS.rows(driver, **wanted._asdict())]


async def merges_after(driver: Driver, wanted: Wanted) -> list[ToldMerge]:
    """By the record that was given up."""
    return [_merge(row) for row in await _MERGES.rows(driver, **wanted._asdict())]
