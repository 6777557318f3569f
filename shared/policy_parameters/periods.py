"""The dates of a benefit year's campaign: when money is in time (集中参保期), and what it opens (R-032, H3)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from policy_parameters.parameter import Unit
from policy_parameters.units import for_year, typed

Start = Literal["FIRST_OF_YEAR", "SAME_DAY", "NEXT_DAY", "NEXT_MONTH", "PAYMENT_MONTH"]
"""From when money opens cover: 1 January, its day, the day after, the 1st of the next month, or the 1st of its own month."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days on which money is in time, both ends inclusive. `start` is for money of the benefit year itself; earlier opens 1 January."""

    first: date
    last: date
    start: Start
    categories: frozenset[str] = frozenset()
    """For whom; empty: for everybody."""

    def is_for(self, category: str | None) -> bool:
        """True of a period for everybody, or for this category."""
        return not self.categories or category in self.categories


@dataclass(frozen=True, slots=True)
class Windows:
    """The dates of a benefit year's campaign, all inclusive."""

    concentrated_from: date
    concentrated_until: date
    in_year_start: Start
    further_periods: tuple[Period, ...]
    change_stop_deadline: date
    first_levy_send: date
    new_enrolment_deadline: date
    subsidy_request_deadline: date
    progress_from: date
    progress_until: date

    @property
    def periods(self) -> Iterator[Period]:
        """The concentrated period, and those that were added to it."""
        yield Period(self.concentrated_from, self.concentrated_until, self.in_year_start)
        yield from self.further_periods

    def in_concentrated_period(self, day: date) -> bool:
        """True if the day lies in 集中参保期 for anybody (both ends count)."""
        return any(period.first <= day <= period.last for period in self.periods)

    @property
    def period_start(self) -> date:
        """The first day on which anybody's money is in time."""
        return min(period.first for period in self.periods)

    def period_end(self, category: str | None = None) -> date:
        """The last day on which money of this category is in time; without one: of everybody."""
        return max(period.last for period in self.periods if period.is_for(category))


def period_of(row: Mapping[str, Any], year: int) -> Period:
    """A row of `windows.further_periods` in a benefit year. Raises ValueError, KeyError."""
    first, last = (for_year(Unit.DAY_OF_CAMPAIGN, typed(Unit.DAY_OF_CAMPAIGN, row[end]), year) for end in ("from", "until"))
    return Period(first, last, row["start"], frozenset(row["categories"] or ()))
