"""The end of the concentrated period (R-058)."""

from datetime import date, timedelta

from policy_parameters import PolicyBook
from policy_parameters.rule_parameters import levy_rules, windows


def period_is_over(today: date, region: str, year: int, policy: PolicyBook) -> bool:
    """True from the day after the last day of the period: until 24:00 of 31 December a payment still counts. Raises PolicyNotKnown."""
    return today > policy.read(windows, region, year).period_end()


def results_are_in(today: date, region: str, year: int, policy: PolicyBook) -> bool:
    """H1 D3: True when the days for result rows after the period are over, too; what has no result by then has none."""
    grace = timedelta(days=policy.read(levy_rules, region, year).result_grace_days)
    return period_is_over(today - grace, region, year, policy)
