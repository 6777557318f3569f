"""Who belongs to a place, a household, an employer (H-R-092 「一村一户」「一户一档」「一企一档」), with the state of a year."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from enrolment_terms.scheme import HouseholdRole, ParticipationState
from enrolment_terms.sealed import Sealed
from row_sets import Driver, Statement, reader


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPerson:
    """A person in a view; the name is sealed for the person. `state`: of the resident scheme in the year, None without one."""

    person_id: UUID
    name: Sealed
    birth_date: date | None
    participation_id: UUID | None
    state: ParticipationState | None
    area: str | None
    household_id: UUID | None
    role: HouseholdRole | None


_SHOWN = """
    SELECT p.person_id, p.name, p.birth_date, now.participation_id, now.state, now.area, m.household_id, m.role
    FROM (SELECT DISTINCT person_id FROM {source} AND person_id > :after ORDER BY person_id LIMIT :most) AS listed
    JOIN persons AS p ON p.person_id = listed.person_id
    LEFT JOIN household_members AS m ON m.person_id = listed.person_id AND m.until_on IS NULL
    LEFT JOIN LATERAL (
        SELECT participation_id, state, area FROM participations AS pa
        WHERE pa.person_id = listed.person_id AND pa.benefit_year = :benefit_year AND pa.scheme = 'RESIDENT'
        ORDER BY state IN ('REGISTERED', 'ACTIVE') DESC, effective_on DESC, participation_id LIMIT 1
    ) AS now ON true
    ORDER BY p.person_id
"""
_IN_AREA = Statement(
    _SHOWN, source="participations WHERE area >= :area AND area < :behind AND benefit_year BETWEEN :benefit_year - 1 AND :benefit_year"
)
_WITHOUT_END = Statement(
    _SHOWN,
    source="""participations WHERE area >= :area AND area < :behind AND benefit_year = :benefit_year AND payer = 'GOVERNMENT'
        AND government_until IS NULL AND state IN ('REGISTERED', 'ACTIVE', 'SUSPENDED')""",
)
_IN_HOUSEHOLD = Statement(_SHOWN, source="household_members WHERE household_id = :household_id AND until_on IS NULL")
_OF_EMPLOYER = Statement(
    _SHOWN,
    source="""remote_employee_relations
        WHERE employer = :employer AND registered_on <= :day AND (benefits_until IS NULL OR benefits_until >= :day)""",
)
_HOUSEHOLD = Statement("SELECT household_id FROM households WHERE household_id = :household_id AND area LIKE ANY(:patterns)")
_person = reader(ListedPerson)


async def people_in(driver: Driver, area: str, year: int, after: UUID, most: int, *, without_end: bool = False) -> list[ListedPerson]:
    """Those who are registered below an area for the year, or were for the year before.

    `without_end`: of those registered for the year whom the government pays for until nobody knows when (R-131).
    """
    rows = await (_WITHOUT_END if without_end else _IN_AREA).rows(
        driver, area=area, behind=area + "~", benefit_year=year, after=after, most=most
    )
    return [_person(row) for row in rows]


async def sees_household(driver: Driver, household_id: UUID, patterns: list[str]) -> bool:
    """True if the household lies in these areas."""
    return await _HOUSEHOLD.value(driver, household_id=household_id, patterns=patterns) is not None


async def people_of_household(driver: Driver, household_id: UUID, year: int) -> list[ListedPerson]:
    """All who belong to it."""
    rows = await _IN_HOUSEHOLD.rows(driver, household_id=household_id, benefit_year=year, after=UUID(int=0), most=1000)
    return [_person(row) for row in rows]


async def staff_of(driver: Driver, employer: str, day: date, year: int, after: UUID, most: int) -> list[ListedPerson]:
    """Whom the employer employs on the day."""
    rows = await _OF_EMPLOYER.rows(driver, employer=employer, day=day, benefit_year=year, after=after, most=most)
    return [_person(row) for row in rows]
