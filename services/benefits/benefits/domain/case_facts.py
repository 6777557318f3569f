"""The facts of rule cases, as a clerk states them, and what they are to the decisions (docs/rule-cases.md)."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Annotated, TypeVar

from msgspec import Meta, Struct, field, structs

from benefits.domain.facts import (
    Circumstance,
    Claim,
    EmployeeSpell,
    History,
    Mark,
    Participation,
    Payment,
    Permit,
    PersonFacts,
    Refund,
    Reversal,
    StateChange,
    YearsElsewhere,
)
from benefits.domain.years import years
from enrolment_terms.money import fen_of
from enrolment_terms.scheme import BillKind, Category, EmployeeIdentity, ParticipationState, Payer, Scheme
from policy_parameters import Area, Facts, FactsRefused, Year, Yuan
from policy_parameters.newborns import NewbornDocument

R = TypeVar("R")
CircumstanceCode = Annotated[str, Meta(pattern="^[A-Z][A-Z0-9_]{1,39}$")]
RepairYears = Annotated[int, Meta(ge=0, le=99)]


class Spell(Facts, frozen=True):
    """A relation in the employee scheme."""

    identity: EmployeeIdentity = EmployeeIdentity.WORKER
    first_paid_on: date | None = None
    benefits_from: date | None = None
    benefits_until: date | None = None
    ended_notice_on: date | None = None
    land_expropriated: bool = False


class Change(Facts, frozen=True):
    """A change of the participation's state."""

    state: ParticipationState
    effective_on: date
    reason: str | None = None


class HandedInPermit(Facts, frozen=True):
    """A residence permit."""

    filed_on: date
    valid_to: date


class KnownCircumstance(Facts, frozen=True):
    """A documented circumstance."""

    kind: CircumstanceCode
    from_on: date
    until_on: date | None = None
    withdrawn: bool = False


class Settlement(Facts, frozen=True):
    """A settlement paid by the fund."""

    year: Year
    settled_on: date
    fund_paid: Yuan = "0"
    serious_paid: Yuan = "0"
    bonus_used: bool = False
    withdrawn: bool = False

    def claim(self, number: int) -> Claim:
        """The settlement as the decisions know it, in fen."""
        amounts = {"fund_paid": fen_of(self.fund_paid), "serious_paid": fen_of(self.serious_paid)}
        return Claim(id=str(number), **structs.asdict(self) | amounts)


class KnownElsewhere(Facts, frozen=True):
    """Years in one scheme of another region, as the duplicate check knows them; the days of one job or year, where they are told."""

    area: Area
    years: tuple[Year, ...]
    scheme: Scheme = Scheme.RESIDENT
    paid: bool = True
    first_on: date | None = None
    last_on: date | None = None

    @property
    def told(self) -> YearsElsewhere:
        """What dedup would tell."""
        periods = ((self.first_on, self.last_on),) if self.first_on else ()
        return YearsElsewhere(area=self.area, scheme=self.scheme, years=years(self.years), paid=self.paid, periods=periods)


class InsuredYears(Facts, frozen=True):
    """Years insured before, in either scheme, here or elsewhere, and what the fund paid."""

    insured_years: tuple[Year, ...] = ()
    employee_years: tuple[Year, ...] = ()
    elsewhere: tuple[KnownElsewhere, ...] = ()
    claims: tuple[Settlement, ...] = ()

    def settlements(self) -> tuple[Claim, ...]:
        """All settlements."""
        return tuple(one.claim(number) for number, one in enumerate(self.claims))

    def told_elsewhere(self) -> tuple[YearsElsewhere, ...]:
        """What dedup would tell."""
        return tuple(one.told for one in self.elsewhere)


class Insured(InsuredYears, frozen=True):
    """With the identity marks, for what is lifted for aided persons."""

    marks: tuple[Mark, ...] = ()


class Life(InsuredYears, frozen=True):
    """One person with a participation in the benefit year that is asked for, and in each year that is paid for; what happened to one, and
    a refund, is of the asked year.
    """

    born: date | None = None
    expected: date | None = None
    foreign: bool = False
    document: NewbornDocument = "HOUSEHOLD_BOOK"
    category: Category = Category.GENERAL
    payer: Payer = Payer.PERSON
    state: ParticipationState = ParticipationState.ACTIVE
    registered_on: date | None = None
    died_on: date | None = None
    refunded_on: date | None = None
    reversed_on: date | None = None
    changes: tuple[Change, ...] = ()
    marks: tuple[Mark, ...] = ()
    spells: tuple[Spell, ...] = ()
    permits: tuple[HandedInPermit, ...] = ()
    circumstances: tuple[KnownCircumstance, ...] = ()


class RepairPaid(Facts, frozen=True):
    """Money for missed years."""

    years: RepairYears
    arrival_date: date


class Paid(Facts, frozen=True):
    """Money for the asked benefit year, or by year for a newborn who pays two."""

    benefit_year: Year
    arrival_date: date | None = None
    payments: dict[Year, date] = field(default_factory=dict)
    deemed_in_window: bool = False
    repairs: tuple[RepairPaid, ...] = ()

    def __post_init__(self) -> None:
        """Raises FactsRefused where the arrival stands twice."""
        if self.payments and self.arrival_date:
            raise FactsRefused("arrival_date（到账日期）和 payments（各年度到账日期）只能写一项")

    def arrivals(self) -> dict[int, date]:
        """Arrival by benefit year."""
        return self.payments or ({self.benefit_year: self.arrival_date} if self.arrival_date else {})


def person_of(given: Life, when: Paid, area: str) -> PersonFacts:
    """What the decisions take: one person, a participation of each year (R-024)."""
    arrivals = when.arrivals()
    registered = given.registered_on or min(arrivals.values(), default=date(when.benefit_year, 1, 1))
    ids = {year: f"p{year}" for year in arrivals} | {when.benefit_year: "p1"}
    money = [_payment(ids[year], year, arrival, when.deemed_in_window) for year, arrival in arrivals.items()]
    money += [_repair(number, when.benefit_year, repair) for number, repair in enumerate(when.repairs)]
    return PersonFacts(
        born=given.born,
        expected=given.expected,
        foreign=given.foreign,
        document=given.document,
        died_on=given.died_on,
        participations=tuple(
            Participation(
                id=known, benefit_year=year, area=area, effective_on=registered, registered_on=registered,
                category=given.category, payer=given.payer, state=given.state,
            )
            for year, known in ids.items()
        ),
        changes=tuple(
            StateChange(participation_id="p1", version=number, **structs.asdict(one)) for number, one in enumerate(given.changes)
        ),
        payments=tuple(money),
        reversals=tuple(Reversal(payment_id=one.id, reversed_on=given.reversed_on) for one in money if given.reversed_on),
        refunds=(Refund(id="r", participation_id="p1", paid_back_on=given.refunded_on),) if given.refunded_on else (),
        marks=given.marks,
        spells=_numbered(EmployeeSpell, given.spells),
        permits=_numbered(Permit, given.permits),
        circumstances=_numbered(Circumstance, given.circumstances),
        claims=given.settlements(),
        history=History(resident=years(given.insured_years), employee=years(given.employee_years)),
        elsewhere=given.told_elsewhere(),
    )  # fmt: skip


def _numbered(record: Callable[..., R], facts: Iterable[Struct]) -> tuple[R, ...]:
    return tuple(record(id=str(number), **structs.asdict(one)) for number, one in enumerate(facts))


def _payment(participation_id: str, year: int, arrival: date, deemed: bool) -> Payment:
    return Payment(id=f"m{year}", participation_id=participation_id, benefit_year=year, arrival=arrival, deemed_in_window=deemed)


def _repair(number: int, year: int, repair: RepairPaid) -> Payment:
    return Payment(
        id=f"x{number}", participation_id="p1", benefit_year=year, kind=BillKind.REPAIR,
        arrival=repair.arrival_date, repair_years=repair.years,
    )  # fmt: skip
