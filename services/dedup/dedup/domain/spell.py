"""One coverage spell: a participation of one person in one scheme, in one place, from a day to a day (both inclusive)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from enrolment_terms.benefit_year import first_day, last_day
from enrolment_terms.regions import PoolingRegion, pooling_region_of
from enrolment_terms.scheme import EmployeeIdentity, ParticipationState, Scheme

Rests = tuple[tuple[date, date], ...]
"""Days on which a spell rested and was taken up again, both included, in their order (R-131, R-134)."""
_ONE_DAY = timedelta(days=1)
_CODE_OF_EMPLOYER = 32
_NORMAL = {ParticipationState.REGISTERED, ParticipationState.ACTIVE}
"""参保状态正常: a suspended, stopped or ended record is none (R-120)."""
_OVER = {ParticipationState.STOPPED, ParticipationState.SUSPENDED, ParticipationState.TERMINATED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """What the index knows of one participation. `benefit_year` is None for the employee scheme; `ends_on` None is open-ended.

    `spell_ref`: the reference as it is reported; in the index the participation's id, or the key that a told spell is kept under.
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
    """The first payment, if that is told."""
    state: ParticipationState
    employer: str | None = None
    """Which employer (employee scheme): digits of who tells, then 32 of his code. Codes of two sources say nothing of one another."""
    left_on: date | None = None
    """Last day at that workplace, where it is known: the relation may still be paid for later (R-121)."""
    months_paid: int | None = None
    """Months in the employee scheme without a break up to today or the end, where the source counts them (R-126)."""
    benefits_from: date | None = None
    """First day on which it gives benefits, where that is later than its start (R-127)."""
    student: bool = False
    """Registered as a student at the school's place (R-123, R-125)."""
    subsidised: bool = False
    """A department pays, as for a subsidised person (R-124): active by the mark, before the money has come (R-042)."""
    government_until: date | None = None
    """Last day on which the government pays for a land-expropriated farmer (R-131)."""
    rests: Rests = ()
    authority: int = 0
    """Whose word it is: 0 our own registration, 1 the region itself, 2 somebody else about it. The lower wins."""
    told_at: datetime | None = None
    """When it was told last; None for a participation of our own."""

    @property
    def region(self) -> PoolingRegion:
        """Where it is, as the pooling region (统筹区)."""
        return pooling_region_of(self.area)

    @property
    def is_normal(self) -> bool:
        """Registered or active; every other state is no hindrance (R-003, R-120)."""
        return self.state in _NORMAL

    @property
    def counts(self) -> bool:
        """参保缴费状态正常 (R-120): active, and paid or covered by a mark."""
        return self.state is ParticipationState.ACTIVE and (self.paid or self.subsidised)

    @property
    def is_over(self) -> bool:
        """It was in force, and rests or has ended; what was cancelled or has lapsed never was."""
        return self.state in _OVER

    @property
    def usable_from(self) -> date:
        """First day on which it gives benefits."""
        return max(self.starts_on, self.benefits_from or self.starts_on)

    def lasts_to(self, day: date) -> bool:
        """True if the spell has not ended before `day`."""
        return self.ends_on is None or self.ends_on >= day

    @property
    def stretches(self) -> tuple[tuple[date, date], ...]:
        """The days that it covers, first and last of each stretch; `date.max` is open-ended."""
        found, first = [], self.starts_on
        for rest_from, rest_until in self.rests:
            found.append((first, rest_from - _ONE_DAY))
            first = rest_until + _ONE_DAY
        found.append((first, self.ends_on or date.max))
        return tuple((one, last) for one, last in found if one <= last)

    def meets(self, other: "Spell") -> bool:
        """True if the two have a day in common; touching periods (…-03-31 / 04-01-…) have none (R-001)."""
        return any(one[0] <= two[1] and two[0] <= one[1] for one in self.stretches for two in other.stretches)

    def names_another_employer(self, other: "Spell") -> bool:
        """True if one source names two different employers: these are two relations, however long both last (R-121)."""
        if self.employer is None or other.employer is None:
            return False
        same_source = self.employer[:-_CODE_OF_EMPLOYER] == other.employer[:-_CODE_OF_EMPLOYER]
        return same_source and self.employer != other.employer

    def covers_year(self, year: int) -> bool:
        """True if it is of the benefit year, or, having none, touches a day of it."""
        if self.benefit_year is not None:
            return self.benefit_year == year
        return self.starts_on <= last_day(year) and self.lasts_to(first_day(year))


def are_duplicates(one: Spell, other: Spell) -> bool:
    """R-120: both count, with a day in common."""
    return one.counts and other.counts and one.meets(other)
