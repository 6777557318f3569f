"""For which benefit years one application registers a newborn: cover from birth over the turn of a year is two registrations (R-024)."""

from dataclasses import dataclass
from datetime import date

from enrolment_terms.benefit_year import last_day
from policy_parameters import PolicyBook
from policy_parameters.rule_parameters import newborn_rules
from registration.domain.benefit_year_choice import is_open_for, unknown_year_reasons


@dataclass(frozen=True, slots=True)
class Birth:
    """When a child was born, or is expected (B6)."""

    on: date
    of_foreigners: bool
    area: str

    def window_end(self, policy: PolicyBook) -> date:
        """Who is paid for by then is covered from birth (R-022, R-023). Raises PolicyNotKnown."""
        return policy.read(newborn_rules, self.area, self.on.year).window_end(self.on, self.of_foreigners)

    def last_day_to_pay(self, policy: PolicyBook) -> date:
        """Until then money for the birth year opens its cover: to the end of the newborn window or of the year (R-022, R-023, R-027)."""
        return max(self.window_end(policy), last_day(self.on.year))


def other_year(benefit_year: int, birth: Birth, today: date, policy: PolicyBook) -> int | None:
    """The second year that an application for this year registers today; None where it is one year only, or the book has no such year.

    For the year after the birth (b, c): the birth year, while its money opens anything. For the birth year: the next one, when that has
    begun (b) or may be registered (c); before September there is none, and the renewal follows (a).
    """
    born_in = birth.on.year
    if benefit_year not in (born_in, born_in + 1):
        return None
    other = born_in if benefit_year == born_in + 1 else born_in + 1
    if any(unknown_year_reasons(other, birth.area, policy)):
        return None
    if other == born_in:
        return other if today <= birth.last_day_to_pay(policy) else None
    return other if today.year == other or is_open_for(other, today, birth.area, policy) else None


def may_add_birth_year(birth: Birth, today: date, policy: PolicyBook) -> bool:
    """R-021, R-024, F-27: a child of another year owes its birth year, over or not, as long as money for it opens anything."""
    return not any(unknown_year_reasons(birth.on.year, birth.area, policy)) and today <= birth.last_day_to_pay(policy)
