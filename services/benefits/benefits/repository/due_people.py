"""Whom a day may change: people whose decisions, ledgers or filings stand otherwise from then on, whatever is told of them."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from benefits.tables import people
from row_sets import Driver, Statement, value

_p = people.c
_HALF = sa.func.get_byte(sa.func.uuid_send(_p.person_id), 15) % 2
_AFTER = Statement(
    sa.select(_p.person_id)
    .where(_p.person_id > value("after", _p.person_id), _p.merged_into.is_(None), value("half", sa.Integer) == _HALF)
    .order_by(_p.person_id)
    .limit(value("most", sa.Integer))
)
_DUE = Statement("""
SELECT person_id FROM entitlements
WHERE person_id = ANY(:persons) AND (
    starts_on BETWEEN :since AND :today OR ends_on + 1 BETWEEN :since AND :today
    OR make_date(benefit_year + 1, 1, 1) BETWEEN :since AND :today
    OR (decision ->> 'ordinary')::date BETWEEN :since AND :today
    OR EXISTS (
        SELECT FROM json_array_elements(decision -> 'pauses') AS pause
        WHERE (pause ->> 'first')::date BETWEEN :since AND :today OR (pause ->> 'last')::date + 1 BETWEEN :since AND :today
    )
)
UNION
SELECT person_id FROM incentives WHERE person_id = ANY(:persons) AND provisional AND benefit_year <= :year
UNION
SELECT person_id FROM filings WHERE person_id = ANY(:persons) AND state IN ('SCHEDULED', 'EFFECTIVE')
""")
_FIRST = UUID(int=0)


async def people_after(driver: Driver, half: int, after: UUID | None, most: int) -> list[UUID]:
    """The next people of one half (0 or 1), in order; both halves together are everybody, and as large as one another."""
    return await _AFTER.values(driver, after=after or _FIRST, half=half, most=most)


async def people_due(driver: Driver, persons: Sequence[UUID], since: date, today: date) -> list[UUID]:
    """Those of them of whom a day from `since` to `today`, both included, may have changed something: rather one too many."""
    return sorted(await _DUE.values(driver, persons=persons, since=since, today=today, year=today.year))
