"""Which benefit year an application is for (F-34), and whether that year is open (R-032, R-052)."""

from collections.abc import Iterator
from datetime import date

from enrolment_terms.reasons import Reason, ReasonCode, reason
from enrolment_terms.scheme import Category
from policy_parameters import PolicyBook, PolicyNotKnown
from policy_parameters.rule_parameters import windows


def default_benefit_year(today: date, area: str, category: Category, policy: PolicyBook) -> int:
    """F-34: in the concentrated period the next year, else the current one; a newborn's first year is the current one (R-024)."""
    if category is Category.NEWBORN or not is_open_for(today.year + 1, today, area, policy):
        return today.year
    if policy.value("application.default_year", region=area, year=today.year + 1).value == "CURRENT_YEAR":
        return today.year
    return today.year + 1


def is_open_for(year: int, today: date, area: str, policy: PolicyBook) -> bool:
    """True inside a concentrated period of the year, both ends inclusive (R-032, H3). False where the book has no such year."""
    try:
        return policy.read(windows, area, year).in_concentrated_period(today)
    except PolicyNotKnown:
        return False


def year_reasons(year: int, today: date, area: str, policy: PolicyBook) -> Iterator[Reason]:
    """R-052: a year is open in its concentrated period (NEW) or while it runs (MIDYEAR); anything else is refused."""
    if unknown := tuple(unknown_year_reasons(year, area, policy)):
        yield from unknown
        return
    if year != today.year and not is_open_for(year, today, area, policy):
        code = ReasonCode.DEADLINE_PASSED if year < today.year else ReasonCode.YEAR_NOT_OPEN
        yield reason(code, field="benefit_year", rule="R-052")


def unknown_year_reasons(year: int, area: str, policy: PolicyBook) -> Iterator[Reason]:
    """A year that the book does not tell of in this place: nothing of it could be decided."""
    try:
        policy.read(windows, area, year)
    except PolicyNotKnown as unknown:
        yield reason(ReasonCode.YEAR_NOT_OPEN, field="benefit_year", rule="R-052", msg=unknown.msg)
