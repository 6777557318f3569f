"""The benefit year (年度): 1 January to 31 December, in the calendar of Asia/Shanghai."""

from datetime import date
from typing import NewType
from zoneinfo import ZoneInfo

BenefitYear = NewType("BenefitYear", int)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def first_day(year: int) -> date:
    """1 January of the benefit year."""
    return date(year, 1, 1)


def last_day(year: int) -> date:
    """31 December of the benefit year."""
    return date(year, 12, 31)


def first_of_next_month(day: date) -> date:
    """次月1日: 2024-05-31 -> 2024-06-01."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def add_months(day: date, months: int) -> date:
    """The same day `months` later, clamped to the last day of the month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    month += 1
    next_month = date(year + month // 12, month % 12 + 1, 1)
    last = next_month.toordinal() - date(year, month, 1).toordinal()
    return date(year, month, min(day.day, last))
