"""What confirmed lists have made: whose students they are, and which applications wait for the approval that the list has brought."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from enrolment_terms.regions import area_prefix
from registration.domain.lists import ListKind
from registration.tables import OPEN, list_rows
from row_sets import Driver, Statement, typed

_ENROLLED = Statement(
    """
    SELECT r.person, l.organisation, r.made, coalesce(a.area, p.area) AS area FROM {given.rows}
    JOIN lists AS l ON l.kind = :kind AND l.benefit_year = :benefit_year AND l.state IN ('APPLYING', 'APPLIED')
    JOIN list_rows AS r ON r.list_id = l.list_id AND r.person = given.person
    LEFT JOIN applications AS a ON a.application_id = r.made
    LEFT JOIN participations AS p ON p.participation_id = coalesce(a.participation_id, r.made)
    WHERE r.state = 'APPLIED'
        AND (a.{open} OR (a.application_id IS NULL OR a.state = 'APPROVED') AND p.state IN ('REGISTERED', 'ACTIVE'))
    """,
    given=typed(list_rows, "person"),
    open=OPEN,
)
_STUDENTS = Statement(
    """
    SELECT DISTINCT r.person FROM {given.rows}
    JOIN lists AS l ON l.kind IN ('STUDENTS', 'RENEWALS') AND l.organisation = :organisation AND l.benefit_year < :benefit_year
    JOIN list_rows AS r ON r.list_id = l.list_id AND r.person = given.person AND r.made IS NOT NULL
    LEFT JOIN applications AS a ON a.application_id = r.made
    WHERE r.state IN ('APPLIED', 'ALREADY_THERE') AND (a.application_id IS NULL OR a.state = 'APPROVED')
    """,
    given=typed(list_rows, "person"),
)
_IMPORTED = Statement(
    """
    SELECT person_id FROM participations
    WHERE person_id = ANY(:people) AND benefit_year = :last_year AND scheme = 'RESIDENT' AND channel = 'IMPORT' AND category = 'STUDENT'
        AND area >= :area AND area < :behind
    """
)
_CONFIRMED = Statement(
    """
    SELECT a.application_id, a.area, l.area AS area_of_list, l.confirmed_by, l.confirmer_areas
    FROM applications AS a JOIN lists AS l USING (list_id)
    WHERE a.application_id = ANY(:application_ids) AND a.state = 'UNDER_REVIEW' AND l.confirmed_by IS NOT NULL
    ORDER BY a.application_id
    """
)


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Where a person of a list stands already."""

    organisation: str | None
    made: UUID
    """His application; his participation where he was renewed."""
    area: str


async def enrolled_by_lists(driver: Driver, kind: ListKind, benefit_year: int, people: Sequence[str]) -> dict[str, Enrolled]:
    """Person (as lists know him) -> what a list of this kind and year has made of him, if it still holds."""
    rows = await _ENROLLED.rows(driver, kind=kind, benefit_year=benefit_year, person=people)
    return {row["person"]: Enrolled(row["organisation"], row["made"], row["area"]) for row in rows}


async def students_of(driver: Driver, organisation: str, before: int, people: Sequence[str]) -> set[str]:
    """Those of these people (as lists know them) whom this school has enrolled or renewed for a year before this one."""
    rows = await _STUDENTS.rows(driver, organisation=organisation, benefit_year=before, person=people)
    return {row["person"] for row in rows}


async def imported_students(driver: Driver, people: Sequence[UUID], last_year: int, area: str) -> set[UUID]:
    """Those of these people who were taken over as students below an area: no list of ours says of which school."""
    return set(await _IMPORTED.values(driver, people=people, last_year=last_year, area=area, behind=area + "~"))


async def confirmed_under_review(driver: Driver, ids: Sequence[UUID]) -> dict[tuple[str, tuple[str, ...]], list[UUID]]:
    """Who confirmed their list, and his areas -> those of these applications that are under review and stand as the list filed them.

    R-031: where a student asks for the place of his identity, that place decides: the list is of the place of the school.
    """
    found: dict[tuple[str, tuple[str, ...]], list[UUID]] = defaultdict(list)
    for row in await _CONFIRMED.rows(driver, application_ids=ids):
        if area_prefix(row["area"]).startswith(area_prefix(row["area_of_list"])):
            found[row["confirmed_by"], tuple(row["confirmer_areas"])].append(row["application_id"])
    return dict(found)
