"""What an office has still to do: papers and applications (H-R-051), households without a head (R-091), children not told to be born (B8).

What is due first comes first.
"""

from datetime import date
from uuid import UUID

from registration.domain.pre_enrolment import BIRTH_ASKED_AFTER
from registration.domain.scope import Scope
from registration.domain.work_list import CountedWork, Deadlines, OpenWork
from row_sets import Driver, Statement, reader

_FORMS = "form_id AS id, 'ENTER' AS task, region, area, benefit_year, accepted_on AS filed_on, false AS is_new, NULL AS item, NULL AS state"
_APPLICATIONS = "application_id, 'DECIDE', region, area, benefit_year, applied_on, kind = 'NEW', item, state"
_HEADLESS = """
    SELECT DISTINCT ON (household_id) household_id, 'NAME_HEAD', h.region, h.area, CAST(extract(year FROM told.on_day) AS int) + 1,
        told.on_day, true, NULL, NULL
    FROM household_members AS gone JOIN households AS h USING (household_id) LEFT JOIN deaths AS d USING (person_id)
    CROSS JOIN LATERAL (SELECT coalesce(CAST(d.recorded_at AT TIME ZONE 'Asia/Shanghai' AS date), gone.until_on)) AS told (on_day)
    WHERE gone.ended_with_person AND gone.role = 'HEAD'
        AND EXISTS (SELECT FROM household_members AS m WHERE m.household_id = gone.household_id AND m.until_on IS NULL)
        AND NOT EXISTS (
            SELECT FROM household_members AS m WHERE m.household_id = gone.household_id AND m.until_on IS NULL AND m.role = 'HEAD'
        )
    ORDER BY household_id, told.on_day DESC"""
"""R-053: its levies are deducted by the agreement of a head; a new one is due with the next enrolments, and never too late."""
_UNTOLD = """
    SELECT DISTINCT ON (person_id) person_id, 'ASK_BIRTH', pa.region, pa.area, CAST(extract(year FROM asked.on_day) AS int) + 1,
        asked.on_day, true, NULL, NULL
    FROM persons AS p JOIN participations AS pa USING (person_id)
    CROSS JOIN LATERAL (SELECT p.expected_on + {days}) AS asked (on_day)
    WHERE p.birth_date IS NULL AND p.expected_on <= CAST(:today AS date) - {days}
        AND pa.scheme = 'RESIDENT' AND pa.state IN ('REGISTERED', 'ACTIVE', 'SUSPENDED')
    ORDER BY person_id, pa.benefit_year DESC"""
"""R-026: a child may have two years, and is one piece of work; due before it is enrolled for the next year, and never too late to ask."""
_OPEN_FORMS = "household_forms WHERE state = 'ACCEPTED'"
_OPEN_APPLICATIONS = """applications
    WHERE state IN ('SUBMITTED', 'CHECK_PENDING', 'UNDER_REVIEW') AND kind IN ('NEW', 'CHANGE', 'STOP')"""
_THERE = "benefit_year = :benefit_year AND area LIKE :area AND area LIKE ANY(:patterns)"
_PAGE = Statement(
    """
    WITH work AS (
        SELECT {form} FROM {forms} AND {there} UNION ALL SELECT {application} FROM {applications} AND {there}
        UNION ALL SELECT * FROM (({headless}) UNION ALL ({untold})) AS of_people (
            id, task, region, area, benefit_year, filed_on, is_new, item, state
        ) WHERE {there}
    )
    SELECT id, task, area, benefit_year, filed_on, is_new, item, state FROM work
    WHERE filed_on <= CASE WHEN task IN ('ASK_BIRTH', 'NAME_HEAD') THEN filed_on
            WHEN is_new THEN CAST(:new AS date) ELSE CAST(:change AS date) END
        AND (is_new, id) > (coalesce(
            (SELECT kind = 'NEW' FROM applications WHERE application_id = :after),
            EXISTS (SELECT FROM households WHERE household_id = :after) OR EXISTS (SELECT FROM persons WHERE person_id = :after)
        ), :after)
    ORDER BY is_new, id LIMIT :most
    """,
    form=_FORMS,
    application=_APPLICATIONS,
    forms=_OPEN_FORMS,
    applications=_OPEN_APPLICATIONS,
    headless=_HEADLESS,
    untold=_UNTOLD.format(days=BIRTH_ASKED_AFTER.days),
    there=_THERE,
)
_COUNT = Statement(
    """
    WITH work AS (
        SELECT {form} FROM {forms} UNION ALL SELECT {application} FROM {applications} UNION ALL ({headless}) UNION ALL ({untold})
    )
    SELECT region, benefit_year, is_new, filed_on, count(*) AS pieces FROM work WHERE filed_on < :today GROUP BY 1, 2, 3, 4
    """,
    form=_FORMS,
    application=_APPLICATIONS,
    forms=_OPEN_FORMS,
    applications=_OPEN_APPLICATIONS,
    headless=_HEADLESS,
    untold=_UNTOLD.format(days=BIRTH_ASKED_AFTER.days),
)
_work, _counted = reader(OpenWork), reader(CountedWork)


async def work_in(
    driver: Driver, area: str, year: int, last: Deadlines, scope: Scope, today: date, after: UUID, most: int
) -> list[OpenWork]:
    """The next `most` pieces below an area, inside the scope. Changes and stops are due before new enrolments."""
    patterns, there = scope.patterns, f"{area}%"
    told = {"benefit_year": year, "area": there, "patterns": patterns, "new": last.new, "change": last.change}
    return [_work(row) for row in await _PAGE.rows(driver, **told, today=today, after=after, most=most)]


async def count_work(driver: Driver, today: date) -> list[CountedWork]:
    """All that was handed in before today and is still open, by region, year and day."""
    return [_counted(row) for row in await _COUNT.rows(driver, today=today)]
