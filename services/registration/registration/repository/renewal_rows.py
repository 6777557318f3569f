"""Continued registration in bulk (R-050): candidates, new participations, nothing row by row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from enrolment_terms.scheme import Category, ParticipationState
from registration.domain.renewal import LastYear
from registration.repository.connection import Driver, Row
from registration.tables import LIVE

_OPEN = "benefit_year = $1 AND area >= $2 AND area < $3 AND state = 'ACTIVE' AND scheme = 'RESIDENT' AND NOT renewal_considered"
_CONSIDER = f"""
WITH candidate AS (
    SELECT participation_id FROM participations WHERE {_OPEN} ORDER BY area, participation_id LIMIT $4 FOR UPDATE SKIP LOCKED
)
UPDATE participations AS pa SET renewal_considered = true FROM candidate AS c WHERE pa.participation_id = c.participation_id
RETURNING pa.participation_id, pa.state, pa.category, pa.permit_valid_to, EXISTS (
    SELECT FROM participations AS n
    WHERE n.person_id = pa.person_id AND n.region = pa.region AND n.scheme = pa.scheme AND n.benefit_year = $1 + 1
) AS registered_for_new_year
"""  # noqa: S608 -- constants only


@dataclass(frozen=True, slots=True)
class Candidate:
    """One participation of last year that has just been taken for consideration."""

    participation_id: UUID
    last: LastYear


async def take_candidates(driver: Driver, last_year: int, area: str, limit: int) -> list[Candidate]:
    """The next candidates below an area, marked as considered: the marks commit with what comes of them."""
    rows = await driver.fetch(_CONSIDER, last_year, area, _after(area), limit)
    return [Candidate(row["participation_id"], _last_year(row)) for row in rows]


def _last_year(row: Row) -> LastYear:
    return LastYear(ParticipationState(row["state"]), Category(row["category"]), row["permit_valid_to"], row["registered_for_new_year"])


def _after(area: str) -> str:
    """The first text behind all codes that begin with the area (byte order)."""
    return area + "~"


async def count_candidates(driver: Driver, last_year: int, area: str) -> int:
    """How many are still to be considered."""
    statement = f"SELECT count(*) FROM participations WHERE {_OPEN}"  # noqa: S608 -- constants only
    count: int = await driver.fetchval(statement, last_year, area, _after(area))
    return count


_RENEW = f"""
WITH renewed AS (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS r (last_id, participation_id, category)
), registered AS (
    INSERT INTO participations (
        participation_id, person_id, region, scheme, benefit_year, area, category, channel, payer, household_no, holder, bank,
        account_number, permit_valid_to, registered_on, own_state, acted_on, state, effective_on
    )
    SELECT r.participation_id, l.person_id, l.region, l.scheme, l.benefit_year + 1, l.area, r.category, 'RENEWAL', l.payer, l.household_no,
        l.holder, l.bank, l.account_number, l.permit_valid_to, $4, 'REGISTERED', $4, 'REGISTERED', $4
    FROM renewed AS r JOIN participations AS l ON l.participation_id = r.last_id
    ON CONFLICT (person_id, region, scheme, benefit_year) WHERE {LIVE} DO NOTHING
    RETURNING participation_id
), recorded AS (
    INSERT INTO participation_history (participation_id, effective_on, recorded_at, to_state, event, actor)
    SELECT participation_id, $4, $5, 'REGISTERED', 'renewed', $6 FROM registered
)
SELECT participation_id FROM registered
"""  # noqa: S608 -- constants only


async def register_renewals(
    driver: Driver, renewals: Sequence[tuple[UUID, UUID, Category]], today: date, now: datetime, actor: str
) -> list[UUID]:
    """(last year's, new id, category) -> the ids that were registered; sealed values are copied as they are."""
    rows = await driver.fetch(
        _RENEW,
        [last for last, _, _ in renewals],
        [new for _, new, _ in renewals],
        [category for _, _, category in renewals],
        today,
        now,
        actor,
    )
    return [row["participation_id"] for row in rows]
