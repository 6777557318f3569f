"""Participations: registered in bulk, read whole for events."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from registration.domain.participation import Approval, Participation
from registration.domain.scope import Scope
from registration.repository.person_rows import DOCUMENTS
from registration.repository.scope_conditions import BOUND_PERSONS, in_areas, scope_values
from registration.tables import (
    LIVE,
    applications,
    lists,
    participations,
    persons,
    remote_entitlement_years,
    remote_wait_years,
)
from row_sets import Driver, Record, Statement, columns_of, names_of, reader, same_rows, typed, value

pa, entitlement, wait = participations.c, remote_entitlement_years.c, remote_wait_years.c
_PERSON = ("name", "sex", "birth_date", "of_foreigners", "expected_on", "provisional", "guardian_person_id", "phone", "address")
_DOCUMENTS = ("kinds", "tokens", "numbers")
_LOAD = Statement(
    sa.select(
        *(pa[name] for name in names_of(Participation, without=["filed_on", "school", *_PERSON, *_DOCUMENTS])),
        sa.func.coalesce(pa.filed_on, applications.c.applied_on).label("filed_on"),
        sa.func.coalesce(pa.school, lists.c.organisation).label("school"),
        *(persons.c[name] for name in _PERSON),
        *(DOCUMENTS.c[name] for name in _DOCUMENTS),
    )
    .join_from(participations, persons, pa.person_id == persons.c.person_id)
    .join(DOCUMENTS, sa.true())
    .outerjoin(applications, applications.c.application_id == pa.application_id)
    .outerjoin(lists, lists.c.list_id == applications.c.list_id)
    .where(same_rows(participations, "participation_id"))
    .order_by(pa.participation_id)
)
_participation = reader(Participation)


async def load_participations(driver: Driver, ids: Sequence[UUID]) -> list[Participation]:
    """The participations with their persons, as events carry them."""
    return [_participation(row) for row in await _LOAD.rows(driver, participation_id=ids)]


_KNOWN = Statement(
    sa.select(pa.participation_id).where(same_rows(participations, "participation_id")).order_by(pa.participation_id).with_for_update()
)


async def known_participations(driver: Driver, ids: Sequence[UUID]) -> set[UUID]:
    """Those of these that there are, locked: before the acts on them, as everywhere."""
    return set(await _KNOWN.values(driver, participation_id=ids))


_APPROVAL = names_of(Approval, without=["phone", "address"])
_REGISTER = Statement(
    """
    WITH approved AS MATERIALIZED (SELECT * FROM {approved.rows}), registered AS (
        INSERT INTO participations (
            {own_names}, {copied.names}, scheme, registered_on, own_state, acted_on, state, effective_on
        )
        SELECT {own}, {copied.names}, 'RESIDENT', :today, 'REGISTERED', :today, 'REGISTERED', :today
        FROM approved JOIN applications USING (application_id)
        ON CONFLICT (person_id, region, scheme, benefit_year) WHERE {live} DO NOTHING
        RETURNING participation_id, application_id, person_id
    ), recorded AS (
        INSERT INTO participation_history (participation_id, effective_on, recorded_at, to_state, event, actor)
        SELECT participation_id, :today, :now, 'REGISTERED', 'registered', :actor FROM registered
    ), reached AS (
        UPDATE persons SET phone = coalesce(newest.phone, persons.phone), address = coalesce(newest.address, persons.address) FROM (
            SELECT DISTINCT ON (r.person_id) r.person_id, approved.phone, approved.address
            FROM registered AS r JOIN approved USING (application_id) JOIN applications USING (application_id)
            ORDER BY r.person_id, submitted_at DESC
        ) AS newest WHERE persons.person_id = newest.person_id
    ), named AS (
        UPDATE applications AS a SET person_id = r.person_id
        FROM registered AS r WHERE a.application_id = r.application_id AND a.person_id <> r.person_id
    )
    SELECT application_id, participation_id FROM registered
    """,
    approved=typed(participations, *_APPROVAL, alias="given", phone=persons.c.phone, address=persons.c.address),
    own_names=", ".join(_APPROVAL),
    own=", ".join(f"approved.{name}" for name in _APPROVAL),
    copied=typed(applications, *("region", "area", "category", "channel", "consent_signed_on", "permit_valid_to")),
    live=LIVE,
)


async def register_applications(driver: Driver, approved: Sequence[Approval], today: date, now: datetime, actor: str) -> dict[UUID, UUID]:
    """Application -> participation. An application whose person is registered already is not in it.

    The person is in the file by now. Phone and address reach the person with the registration; of several the newest application's.
    """
    rows = await _REGISTER.rows(driver, **columns_of(approved, names_of(Approval)), today=today, now=now, actor=actor)
    return {row["application_id"]: row["participation_id"] for row in rows}


_RESTING = Statement(
    """
    SELECT a.application_id, pa.participation_id FROM {approved.rows} JOIN applications AS a USING (application_id)
    JOIN participations AS pa ON pa.person_id = approved.person_id AND pa.region = a.region AND pa.scheme = 'RESIDENT'
        AND pa.benefit_year = approved.benefit_year AND pa.state IN ('STOPPED', 'SUSPENDED') AND pa.state_reason <> 'YEAR_END'
    ORDER BY pa.participation_id FOR UPDATE OF pa
    """,
    approved=typed(participations, "application_id", "person_id", "benefit_year", alias="approved"),
)
_TAKE_OVER = Statement(
    """
    WITH approved AS MATERIALIZED (SELECT * FROM {approved.rows}), taken AS (
        UPDATE participations AS pa SET household_no = approved.household_no, holder = approved.holder, bank = approved.bank,
            account_number = approved.account_number, application_id = approved.application_id, filed_on = NULL, school = NULL,
            area = a.area, category = a.category, permit_valid_to = a.permit_valid_to, government_until = approved.government_until,
            consent_signed_on = coalesce(a.consent_signed_on, pa.consent_signed_on)
        FROM approved JOIN applications AS a USING (application_id) WHERE pa.participation_id = approved.participation_id
    )
    UPDATE persons SET phone = coalesce(approved.phone, persons.phone), address = coalesce(approved.address, persons.address)
    FROM approved WHERE persons.person_id = approved.person_id
    """,
    approved=typed(participations, *_APPROVAL, alias="given", phone=persons.c.phone, address=persons.c.address),
)


async def lock_resting(driver: Driver, approved: Sequence[Approval]) -> dict[UUID, UUID]:
    """Application -> the participation of the same person, region and year that is stopped or suspended, locked."""
    rows = await _RESTING.rows(driver, **columns_of(approved, ("application_id", "person_id", "benefit_year")))
    return {row["application_id"]: row["participation_id"] for row in rows}


async def take_over_terms(driver: Driver, approved: Sequence[Approval], participation_ids: Sequence[UUID]) -> None:
    """Area, category, account, household and permit of the new application; phone and address reach the person."""
    given = columns_of(approved, names_of(Approval)) | {"participation_id": list(participation_ids)}
    await _TAKE_OVER.run(driver, **given)


_ELSEWHERE = Statement(
    """
    SELECT a.application_id FROM {given.rows} JOIN applications AS a USING (application_id) WHERE EXISTS (
        SELECT FROM participations AS p JOIN participation_history AS h USING (participation_id)
        WHERE p.person_id = given.person_id AND p.region <> a.region AND h.from_state IS NULL
            AND h.recorded_at > coalesce(a.asked_at, a.submitted_at)
    )
    """,
    given=typed(applications, "application_id", "person_id", alias="given"),
)


async def registered_elsewhere_since(driver: Driver, people: Mapping[UUID, UUID]) -> set[UUID]:
    """Of application -> person: those whose check was asked for before another region registered the person. Lock the persons first."""
    return set(await _ELSEWHERE.values(driver, application_id=list(people), person_id=list(people.values())))


_SHOWN = (
    "participation_id", "person_id", "region", "scheme", "benefit_year", "area", "category", "channel", "payer", "state",
    "state_reason", "registered_on", "paid_on", "effective_on", "failure_cause", "application_id",
)  # fmt: skip


def _of_its_year(told: Any) -> "sa.ColumnElement[bool]":  # noqa: ANN401 -- the columns of any relation
    """A newborn's participation is told of two years; the other one stands in the timeline."""
    return sa.and_(told.participation_id == pa.participation_id, told.benefit_year == pa.benefit_year)


_NEWEST_FIRST = (
    sa.select(
        *(pa[name] for name in _SHOWN),
        entitlement.state.label("entitlement_state"),
        *(entitlement.starts_on, entitlement.ends_on, wait.total_months.label("wait_months")),
    )
    .outerjoin_from(participations, remote_entitlement_years, _of_its_year(entitlement))
    .outerjoin(remote_wait_years, _of_its_year(wait))
    .order_by(pa.benefit_year.desc(), pa.participation_id)
    .limit(500)
)
OF_PERSON = _NEWEST_FIRST.where(pa.person_id == value("person_id", pa.person_id))
"""Those of one person."""
_OF_PERSON = Statement(OF_PERSON)
OF_BOUND = _NEWEST_FIRST.where(pa.person_id.in_(BOUND_PERSONS))
"""Those of everybody whom the caller may act for."""
_OF_BOUND = Statement(OF_BOUND)


_AREAS = Statement(
    sa.select(pa.person_id, sa.func.array_agg(sa.distinct(pa.area)).label("areas"))
    .where(same_rows(participations, "person_id"))
    .group_by(pa.person_id)
)


async def areas_of(driver: Driver, people: Sequence[UUID]) -> dict[UUID, list[str]]:
    """Where each of these people is or was registered."""
    return {row["person_id"]: row["areas"] for row in await _AREAS.rows(driver, person_id=people)}


async def participations_of_person(driver: Driver, person_id: UUID) -> list[Record]:
    """All participations of a person, newest year first, with what benefits said of them."""
    return await _OF_PERSON.rows(driver, person_id=person_id)


async def participations_of_bound(driver: Driver, scope: Scope) -> list[Record]:
    """Participations of everybody whom the caller may act for."""
    return await _OF_BOUND.rows(driver, **scope_values(_OF_BOUND, scope))


_IN_SCOPE = (
    sa.select(pa.participation_id)
    .where(pa.participation_id == value("participation_id", pa.participation_id))
    .where(in_areas(pa.area) | pa.person_id.in_(BOUND_PERSONS))
)
_SEES, _LOCK = Statement(_IN_SCOPE), Statement(_IN_SCOPE.with_for_update())


async def sees_participation(driver: Driver, participation_id: UUID, scope: Scope) -> bool:
    """True if the participation is in scope."""
    return bool(await _SEES.values(driver, participation_id=participation_id, **scope_values(_SEES, scope)))


async def lock_participation(driver: Driver, participation_id: UUID, scope: Scope) -> Participation | None:
    """One participation in scope, locked."""
    locked = await _LOCK.values(driver, participation_id=participation_id, **scope_values(_LOCK, scope))
    found = await load_participations(driver, locked) if locked else []
    return found[0] if found else None


class ListedYear(NamedTuple):
    """The participation of the year of somebody whom a list names."""

    participation_id: UUID
    person_id: UUID
    state: str


_LISTED = Statement(
    sa.select(pa.participation_id, pa.person_id, pa.state)
    .where(same_rows(participations, "person_id"), pa.benefit_year == value("benefit_year", pa.benefit_year))
    .where(pa.area >= value("area", pa.area), pa.area < value("behind", pa.area))
    .order_by(pa.state.in_(["STOPPED", "CANCELLED", "LAPSED", "TERMINATED"]).desc(), pa.participation_id)
)


_LOCK_YEARS = Statement(
    sa.select(pa.participation_id)
    .where(same_rows(participations, "person_id"), pa.scheme == "RESIDENT")
    .where(pa.benefit_year.in_([value("benefit_year", pa.benefit_year), value("benefit_year", pa.benefit_year) + 1]))
    .order_by(pa.participation_id)
    .with_for_update()
)


async def lock_years(driver: Driver, people: Sequence[UUID], benefit_year: int) -> None:
    """Locks what these people have of the year and of the one after it, in one order."""
    await _LOCK_YEARS.run(driver, person_id=people, benefit_year=benefit_year)


async def listed_years(driver: Driver, people: Sequence[UUID], benefit_year: int, area: str) -> dict[UUID, ListedYear]:
    """Person -> the participation of the year inside the area; one that still stands, if there is one."""
    rows = await _LISTED.rows(driver, person_id=people, benefit_year=benefit_year, area=area, behind=area + "~")
    return {row["person_id"]: ListedYear(*row) for row in rows}


_AGAIN = Statement(
    """
    SELECT participation_id, max(at) AS at FROM (
        SELECT pa.participation_id, h.recorded_at AS at FROM participations AS pa
        JOIN participations AS one USING (person_id, region, scheme, benefit_year)
        JOIN participation_history AS h ON h.participation_id = one.participation_id AND h.from_state IS NULL
        WHERE pa.participation_id = ANY(:ids)
        UNION ALL
        SELECT participation_id, recorded_at FROM participation_acts
        WHERE participation_id = ANY(:ids) AND kind = 'REENROL' AND NOT withdrawn
    ) AS began GROUP BY participation_id HAVING count(*) > 1
    """
)


async def enrolled_again_at(driver: Driver, ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """Participation -> when its person enrolled for its year last, if that was more than once. Lock the participations first."""
    return {row["participation_id"]: row["at"] for row in await _AGAIN.rows(driver, ids=list(ids))}


class Renewed(NamedTuple):
    """What a renewal, or the application of a newborn (R-024), registered for the year after another participation."""

    participation_id: UUID
    last_id: UUID
    area: str
    benefit_year: int
    registered_on: date


_renewed = reader(Renewed)
_last = participations.alias("last")
_RENEWALS = Statement(
    sa.select(*(pa[name] for name in Renewed._fields if name != "last_id"), _last.c.participation_id.label("last_id"))
    .join_from(
        participations,
        _last,
        sa.and_(
            *(pa[name] == _last.c[name] for name in ("person_id", "region", "scheme")),
            pa.benefit_year == _last.c.benefit_year + 1,
            (pa.channel == "RENEWAL") | (pa.application_id == _last.c.application_id),
        ),
    )
    .where(_last.c.participation_id == sa.any_(value("last_ids", sa.ARRAY(sa.Uuid))), pa.state == "REGISTERED")
    .order_by(pa.participation_id)
    .with_for_update(of=participations)
)


async def lock_renewals_of(driver: Driver, last_ids: Sequence[UUID]) -> list[Renewed]:
    """The unpaid years after these participations, by renewal or by the same application, locked."""
    return [_renewed(row) for row in await _RENEWALS.rows(driver, last_ids=list(last_ids))]
