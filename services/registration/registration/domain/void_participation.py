"""Registrations that nothing was ever paid for (R-097)."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID


@dataclass(frozen=True, slots=True)
class VoidParticipation:
    """A person with unpaid years and none paid since the first of them: for somebody to look at, nothing is done to it."""

    person_id: UUID
    area: str
    first_year: int
    unpaid_years: int
    registered_on: date


def unpaid_since(today: date, years: int) -> date:
    """R-097: who was registered on this day or before it, and never paid, is listed."""
    is_leap_day = (today.month, today.day) == (2, 29)
    return (today - timedelta(days=is_leap_day)).replace(year=today.year - years)
