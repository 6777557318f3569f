"""Decided, and both still active: the list that must be empty."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from row_sets import Driver, Statement, reader


@dataclass(frozen=True, slots=True, kw_only=True)
class StillBoth:
    """A relation that should rest or have ended: a participation of our own, or what another region has said yes to.

    `place`: where it stands in the list.
    """

    place: UUID
    case_id: UUID
    participation_id: UUID | None
    notice_id: UUID | None
    person_id: UUID
    area: str
    effective_on: date
    told_on: date


class Told(NamedTuple):
    """Asked for, or agreed to, between these moments."""

    since: datetime
    until: datetime


_FIRST = UUID(int=0)
_FOUND = Statement(
    """
    SELECT * FROM (
        SELECT CAST(md5(concat(case_id, participation_id, notice_id)) AS uuid) AS place, found.* FROM (
            SELECT r.case_id, r.participation_id, CAST(NULL AS uuid) AS notice_id, r.person_id, r.area,
                greatest(r.effective_on, r.not_before) AS effective_on, CAST(r.recorded_at AT TIME ZONE 'Asia/Shanghai' AS date) AS told_on
            FROM suspend_requests AS r CROSS JOIN LATERAL (
                SELECT state FROM participation_spells AS s WHERE s.participation_id = r.participation_id ORDER BY version DESC LIMIT 1
            ) AS newest
            WHERE NOT r.withdrawn AND r.action <> 'RESUME' AND newest.state = 'ACTIVE' AND r.recorded_at BETWEEN :since AND :until
                AND greatest(r.effective_on, r.not_before) <= :today AND r.area LIKE ANY(:areas)
                AND NOT EXISTS (
                    SELECT FROM suspend_requests AS back WHERE back.participation_id = r.participation_id AND back.case_id = r.case_id
                        AND back.action = 'RESUME' AND NOT back.withdrawn AND back.effective_on <= :today
                )
            UNION ALL
            SELECT c.case_id, NULL, n.notice_id, c.person_id, n.from_area, n.effective_on, n.answered_on
            FROM cases AS c JOIN notices AS n USING (case_id)
            WHERE c.state = 'EXECUTING' AND n.state NOT IN ('REFUSED', 'WITHDRAWN') AND n.kind <> 'RESUME_RELATION'
                AND n.effective_on <= :today AND n.answered_on <= CAST(:until AT TIME ZONE 'Asia/Shanghai' AS date)
                AND n.from_area LIKE ANY(:areas)
                AND EXISTS (
                    SELECT FROM jsonb_array_elements(c.told->'records') AS record
                    WHERE record->>'relation' = n.relation AND record->>'state' = 'ACTIVE'
                )
        ) AS found
    ) AS listed WHERE place > :after ORDER BY place LIMIT :most
    """
)
_COUNT = Statement(
    "SELECT state, count(*) AS number, count(*) FILTER (WHERE escalated) AS escalated FROM cases"
    " WHERE state NOT IN ('CLOSED', 'FALSE_POSITIVE') GROUP BY state"
)
_row = reader(StillBoth)


async def still_both(driver: Driver, areas: Sequence[str], today: date, told: Told, most: int, after: UUID = _FIRST) -> list[StillBoth]:
    """Inside the areas (LIKE patterns), those whose day has come, behind a place in the list."""
    found = await _FOUND.rows(driver, areas=areas, today=today, after=after, most=most, **told._asdict())
    return [_row(row) for row in found]


async def count_cases(driver: Driver) -> dict[str, tuple[int, int]]:
    """Open ones by state: how many there are, and how many of them are escalated."""
    return {row["state"]: (row["number"], row["escalated"]) for row in await _COUNT.rows(driver)}
