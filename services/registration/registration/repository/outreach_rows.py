"""Whom a town calls on: last year's insured who are not insured this year, deductions that failed, residents whom a roster or a household
names and nobody has registered, and whoever was called on."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from registration.domain.outreach import OutreachPerson, VisitResult
from registration.tables import outreach_plans, outreach_visits
from row_sets import Driver, Statement, names_of, reader, row, value

p = outreach_plans.c
_IN_TOWN = "{table}.area >= :area AND {table}.area < :behind"
_NEVER = """NOT EXISTS (
            SELECT FROM participations AS own WHERE own.person_id = {person} AND own.scheme = 'RESIDENT'
                AND own.benefit_year BETWEEN :benefit_year - 1 AND :benefit_year
        )"""
_NAMED = "(r.known_as <> 'SUBSIDISED' OR r.categories IS DISTINCT FROM '{}')"
"""A resident of a roster, or of a department's list that has not taken him off since (R-040)."""
_PEOPLE = Statement(
    """
    WITH concerned AS (
        SELECT pa.person_id FROM participations AS pa
        WHERE {pa} AND pa.benefit_year = :benefit_year - 1 AND pa.scheme = 'RESIDENT' AND pa.paid_on IS NOT NULL
        UNION
        SELECT pa.person_id FROM participations AS pa
        WHERE {pa} AND pa.benefit_year = :benefit_year AND pa.scheme = 'RESIDENT' AND pa.state = 'REGISTERED'
            AND pa.failure_cause IS NOT NULL
        UNION
        SELECT m.person_id FROM household_members AS m JOIN households AS h USING (household_id)
        WHERE {h} AND m.until_on IS NULL AND {never_member}
        UNION
        SELECT coalesce(k.person_id, r.resident_id) FROM known_residents AS r LEFT JOIN person_keys AS k USING (token)
        WHERE {r} AND r.benefit_year = :benefit_year AND {named} AND {never_resident}
        UNION
        SELECT coalesce(k.person_id, v.person_id) FROM outreach_visits AS v
        LEFT JOIN known_residents AS r ON r.resident_id = v.person_id LEFT JOIN person_keys AS k ON k.token = r.token
        WHERE {v} AND v.benefit_year = :benefit_year AND (r.resident_id IS NULL OR {named})
    )
    SELECT c.person_id, coalesce(pe.name, known.name) AS name, coalesce(now.area, last.area, known.area, home.area) AS area,
        last.state AS last_state, last.state_reason AS last_reason, now.state, now.state_reason, now.failure_cause,
        visit.result, visit.visited_on, known.known_as, known.birth_date AS born_on, known.document_kind
    FROM concerned AS c
    LEFT JOIN persons AS pe ON pe.person_id = c.person_id
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
        SELECT resident_id, name, area, birth_date, document_kind,
            CASE WHEN r.categories <> '{{}}' THEN 'SUBSIDISED' WHEN {named} THEN r.known_as END AS known_as
        FROM (
            SELECT * FROM known_residents WHERE resident_id = c.person_id
            UNION ALL
            SELECT r.* FROM person_keys AS k JOIN known_residents AS r ON r.benefit_year = :benefit_year AND r.token = k.token
            WHERE k.person_id = c.person_id
        ) AS r WHERE benefit_year = :benefit_year ORDER BY told_at DESC, resident_id LIMIT 1
    ) AS known ON true
    LEFT JOIN LATERAL (
        SELECT area FROM household_members JOIN households USING (household_id) WHERE person_id = c.person_id AND until_on IS NULL
    ) AS home ON true
    LEFT JOIN LATERAL (
        SELECT result, visited_on FROM outreach_visits
        WHERE person_id IN (c.person_id, known.resident_id) AND benefit_year = :benefit_year
        ORDER BY visited_on DESC, recorded_at DESC LIMIT 1
    ) AS visit ON true
    WHERE c.person_id > :after
        AND (visit.result IS NOT NULL OR now.state IS NULL OR now.state NOT IN ('ACTIVE', 'STOPPED', 'SUSPENDED'))
    ORDER BY c.person_id LIMIT :most
    """,
    **{table: _IN_TOWN.format(table=table) for table in ("pa", "h", "r", "v")},
    named=_NAMED,
    never_member=_NEVER.format(person="m.person_id"),
    never_resident=_NEVER.format(person="k.person_id"),
)
"""B33, B34: somebody whom a roster names is the person who holds his document, once there is one: he stands in it once."""
_VISITABLE = Statement(
    """
    SELECT area FROM (
        SELECT area, benefit_year AS newest FROM participations
        WHERE person_id = :person_id AND benefit_year BETWEEN CAST(:benefit_year AS int) - 1 AND :benefit_year
        UNION ALL
        SELECT r.area, 0 FROM known_residents AS r WHERE r.benefit_year = :benefit_year AND {named}
            AND (r.resident_id = :person_id OR r.token IN (SELECT token FROM person_keys WHERE person_id = :person_id))
        UNION ALL
        SELECT h.area, 0 FROM household_members AS m JOIN households AS h USING (household_id)
        WHERE m.person_id = :person_id AND m.until_on IS NULL
    ) AS known WHERE area LIKE ANY(:patterns) ORDER BY newest DESC, area LIMIT 1
    """,
    named=_NAMED,
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
