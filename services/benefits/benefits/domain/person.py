"""From a person's facts to cases, and from cases to decisions, year by year: whether a year counts decides how long later ones wait."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

from benefits.domain.case import NOTHING_ELSE, Case, Decision, Surroundings
from benefits.domain.contradictions import flags_of
from benefits.domain.entitlement import decide
from benefits.domain.facts import EmployeeSpell, Participation, Payment, PersonFacts, Refund
from benefits.domain.rule import Step, Why
from benefits.domain.terms import Terms
from benefits.domain.years import NO_YEARS, YearSet, one, span
from enrolment_terms.scheme import BillKind, ParticipationState, Payer, Scheme
from policy_parameters import PolicyNotKnown

TermsFor = Callable[[str, int], Terms]
"""The terms of an area and benefit year; raises PolicyNotKnown."""
_FAR = 2100


class Outcome(NamedTuple):
    """What one participation gives in one benefit year, and why if that was asked."""

    participation: Participation
    case: Case
    decision: Decision
    steps: list[Step]


class Life(NamedTuple):
    """Every outcome of a person, and the years in which the person was insured."""

    outcomes: list[Outcome]
    resident_years: YearSet
    employee_years: YearSet


def decide_person(facts: PersonFacts, terms_for: TermsFor, explain: bool = False) -> Life:
    """Every resident participation decided in the order of the years. Years outside the policy book count, but open nothing."""
    employee = _employee_years(facts)
    excused = _excused_years(facts)
    resident = facts.history.resident
    outcomes: list[Outcome] = []
    for year, participations in _by_year(facts):
        earned = False
        for participation in participations:
            case = case_of(facts, participation, year, YearSet(resident | employee), excused)
            try:
                terms = terms_for(participation.area, year)
            except PolicyNotKnown:
                earned = earned or case.arrival is not None
                continue
            why: Why = [] if explain else None
            decision = decide(case, terms, why)
            outcomes.append(Outcome(participation, case, decision, why or []))
            earned = earned or decision.counts
        if earned:
            resident = YearSet(resident | one(year))
    return Life(outcomes, resident, employee)


def _by_year(facts: PersonFacts) -> list[tuple[int, list[Participation]]]:
    """Resident participations by every year they are billed for (a newborn's may be billed for two, R-024)."""
    years: dict[int, dict[str, Participation]] = {}
    known = {}
    for participation in facts.participations:
        if participation.scheme is Scheme.RESIDENT:
            known[participation.id] = participation
            years.setdefault(participation.benefit_year, {})[participation.id] = participation
    for payment in facts.payments:
        if payment.kind is not BillKind.REPAIR and payment.participation_id in known:
            years.setdefault(payment.benefit_year, {})[payment.participation_id] = known[payment.participation_id]
    return [(year, sorted(years[year].values(), key=lambda one: one.id)) for year in sorted(years)]


def case_of(facts: PersonFacts, participation: Participation, year: int, insured: YearSet, excused: YearSet) -> Case:
    """The one question of this participation and year, with only the facts that can matter for it."""
    mine = [payment for payment in facts.payments if payment.participation_id == participation.id and payment.benefit_year == year]
    reversed_ids = {reversal.payment_id: reversal.reversed_on for reversal in facts.reversals}
    refunds = [
        refund for refund in facts.refunds if refund.paid_back_on and not refund.double_payment and _concerns(refund, participation, mine)
    ]
    kept = [payment for payment in mine if payment.id not in reversed_ids and not any(_returns(refund, payment) for refund in refunds)]
    main = min((payment for payment in kept if payment.kind is not BillKind.REPAIR), key=_decides_first, default=None)
    arrival = main.arrival if main else None
    taken_back = [on for payment in mine if (on := reversed_ids.get(payment.id))] + [r.paid_back_on for r in refunds if r.paid_back_on]
    if main is None and not mine and not taken_back and year == participation.benefit_year:
        arrival = participation.paid_on
    revoked_on = max(taken_back) if arrival is None and taken_back else None
    return Case(
        arrival=arrival,
        registered_on=participation.registered_on,
        category=participation.category,
        by_finance=participation.payer is Payer.FINANCE or (main is not None and main.payer is Payer.FINANCE),
        deemed_in_window=main is not None and main.deemed_in_window,
        born=facts.born,
        foreign=facts.foreign,
        insured=insured,
        excused=excused,
        more=_surroundings(facts, participation, kept, revoked_on, year),
    )


def _decides_first(payment: Payment) -> tuple[bool, date, str]:
    return not payment.deemed_in_window, payment.arrival, payment.id


def _refunds_of(facts: PersonFacts, participation: Participation, payments: list[Payment]) -> list[Refund]:
    """R-073: refunds paid back, except of ground 2 (one payment remains)."""
    paid_back = (refund for refund in facts.refunds if refund.paid_back_on and not refund.double_payment)
    return [refund for refund in paid_back if _concerns(refund, participation, payments)]


def _concerns(refund: Refund, participation: Participation, payments: Iterable[Payment]) -> bool:
    """A refund that names a payment or bill concerns its year; one that names only the participation concerns its own year."""
    if refund.participation_id != participation.id:
        return False
    return (refund.payment_id is None and refund.bill_id is None) or any(_returns(refund, payment) for payment in payments)


def _returns(refund: Refund, payment: Payment) -> bool:
    if refund.payment_id is not None:
        return refund.payment_id == payment.id
    return refund.bill_id is None or refund.bill_id == payment.bill_id


def _surroundings(
    facts: PersonFacts, participation: Participation, kept: list[Payment], revoked_on: date | None, year: int
) -> Surroundings:
    flags = flags_of(facts, participation, year)
    changes = tuple(change for change in facts.changes if change.participation_id == participation.id)
    repairs = tuple(payment for payment in kept if payment.kind is BillKind.REPAIR)
    if not (
        facts.marks or facts.spells or facts.permits or facts.circumstances or changes or repairs or facts.died_on or revoked_on or flags
    ):
        return NOTHING_ELSE
    return Surroundings(
        marks=facts.marks,
        spells=facts.spells,
        changes=changes,
        permits=facts.permits,
        circumstances=facts.circumstances,
        repairs=repairs,
        died_on=facts.died_on,
        revoked_on=revoked_on,
        flags=flags,
    )


def _employee_years(facts: PersonFacts) -> YearSet:
    """R-102: either scheme counts; a spell counts from its first payment to the end of its benefits."""
    found = facts.history.employee
    for spell in facts.spells:
        found = YearSet(found | _years_of(spell))
    for participation in facts.participations:
        if participation.scheme is Scheme.EMPLOYEE and participation.state is ParticipationState.ACTIVE:
            found = YearSet(found | one(participation.benefit_year))
    return found


def _years_of(spell: EmployeeSpell) -> YearSet:
    if spell.first_paid_on is None:
        return NO_YEARS
    first = spell.benefits_from or spell.first_paid_on
    return span(first.year, spell.benefits_until.year if spell.benefits_until else _FAR)


def _excused_years(facts: PersonFacts) -> YearSet:
    """R-102: years in which a documented absence lies; which kinds excuse is the region's to say."""
    found = NO_YEARS
    for circumstance in facts.circumstances:
        if circumstance.kind in _ABSENCES and not circumstance.withdrawn:
            last = circumstance.until_on.year if circumstance.until_on else _FAR
            found = YearSet(found | span(circumstance.from_on.year, last))
    return found


_ABSENCES = {"ABROAD", "ARMY", "PRISON"}
