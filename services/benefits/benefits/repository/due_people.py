"""Whom a day may change: people whose decisions, ledgers or filings stand otherwise from then on, whatever is told of them."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from benefits.tables import people
from row_sets import Driver, Statement, value

_LOOKED_AT_ONCE = 20_000
_FIRST, _LAST = UUID(int=0), UUID(int=2**128 - 1)
_p = people.c
_after = _p.person_id > value("after", _p.person_id)
_half = sa.func.get_byte(sa.func.uuid_send(_p.person_id), 15) % 2 == value("half", sa.Integer)
_EVERYBODY = Statement(
    sa.select(_p.person_id).where(_after, _p.merged_into.is_(None), _half).order_by(_p.person_id).limit(value("most", sa.Integer))
)
_LAST_LOOKED_AT = Statement(sa.select(_p.person_id).where(_after).order_by(_p.person_id).offset(value("many", sa.Integer)).limit(1))
_DUE = Statement("""
SELECT person_id FROM (
    SELECT person_id FROM entitlements
    CROSS JOIN LATERAL (SELECT greatest(:since, (recorded_at AT TIME ZONE 'Asia/Shanghai')::date + 1) AS since) AS unseen
    WHERE person_id > :after AND person_id <= :last AND benefit_year >= :first_year AND (
        starts_on BETWEEN unseen.since AND :today OR ends_on + 1 BETWEEN unseen.since AND :today
        OR make_date(benefit_year + 1, 1, 1) BETWEEN unseen.since AND :today
        OR (wait_months > 0 OR starts_on IS NULL) AND (decision ->> 'ordinary')::date BETWEEN unseen.since AND :today
        OR decision::text LIKE '%"pauses":[{%' AND EXISTS (
            SELECT FROM json_array_elements(decision -> 'pauses') AS pause
            WHERE (pause ->> 'first')::date BETWEEN unseen.since AND :today
                OR (pause ->> 'last')::date + 1 BETWEEN unseen.since AND :today
        )
    )
    UNION
    SELECT person_id FROM incentives WHERE person_id > :after AND person_id <= :last AND provisional AND benefit_year <= :year
    UNION
    SELECT person_id FROM filings WHERE person_id > :after AND person_id <= :last AND state IN ('SCHEDULED', 'EFFECTIVE')
) AS due
WHERE get_byte(uuid_send(person_id), 15) % 2 = :half
ORDER BY person_id LIMIT :most
""")


class Place(NamedTuple):
    """Where to go on: after this person, in one half of the people (0 or 1). The halves are as large as one another."""

    half: int
    after: UUID | None = None


class FoundPeople(NamedTuple):
    """The next people, in order, and after whom to go on; None if there are no more."""

    people: list[UUID]
    last: UUID | None


async def everybody_after(driver: Driver, place: Place, most: int) -> FoundPeople:
    """The next of all who are known."""
    found = await _EVERYBODY.values(driver, after=place.after or _FIRST, half=place.half, most=most)
    return FoundPeople(found, found[-1] if len(found) == most else None)


async def due_after(driver: Driver, place: Place, most: int, since: date, today: date) -> FoundPeople:
    """The next of whom a day from `since` to `today`, both included, may have changed what was decided before it: rather one too many.

    Nobody of many people may be among them.
    """
    after = place.after or _FIRST
    last: UUID | None = await _LAST_LOOKED_AT.value(driver, after=after, many=_LOOKED_AT_ONCE - 1)
    days = {"since": since, "today": today, "year": today.year, "first_year": since.year - 1}
    found = await _DUE.values(driver, after=after, last=last or _LAST, half=place.half, most=most, **days)
    return FoundPeople(found, found[-1] if len(found) == most else last)
