"""One coverage spell: a participation of one person in one scheme, in one place, from a day to a day (both inclusive)."""

from dataclasses import dataclass
from datetime import date

from enrolment_terms.benefit_year import first_day, last_day
from enrolment_terms.scheme import EmployeeIdentity, ParticipationState, Scheme

_NORMAL = {ParticipationState.REGISTERED, ParticipationState.ACTIVE}
"""参保状态正常: a suspended, stopped or ended record is none (R-120)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """What the index knows of one participation. `benefit_year` is None for the employee scheme; `ends_on` None is open-ended.

    `spell_ref`: the reference as it is reported; in the index the participation's id, or the key that a reported spell is kept under.
    `first_paid_on`: the first payment of a reported spell, if that is told.
    """

    spell_ref: str
    scheme: Scheme
    identity: EmployeeIdentity | None = None
    area: str
    benefit_year: int | None = None
    starts_on: date
    ends_on: date | None = None
    paid: bool
    first_paid_on: date | None = None
    state: ParticipationState

    @property
    def is_normal(self) -> bool:
        """Registered or active; every other state is no hindrance (R-003, R-120)."""
        return self.state in _NORMAL

    @property
    def is_normal_and_paid(self) -> bool:
        """参保缴费状态正常 (R-120)."""
        return self.paid and self.state is ParticipationState.ACTIVE

    def lasts_to(self, day: date) -> bool:
        """True if the spell has not ended before `day`."""
        return self.ends_on is None or self.ends_on >= day

    def covers_year(self, year: int) -> bool:
        """True if it is of the benefit year, or, having none, touches a day of it."""
        if self.benefit_year is not None:
            return self.benefit_year == year
        return self.starts_on <= last_day(year) and self.lasts_to(first_day(year))


def are_duplicates(one: Spell, other: Spell) -> bool:
    """R-120: both normal and paid, with a day in common; touching periods (…-03-31 / 04-01-…) are none (R-001)."""
    both_count = one.is_normal_and_paid and other.is_normal_and_paid
    return both_count and one.lasts_to(other.starts_on) and other.lasts_to(one.starts_on)
