"""The end of the concentrated period (R-058)."""

from datetime import date

from policy_parameters import PolicyBook
from policy_parameters.rule_parameters import windows


def period_is_over(today: date, region: str, year: int, policy: PolicyBook) -> bool:
    """True from the day after the last day of the period: until 24:00 of 31 December a payment still counts. Raises PolicyNotKnown."""
    return today > policy.read(windows, region, year).concentrated_until
