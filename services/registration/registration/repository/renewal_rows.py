"""Continued registration in bulk (R-050): candidates, new participations, nothing row by row."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from registration.domain.participation_states import ENDED
from registration.domain.renewal import LastYear, Renewal
from registration.tables import LIVE, participations
from row_sets import Driver, Statement, columns_of, names_of, reader, typed

_OPEN = """benefit_year = :last_year AND area >= :area AND area < :behind
    AND state IN {states} AND scheme = 'RESIDENT' AND NOT renewal_considered"""
_SEEN = """pa.participation_id, pa.person_id, pa.state, pa.state_reason, pa.effective_on, pa.category, pa.permit_valid_to,
    pa.government_until, EXISTS (
        SELECT FROM participations AS n
        WHERE n.person_id = pa.person_id AND n.region = pa.region AND n.scheme = pa.scheme AND n.benefit_year = :last_year + 1
    ) AS registered_for_new_year"""
_CONSIDER_TEXT = """
    WITH candidate AS (
        SELECT participation_id FROM participations WHERE {open} ORDER BY area, participation_id LIMIT :limit FOR UPDATE SKIP LOCKED
    )
    UPDATE participations AS pa SET renewal_considered = true FROM candidate AS c WHERE pa.participation_id = c.participation_id
    RETURNING {seen}
    """
_STATES = {False: "('ACTIVE', 'STOPPED')", True: "('ACTIVE', 'STOPPED', 'LAPSED')"}
"""By whether those who lapsed are renewed: who is not is not marked either, for money of last year may still be heard of (R-059)."""
_CONSIDER = {lapsed: Statement(_CONSIDER_TEXT, seen=_SEEN, open=_OPEN.format(states=states)) for lapsed, states in _STATES.items()}
_COUNT = {
    lapsed: Statement("SELECT count(*) FROM participations WHERE {open}", open=_OPEN.format(states=states))
    for lapsed, states in _STATES.items()
}
_AMONG = Statement(
    """
    SELECT {seen}
    FROM participations AS pa
    WHERE pa.person_id = ANY(:people) AND pa.benefit_year = :last_year AND pa.scheme = 'RESIDENT'
        AND pa.area >= :area AND pa.area < :behind
    ORDER BY pa.participation_id FOR UPDATE OF pa
    """,
    seen=_SEEN,
)
_last_year = reader(LastYear)


class Candidate(NamedTuple):
    """Somebody who was insured last year."""

    participation_id: UUID
    person_id: UUID
    last: LastYear


async def take_candidates(driver: Driver, last_year: int, area: str, limit: int, *, lapsed: bool) -> list[Candidate]:
    """The next participations below an area, marked as considered: the marks commit with what comes of them."""
    rows = await _CONSIDER[lapsed].rows(driver, last_year=last_year, area=area, behind=_behind(area), limit=limit)
    return [Candidate(row["participation_id"], row["person_id"], _last_year(row)) for row in rows]


async def candidates_among(driver: Driver, people: Sequence[UUID], last_year: int, area: str) -> dict[UUID, Candidate]:
    """Person -> the participation of last year below an area, locked: one that still stands, if there is one."""
    rows = await _AMONG.rows(driver, people=people, last_year=last_year, area=area, behind=_behind(area))
    found = [Candidate(row["participation_id"], row["person_id"], _last_year(row)) for row in rows]
    return {one.person_id: one for one in sorted(found, key=lambda one: one.last.state not in ENDED)}


async def count_candidates(driver: Driver, last_year: int, area: str, *, lapsed: bool) -> int:
    """How many are still to be considered."""
    count: int = await _COUNT[lapsed].value(driver, last_year=last_year, area=area, behind=_behind(area))
    return count


def _behind(area: str) -> str:
    """The first text behind all codes that begin with the area (byte order)."""
    return area + "~"


_RENEW = Statement(
    """
    WITH registered AS (
        INSERT INTO participations (
            participation_id, category, payer, {copied.names}, benefit_year, filed_on,
            channel, registered_on, own_state, acted_on, state, effective_on
        )
        SELECT renewed.participation_id, renewed.category, renewed.payer, {copied.names}, benefit_year + 1, :filed_on,
            'RENEWAL', :today, 'REGISTERED', :today, 'REGISTERED', :today
        FROM {renewed.rows} JOIN participations AS last ON last.participation_id = last_id
        ON CONFLICT (person_id, region, scheme, benefit_year) WHERE {live} DO NOTHING
        RETURNING participation_id
    ), recorded AS (
        INSERT INTO participation_history (participation_id, effective_on, recorded_at, to_state, event, actor)
        SELECT participation_id, :today, :now, 'REGISTERED', 'renewed', :actor FROM registered
    )
    SELECT participation_id FROM registered
    """,
    renewed=typed(participations, "participation_id", "category", "payer", last_id=participations.c.participation_id, alias="renewed"),
    copied=typed(
        participations,
        *("person_id", "region", "scheme", "area", "household_no", "holder", "bank", "account_number"),
        *("permit_valid_to", "government_until"),
    ),
    live=LIVE,
)


async def register_renewals(
    driver: Driver, renewals: Sequence[Renewal], filed_on: date | None, today: date, now: datetime, actor: str
) -> list[UUID]:
    """The ids that were registered; sealed values are copied as they are. `filed_on`: of the list that asked for it, None for the run."""
    given = columns_of(renewals, names_of(Renewal))
    return await _RENEW.values(driver, **given, filed_on=filed_on, today=today, now=now, actor=actor)
