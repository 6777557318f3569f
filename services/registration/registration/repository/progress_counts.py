"""Participations counted by town, state and cause of failure: one grouped query over one index."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa

from registration.domain.progress import TownCount
from registration.tables import participations
from row_sets import Driver, Statement, value

pa = participations.c
_PAID = ("ACTIVE", "STOPPED", "SUSPENDED")
_IN_AREA = (
    pa.benefit_year == value("benefit_year", pa.benefit_year),
    pa.area >= value("area", pa.area),
    pa.area < value("behind", pa.area),
)
_GROUPS = (pa.area, pa.state, pa.failure_cause)
_COUNT = Statement(sa.select(*_GROUPS, sa.func.count().label("number")).where(*_IN_AREA).group_by(*_GROUPS))
_day = value("day", pa.registered_on)
_before = (
    sa.select(
        pa.area,
        sa.case(
            (pa.state == "CANCELLED", pa.state),
            (pa.state.in_(_PAID) & (sa.func.coalesce(pa.paid_on, pa.effective_on) < _day), "ACTIVE"),
            ((pa.state == "LAPSED") & (pa.effective_on < _day), pa.state),
            else_="REGISTERED",
        ).label("state"),
        pa.failure_cause,
    )
    .where(*_IN_AREA, pa.registered_on < _day)
    .subquery()
)
_COUNT_BEFORE = Statement(sa.select(*_before.c, sa.func.count().label("number")).group_by(*_before.c))


async def count_towns(driver: Driver, benefit_year: int, area: str) -> list[TownCount]:
    """The figures of each town (nine digits, or the county where no town is known) below an area; villages count for their town."""
    return _by_town(await _COUNT.rows(driver, benefit_year=benefit_year, area=area, behind=area + "~"))


async def count_towns_before(driver: Driver, benefit_year: int, area: str, day: date) -> list[TownCount]:
    """The same of what had come before a day by its business date; causes of failure as they are known now."""
    return _by_town(await _COUNT_BEFORE.rows(driver, benefit_year=benefit_year, area=area, behind=area + "~", day=day))


def _by_town(rows: Iterable[Any]) -> list[TownCount]:
    figures: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    failed: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for area, state, cause, number in rows:
        town = area[:9]
        figures[town]["registered"] += number if state != "CANCELLED" else 0
        figures[town]["paid"] += number if state in _PAID else 0
        figures[town]["unpaid"] += number if state == "REGISTERED" else 0
        figures[town]["abandoned"] += number if state == "LAPSED" else 0
        if cause:
            failed[town][cause] += number
    return [TownCount(area=town, failed=dict(failed[town]), **counted) for town, counted in sorted(figures.items())]
