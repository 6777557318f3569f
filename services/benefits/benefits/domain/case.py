"""One question for the rules: one participation and benefit year, with the facts that can matter for it, and the answer's form."""

from datetime import date

import msgspec

from benefits.domain.facts import Circumstance, EmployeeSpell, Mark, Payment, Permit, StateChange, Suspension, YearsElsewhere
from benefits.domain.years import NO_YEARS, YearSet
from enrolment_terms.scheme import Category
from policy_parameters.newborns import NewbornDocument

Interval = tuple[date, date]
"""First and last day, both inclusive."""


class RareFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Facts most people never have. A case without any of them shares one empty record."""

    marks: tuple[Mark, ...] = ()
    spells: tuple[EmployeeSpell, ...] = ()
    jobs_elsewhere: tuple[tuple[date, date | None], ...] = ()
    """Between which days another region's employee scheme covered the person and was paid for; without a last day it still does (R-104)."""
    changes: tuple[StateChange, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    permits: tuple[Permit, ...] = ()
    circumstances: tuple[Circumstance, ...] = ()
    repairs: tuple[Payment, ...] = ()
    died_on: date | None = None
    revoked_on: date | None = None
    """A refund was paid back, or the payment was reversed, and no other payment remains (R-073, D4)."""
    flags: tuple[str, ...] = ()


NO_RARE_FACTS = RareFacts()


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A participation in one benefit year. `arrival` None: not paid. `insured` holds every insured year before this one."""

    arrival: date | None
    registered_on: date
    category: Category = Category.GENERAL
    by_finance: bool = False
    deemed_in_window: bool = False
    born: date | None = None
    expected: date | None = None
    """Of a child that is not born yet."""
    foreign: bool = False
    document: NewbornDocument = "HOUSEHOLD_BOOK"
    """With which a newborn is known."""
    insured: YearSet = NO_YEARS
    excused: YearSet = NO_YEARS
    carried: "Carried | None" = None
    """The wait of the year before, where it has not ended with that year."""
    elsewhere: tuple[YearsElsewhere, ...] = ()
    """Those of the insured years that only dedup knows of: named where the reasons are asked for."""
    rare: RareFacts = NO_RARE_FACTS


class Wait(msgspec.Struct, frozen=True):
    """待遇等待期 in months. `exempt`: the group that waits for nothing. `useful_repairs`: years worth paying for (R-106)."""

    fixed: int
    variable: int
    total: int
    missed: int
    exempt: str | None = None
    useful_repairs: int = 0


NO_WAIT = Wait(0, 0, 0, 0)


class Carried(msgspec.Struct, frozen=True):
    """A wait that goes on over the turn of the year: its months, and the day after it."""

    wait: Wait
    until: date


class Opening(msgspec.Struct, frozen=True):
    """From which day cover would begin. `ordinary` is the day without any wait (R-070 asks for it)."""

    starts_on: date
    ordinary: date
    wait: Wait = NO_WAIT
    rule: str = "R-032"
    """By which it opens: by money, where nothing else is said."""


class Pause(msgspec.Struct, frozen=True):
    """An interval in which a paid cover rests, both ends inclusive."""

    first: date
    last: date
    reason: str


class Decision(msgspec.Struct, frozen=True):
    """What a participation gives in one benefit year. `starts_on` None: nothing. Both ends inclusive."""

    year: int
    starts_on: date | None
    ends_on: date | None
    ordinary: date | None = None
    wait: Wait = NO_WAIT
    would_start: date | None = None
    """Set where the wait passes 31 December: the cover of this year is empty (R-103)."""
    revoked: bool = False
    pauses: tuple[Pause, ...] = ()
    subsidised: tuple[Interval, ...] = ()
    flags: tuple[str, ...] = ()
    counts: bool = False
    """The year is an insured year (R-102)."""

    @property
    def empty(self) -> bool:
        """Paid, but the wait passes the end of the year (F-24)."""
        return self.would_start is not None
