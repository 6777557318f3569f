"""Participations counted by town, state and cause of failure: one grouped query over one index."""

from collections import defaultdict

import sqlalchemy as sa

from registration.domain.progress import TownCount
from registration.tables import participations
from row_sets import Driver, Statement, value

pa = participations.c
_TOWN = sa.func.left(pa.area, 9)
_GROUPS = (_TOWN, pa.state, pa.failure_cause)
_COUNT = Statement(
    sa.select(_TOWN.label("town"), pa.state, pa.failure_cause, sa.func.count().label("number"))
    .where(pa.benefit_year == value("benefit_year", pa.benefit_year))
    .where(pa.area >= value("area", pa.area), pa.area < value("behind", pa.area))
    .group_by(*_GROUPS)
)
_PAID = {"ACTIVE", "STOPPED", "SUSPENDED"}


async def count_towns(driver: Driver, benefit_year: int, area: str) -> list[TownCount]:
    """The figures of each town (nine digits, or the county where no town is known) below an area; villages count for their town."""
    figures: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    failed: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for town, state, cause, number in await _COUNT.rows(driver, benefit_year=benefit_year, area=area, behind=area + "~"):
        figures[town]["registered"] += number if state != "CANCELLED" else 0
        figures[town]["paid"] += number if state in _PAID else 0
        figures[town]["unpaid"] += number if state == "REGISTERED" else 0
        figures[town]["abandoned"] += number if state == "LAPSED" else 0
        if cause:
            failed[town][cause] += number
    return [TownCount(area=town, failed=dict(failed[town]), **counted) for town, counted in sorted(figures.items())]
