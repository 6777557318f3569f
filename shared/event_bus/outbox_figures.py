"""How much waits in the outbox, told without reading what is dead: it may lie there in millions while somebody holds a snapshot."""

import time
from collections.abc import Callable

import sqlalchemy as sa

from event_bus.outbox import highest_id
from event_bus.tables import outbox
from row_sets import Driver, Statement, value

MOST_COUNTED = 10_000
"""The depth is counted so far; "10,000" means so many or more."""
_SURE_SECONDS, _ANEW_SECONDS = 60.0, 600.0
_after = outbox.c.id > value("floor", sa.BigInteger)
_OLDEST = Statement(
    sa.select(outbox.c.id, sa.cast(sa.func.extract("epoch", sa.func.clock_timestamp() - outbox.c.created_at), sa.Double))
    .where(_after)
    .order_by(outbox.c.id)
    .limit(1)
)
_DEPTH = Statement(
    sa.select(sa.func.count()).select_from(sa.select(outbox.c.id).where(_after).order_by(outbox.c.id).limit(MOST_COUNTED).subquery())
)


class OutboxFigures:
    """Counts from a floor below which nothing waits. An id that was given a minute ago and is not there is taken for rolled back; every
    ten minutes the floor is forgotten, so that what a longer transaction committed late is counted too."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._floor = 0
        self._anew_at = now() + _ANEW_SECONDS
        self._given: tuple[float, int] | None = None

    async def read(self, driver: Driver) -> tuple[int, float]:
        """How many events wait, at most MOST_COUNTED, and for how many seconds the oldest has."""
        if self._now() >= self._anew_at:
            self._floor, self._anew_at = 0, self._now() + _ANEW_SECONDS
        highest = await highest_id(driver)
        oldest = await _OLDEST.row(driver, floor=self._floor)
        if oldest is None:
            self._rise(highest)
            return 0, 0.0
        self._floor, self._given = max(self._floor, oldest[0] - 1), None
        return await _DEPTH.value(driver, floor=self._floor), oldest[1]

    def _rise(self, highest: int) -> None:
        """Nothing waits: up to what had been given a minute before."""
        if self._given is not None and self._now() - self._given[0] >= _SURE_SECONDS:
            self._floor = max(self._floor, self._given[1])
            self._given = None
        self._given = self._given or (self._now(), highest)
