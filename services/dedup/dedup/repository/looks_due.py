"""Who is to be looked at again, because deriving what follows has failed."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from dedup.tables import looks_due
from row_sets import Driver, Statement, insert_rows, same_rows, value

_l = looks_due.c
_NOTE = Statement(
    insert_rows(looks_due, "number", since=value("now", _l.since), tries=1).on_conflict_do_update(
        index_elements=["number"], set_={"tries": _l.tries + 1}
    )
)
_DUE = Statement(sa.select(_l.number).order_by(_l.tries, _l.since).limit(value("most", sa.Integer())))
_DONE = Statement(sa.delete(looks_due).where(same_rows(looks_due, "number")))
_COUNT = Statement(sa.select(sa.func.count(), sa.func.min(_l.since)))


async def note_looks_due(driver: Driver, numbers: Collection[int], now: datetime) -> None:
    """They were not looked at to the end."""
    await _NOTE.run(driver, number=sorted(numbers), now=now)


async def next_looks_due(driver: Driver, most: int) -> list[int]:
    """Who was tried least, then who waits longest."""
    return await _DUE.values(driver, most=most)


async def looks_done(driver: Driver, numbers: Collection[int]) -> None:
    """They are looked at to the end; they are held."""
    await _DONE.run(driver, number=list(numbers))


async def count_looks_due(driver: Driver) -> tuple[int, datetime | None]:
    """How many, and since when the oldest."""
    row = await _COUNT.row(driver)
    assert row is not None
    return row[0], row[1]
