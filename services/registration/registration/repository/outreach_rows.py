"""Whom a town calls on: last year's insured who are not insured this year, deductions that failed, and whoever was called on."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from registration.domain.outreach import OutreachPerson, VisitResult
from registration.repository.scope_conditions import in_areas
from registration.tables import outreach_plans, outreach_visits, participations
from row_sets import Driver, Statement, names_of, reader, row, value

pa, v, p = participations.c, outreach_visits.c, outreach_plans.c
_IN_TOWN = "area >= :area AND area < :behind"
_PEOPLE = Statement(
    """
    WITH concerned AS (
        SELECT person_id FROM participations
        WHERE {town} AND benefit_year = :benefit_year - 1 AND scheme = 'RESIDENT' AND paid_on IS NOT NULL
        UNION
        SELECT person_id FROM participations
        WHERE {town} AND benefit_year = :benefit_year AND scheme = 'RESIDENT' AND state = 'REGISTERED' AND failure_cause IS NOT NULL
        UNION
        SELECT person_id FROM outreach_visits WHERE {town} AND benefit_year = :benefit_year
    )
    SELECT c.person_id, pe.name, coalesce(now.area, last.area) AS area,
        last.state AS last_state, last.state_reason AS last_reason, now.state, now.state_reason, now.failure_cause,
        visit.result, visit.visited_on
    FROM concerned AS c
    JOIN persons AS pe ON pe.person_id = c.person_id
    LEFT JOIN LATERAL (
        SELECT area, state, state_reason FROM participations
        WHERE person_id = c.person_id AND benefit_year = :benefit_year - 1 AND scheme = 'RESIDENT'
        ORDER BY paid_on IS NULL, effective_on DESC LIMIT 1
    ) AS last ON true
    LEFT JOIN LATERAL (
        SELECT area, state, state_reason, failure_cause FROM participations
        WHERE person_id = c.person_id AND benefit_year = :benefit_year AND scheme = 'RESIDENT'
        ORDER BY state NOT IN ('ACTIVE', 'STOPPED', 'SUSPENDED'), state <> 'REGISTERED', effective_on DESC LIMIT 1
    ) AS now ON true
    LEFT JOIN LATERAL (
        SELECT result, visited_on FROM outreach_visits WHERE person_id = c.person_id AND benefit_year = :benefit_year
        ORDER BY visited_on DESC, recorded_at DESC LIMIT 1
    ) AS visit ON true
    WHERE c.person_id > :after
        AND (visit.result IS NOT NULL OR now.state IS NULL OR now.state NOT IN ('ACTIVE', 'STOPPED', 'SUSPENDED'))
    ORDER BY c.person_id LIMIT :most
    """,
    town=_IN_TOWN,
)
_VISITABLE = Statement(
    sa.select(pa.area)
    .where(
        pa.person_id == value("person_id", pa.person_id),
        pa.benefit_year.between(value("benefit_year", sa.Integer) - 1, value("benefit_year", sa.Integer)),
        in_areas(pa.area),
    )
    .order_by(pa.benefit_year.desc())
    .limit(1)
)
_person = reader(OutreachPerson)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One visit as it is kept."""

    visit_id: UUID
    person_id: UUID
    benefit_year: int
    area: str
    visited_on: date
    result: VisitResult
    note: str | None
    visited_by: str
    recorded_at: datetime


_VISIT = Statement(sa.insert(outreach_visits).values(row(outreach_visits, *names_of(Visit))))
_plan = insert(outreach_plans).values(row(outreach_plans, "plan_id", "area", "benefit_year", "plan", "filed_on", "filed_by", "recorded_at"))
_FILE_PLAN = Statement(
    _plan.on_conflict_do_update(
        index_elements=["area", "benefit_year"],
        set_={name: _plan.excluded[name] for name in ("plan_id", "plan", "filed_on", "filed_by", "recorded_at")},
    )
)
_PLANS = Statement(
    sa.select(p.area, p.plan_id, p.plan, p.filed_on, p.filed_by)
    .where(p.benefit_year == value("benefit_year", p.benefit_year), p.area >= value("area", p.area), p.area < value("behind", p.area))
    .order_by(p.area)
)


async def people_to_reach(driver: Driver, town: str, benefit_year: int, after: UUID, most: int) -> list[OutreachPerson]:
    """By id: those of a town who are not insured for the year, and those who were called on."""
    rows = await _PEOPLE.rows(driver, area=town, behind=town + "~", benefit_year=benefit_year, after=after, most=most)
    return [_person(found) for found in rows]


async def area_to_visit_in(driver: Driver, person_id: UUID, benefit_year: int, patterns: list[str]) -> str | None:
    """Where a person is or was registered inside the caller's areas; None if nowhere."""
    found: str | None = await _VISITABLE.value(driver, person_id=person_id, benefit_year=benefit_year, patterns=patterns)
    return found


async def keep_visit(driver: Driver, visit: Visit) -> None:
    """One more."""
    await _VISIT.run(driver, **{name: getattr(visit, name) for name in names_of(Visit)})


@dataclass(frozen=True, slots=True)
class FiledPlan:
    """A town's plan, sealed."""

    area: str
    plan_id: UUID
    plan: str
    filed_on: date
    filed_by: str


_filed = reader(FiledPlan)


async def keep_plan(driver: Driver, filed: FiledPlan, benefit_year: int, now: datetime) -> None:
    """Filed again, it replaces what was filed before."""
    told = {name: getattr(filed, name) for name in names_of(FiledPlan)}
    await _FILE_PLAN.run(driver, **told, benefit_year=benefit_year, recorded_at=now)


async def plans_in(driver: Driver, area: str, benefit_year: int) -> dict[str, FiledPlan]:
    """By town."""
    rows = await _PLANS.rows(driver, area=area, behind=area + "~", benefit_year=benefit_year)
    return {found["area"]: _filed(found) for found in rows}
