"""Batches of what this service tells anew, by id; with the moment at which each was recorded last."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from registration.domain.consent import Consent
from registration.repository.mandate_rows import LockedMandate
from registration.tables import (
    applications,
    conflict_checks,
    consents,
    households,
    identity_history,
    mandates,
    participation_history,
    participations,
    persons,
    remote_bills,
    remote_entitlement_years,
)
from row_sets import Driver, Statement, names_of, reader, value
from service_runtime.retelling import Wanted, versions_of


class ToldParticipation(NamedTuple):
    """A participation to tell anew."""

    id: UUID
    recorded_at: datetime
    began_registered: bool
    """False for one that was imported: nobody is to make a bill for it."""


class ToldPerson(NamedTuple):
    """A person to tell anew, by the newest participation."""

    id: UUID
    recorded_at: datetime
    version: int
    participation_id: UUID


_PARTICIPATIONS = Statement(
    """
    SELECT participation_id AS id, greatest(moved.last, corrected.last) AS recorded_at, moved.began_registered
    FROM {participations} AS pa
    CROSS JOIN LATERAL (
        SELECT max(recorded_at) AS last, coalesce(bool_or(from_state IS NULL AND to_state = 'REGISTERED'), false) AS began_registered
        FROM {history} AS h WHERE h.participation_id = pa.participation_id
    ) AS moved
    CROSS JOIN LATERAL (SELECT max(at) AS last FROM {identity} AS i WHERE i.person_id = pa.person_id) AS corrected
    WHERE pa.participation_id > :after AND pa.area LIKE :area AND greatest(moved.last, corrected.last) >= :since
    ORDER BY pa.participation_id LIMIT :most
    """,
    participations=participations.name,
    history=participation_history.name,
    identity=identity_history.name,
)
_PEOPLE = Statement(
    """
    SELECT person_id AS id, corrected.last AS recorded_at, person.version, newest.participation_id FROM {persons} AS person
    CROSS JOIN LATERAL (SELECT max(at) AS last FROM {identity} AS i WHERE i.person_id = person.person_id) AS corrected
    CROSS JOIN LATERAL (
        SELECT participation_id, area FROM {participations} AS pa WHERE pa.person_id = person.person_id
        ORDER BY benefit_year DESC, participation_id LIMIT 1
    ) AS newest
    WHERE person_id > :after AND corrected.last >= :since AND newest.area LIKE :area
    ORDER BY person_id LIMIT :most
    """,
    persons=persons.name,
    identity=identity_history.name,
    participations=participations.name,
)
_most = value("most", sa.Integer)


def _after(
    table: sa.Table, key: str, at: "sa.ColumnElement[datetime]", names: Sequence[str], *where: "sa.ColumnElement[bool]"
) -> Statement:
    found, area, since = table.c[key], table.c.area, value("since", sa.DateTime(timezone=True))
    wanted = (found > value("after", found), area.like(value("area", area)), at >= since)
    told = sa.select(*(table.c[name] for name in names), at.label("told_at"))
    return Statement(told.where(*wanted, *where).order_by(found).limit(_most))


_was_told = (mandates.c.person_id.is_not(None), mandates.c.state.in_(["IN_FORCE", "ENDED"]))
_changed = sa.func.coalesce(mandates.c.changed_at, mandates.c.recorded_at)
_MANDATES = _after(mandates, "mandate_id", _changed, names_of(LockedMandate), *_was_told)
_APPLICATIONS = _after(applications, "application_id", applications.c.submitted_at, ["application_id"])
_HOUSEHOLDS = _after(households, "household_id", households.c.changed_at, ["household_id"])
_CONSENTS = Statement(
    sa.select(*(consents.c[name] for name in names_of(Consent)), consents.c.recorded_at.label("told_at"))
    .join(applications, applications.c.application_id == consents.c.application_id)
    .where(consents.c.consent_id > value("after", consents.c.consent_id), consents.c.recorded_at >= value("since", consents.c.recorded_at))
    .where(applications.c.area.like(value("area", applications.c.area)))
    .order_by(consents.c.consent_id)
    .limit(_most)
)
_consent = reader(Consent)
_participation, _person, _mandate = reader(ToldParticipation), reader(ToldPerson), reader(LockedMandate)
VERSIONS = {
    "participation": versions_of(participations, "participation_id"),
    "mandate": versions_of(mandates, "mandate_id", *_was_told),
    "household": versions_of(households, "household_id"),
    "consent": versions_of(consents, "consent_id"),
    "bill": versions_of(remote_bills, "bill_id"),
    "check": versions_of(conflict_checks, "application_id"),
    "entitlement": versions_of(remote_entitlement_years, "entitlement_id"),
}
"""What it owns, and what it has heard of."""


async def participations_after(driver: Driver, wanted: Wanted) -> list[ToldParticipation]:
    """Participations, of every state."""
    return [_participation(row) for row in await _PARTICIPATIONS.rows(driver, **wanted._asdict())]


async def corrected_people_after(driver: Driver, wanted: Wanted) -> list[ToldPerson]:
    """People whose identity was corrected; of the others their participations tell all."""
    return [_person(row) for row in await _PEOPLE.rows(driver, **wanted._asdict())]


async def mandates_after(driver: Driver, wanted: Wanted) -> list[tuple[LockedMandate, datetime]]:
    """Mandates that were told, and when: of a known person, in force or ended. One that was refused was never told."""
    return [(_mandate(row), row["told_at"]) for row in await _MANDATES.rows(driver, **wanted._asdict())]


async def applications_after(driver: Driver, wanted: Wanted) -> list[UUID]:
    """Applications of every state."""
    return await _APPLICATIONS.values(driver, **wanted._asdict())


async def households_after(driver: Driver, wanted: Wanted) -> list[UUID]:
    """Households."""
    return await _HOUSEHOLDS.values(driver, **wanted._asdict())


async def consents_after(driver: Driver, wanted: Wanted) -> list[tuple[Consent, datetime]]:
    """Consents, also those that were withdrawn, and when each changed last."""
    return [(_consent(row), row["told_at"]) for row in await _CONSENTS.rows(driver, **wanted._asdict())]
