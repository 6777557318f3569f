"""What the relay takes next. It never reads from the start again and again: there dead rows lie as long as somebody holds a snapshot.

Ids are taken before the commit and become visible out of order. So a reader remembers the gaps below the highest id it has seen, looks into
them for a minute, and from time to time sweeps the table from its start: that finds what a very long transaction commits still later.
"""

import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Sequence, Set
from itertools import pairwise

from event_bus import outbox
from event_bus.memory import Key
from event_bus.outbox import OutboxRow
from row_sets import Driver

GAP_SECONDS, MOST_GAPS, FIRST_GAP = 60.0, 1000, 1000
SWEEP_SECONDS, SWEEP_SHARE = 30.0, 50
"""A sweep begins so long after the last one has ended, or, where it takes long, after so many times the time it took."""


class Gaps:
    """Ranges of ids not seen yet, each with the moment it was first missed."""

    def __init__(self) -> None:
        self._ranges: list[tuple[int, int, float]] = []

    @property
    def ranges(self) -> list[tuple[int, int]]:
        """First and last id of each."""
        return [(low, high) for low, high, _ in self._ranges]

    def add(self, low: int, high: int, since: float) -> None:
        """Of too many the oldest are left to the sweep."""
        if low <= high:
            self._ranges = [*self._ranges, (low, high, since)][-MOST_GAPS:]

    def found(self, ids: Sequence[int]) -> None:
        """These have come, in any order: what lies between them stays missing."""
        came = sorted(ids)
        self._ranges = [part for gap in self._ranges for part in _without(gap, came)]

    def expire(self, before: float) -> None:
        """Whatever was missed earlier was rolled back, or is the sweep's."""
        self._ranges = [gap for gap in self._ranges if gap[2] >= before]


def _without(gap: tuple[int, int, float], came: Sequence[int]) -> list[tuple[int, int, float]]:
    low, high, since = gap
    ends = [low - 1, *came[bisect_left(came, low) : bisect_right(came, high)], high + 1]
    return [(before + 1, after - 1, since) for before, after in pairwise(ends) if before + 1 < after]


class OutboxReader:
    """Reads for one run of a relay. `known` are the rows that the relay has in hand already, at any moment."""

    def __init__(self, known: Set[Key], now: Callable[[], float] = time.monotonic) -> None:
        self.held: Collection[str] = ()
        """Types that wait for their listeners: passed over, and found by the sweep that `sweep` begins."""
        self.more = True
        """There may be more to read now."""
        self._known, self._now = known, now
        self._highest: int | None = None
        self._gaps = Gaps()
        self._swept: int | None = 0
        self._sweep_end, self._sweep_cost, self._next_sweep = 0, 0.0, 0.0

    def sweep(self) -> None:
        """Begin from the start with the next reading."""
        self._next_sweep = 0.0

    async def next(self, driver: Driver, most: int) -> list[OutboxRow]:
        """At most so many rows that nobody has in hand; the oldest first, as far as they are known."""
        if self._highest is None:
            self._highest = self._sweep_end = await outbox.highest_id(driver)
            self._gaps.add(max(1, self._highest - FIRST_GAP), self._highest, self._now())
        if self._swept is None and self._now() >= self._next_sweep:
            self._swept, self._sweep_end, self._sweep_cost = 0, self._highest, 0.0
        sweeping = self._swept is not None
        rows = await self._sweep_on(driver, most) if sweeping else []
        if not rows:
            rows = await self._look_into_gaps(driver, most)
            rows += await self._go_on(driver, self._highest, most - len(rows))
        self.more = sweeping or len(rows) == most
        return [row for row in rows if row.event_type not in self.held and row.key not in self._known]

    async def _sweep_on(self, driver: Driver, most: int) -> list[OutboxRow]:
        began = self._now()
        rows = await outbox.other_rows_after(driver, self._swept or 0, self._sweep_end, self.held, most)
        self._gaps.found([row.id for row in rows])
        self._sweep_cost += self._now() - began
        if len(rows) == most:
            self._swept = rows[-1].id
        else:
            self._swept, self._next_sweep = None, self._now() + max(SWEEP_SECONDS, SWEEP_SHARE * self._sweep_cost)
        return rows

    async def _look_into_gaps(self, driver: Driver, most: int) -> list[OutboxRow]:
        self._gaps.expire(self._now() - GAP_SECONDS)
        if not self._gaps.ranges:
            return []
        rows = await outbox.rows_between(driver, self._gaps.ranges, most)
        self._gaps.found([row.id for row in rows])
        return rows

    async def _go_on(self, driver: Driver, highest: int, most: int) -> list[OutboxRow]:
        rows = await outbox.rows_after(driver, highest, most) if most else []
        for before, after in pairwise([highest, *(row.id for row in rows)]):
            if after > before + 1:
                self._gaps.add(before + 1, after - 1, self._now())
        if rows:
            self._highest = rows[-1].id
        return rows
