"""From a person's facts to cases, and from cases to decisions, year by year: whether a year counts decides how long later ones wait."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from msgspec.structs import replace

from benefits.domain.case import NO_RARE_FACTS, Carried, Case, Decision, RareFacts
from benefits.domain.contradictions import flags_of
from benefits.domain.cover_elsewhere import KnownYears, only_elsewhere, years_in
from benefits.domain.entitlement import decide
from benefits.domain.facts import EmployeeSpell, Participation, Payment, PersonFacts, Refund, StateChange, Suspension
from benefits.domain.rule import Step, Why
from benefits.domain.suspension import suspensions_in
from benefits.domain.terms import TermsFor
from benefits.domain.years import NO_YEARS, YearSet, before, one, span
from enrolment_terms.scheme import BillKind, ParticipationState, Payer, Scheme
from policy_parameters import PolicyNotKnown

_FAR = 2100


class Outcome(NamedTuple):
    """What one participation gives in one benefit year, and why if that was asked."""

    participation: Participation
    case: Case
    decision: Decision
    steps: list[Step]


class PersonOutcomes(NamedTuple):
    """Every outcome of a person, and the years in which the person was insured."""

    outcomes: list[Outcome]
    years: KnownYears


def decide_person(facts: PersonFacts, terms_for: TermsFor, explain: bool = False) -> PersonOutcomes:
    """Every resident participation decided in the order of the years. Years outside the policy book count, but open nothing."""
    employee = _employee_years(facts) if facts.spells or facts.history.employee or len(facts.participations) > 1 else NO_YEARS
    excused = _excused_years(facts) if facts.circumstances else NO_YEARS
    resident = facts.history.resident
    outcomes: list[Outcome] = []
    carried: Carried | None = None
    for year, billed in _by_year(facts):
        earned, insured = False, YearSet(resident | employee)
        elsewhere = only_elsewhere(facts.elsewhere, insured, before(year)) if facts.elsewhere else ()  # F-30: like a year here
        if elsewhere:
            insured = YearSet(insured | years_in(elsewhere))
        for participation, payments in billed:
            case = case_of(facts, participation, year, payments, insured, excused)
            if elsewhere:
                case = replace(case, elsewhere=elsewhere)
            if carried is not None and carried.until.year == year:
                case = replace(case, carried=carried)
            try:
                terms = terms_for(participation.area, year)
            except PolicyNotKnown:
                earned = earned or case.arrival is not None
                continue
            why: Why = [] if explain else None
            decision = decide(case, terms, why)
            outcomes.append(Outcome(participation, case, decision, why or []))
            earned = earned or decision.counts
            if decision.would_start is not None:
                carried = Carried(replace(decision.wait, useful_repairs=0), decision.would_start)
        if earned:
            resident = YearSet(resident | one(year))
    elsewhere = only_elsewhere(facts.elsewhere, resident) if facts.elsewhere else ()
    return PersonOutcomes(outcomes, KnownYears(resident, employee, elsewhere))


Billed = tuple[Participation, list[Payment]]
"""A participation and the money that came for it in one benefit year."""


def _by_year(facts: PersonFacts) -> list[tuple[int, list[Billed]]]:
    """Resident participations by every year they are billed for (a newborn's may be billed for two, R-024)."""
    found: dict[tuple[int, str], Billed] = {}
    known = {}
    for participation in facts.participations:
        if participation.scheme is Scheme.RESIDENT:
            known[participation.id] = participation
            found[participation.benefit_year, participation.id] = participation, []
    for payment in facts.payments:
        key = payment.benefit_year, payment.participation_id
        if key in found:
            found[key][1].append(payment)
        elif payment.kind is not BillKind.REPAIR and payment.participation_id in known:
            found[key] = known[payment.participation_id], [payment]
    by_year: dict[int, list[Billed]] = {}
    for year, participation_id in sorted(found):
        by_year.setdefault(year, []).append(found[year, participation_id])
    return list(by_year.items())


def case_of(facts: PersonFacts, participation: Participation, year: int, mine: list[Payment], insured: YearSet, excused: YearSet) -> Case:
    """The one question of this participation and year, with only the facts that can matter for it."""
    kept, taken_back = (mine, []) if not facts.reversals and not facts.refunds else _standing(facts, participation, mine)
    main = min((payment for payment in kept if payment.kind is not BillKind.REPAIR), key=_decides_first, default=None)
    arrival = main.arrival if main else None
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
        expected=None if facts.born else facts.expected,
        foreign=facts.foreign,
        document=facts.document,
        insured=insured,
        excused=excused,
        rare=_rare_facts(facts, participation, mine, kept, revoked_on, year),
    )


def _standing(facts: PersonFacts, participation: Participation, mine: list[Payment]) -> tuple[list[Payment], list[date]]:
    """The payments that stand, and the days on which the others went back (R-073, D4)."""
    reversed_on = {reversal.payment_id: reversal.reversed_on for reversal in facts.reversals}
    refunds = _refunds_of(facts, participation, mine)
    kept = [payment for payment in mine if payment.id not in reversed_on and not any(_returns(refund, payment) for refund in refunds)]
    taken_back = [on for payment in mine if (on := reversed_on.get(payment.id))]
    return kept, [*taken_back, *(refund.paid_back_on for refund in refunds if refund.paid_back_on)]


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


def _rare_facts(
    facts: PersonFacts, participation: Participation, mine: list[Payment], kept: list[Payment], revoked_on: date | None, year: int
) -> RareFacts:
    flags = flags_of(facts, participation, year, mine)
    changes, suspensions = _changes_of(facts, participation)
    repairs = tuple(payment for payment in kept if payment.kind is BillKind.REPAIR)
    jobs_elsewhere = _jobs_elsewhere(facts) if facts.elsewhere else ()
    of_person = facts.marks or facts.spells or jobs_elsewhere or facts.permits or facts.circumstances or facts.died_on
    if not (of_person or changes or suspensions or repairs or revoked_on or flags):
        return NO_RARE_FACTS
    return RareFacts(
        marks=facts.marks,
        spells=facts.spells,
        jobs_elsewhere=jobs_elsewhere,
        changes=changes,
        suspensions=suspensions,
        permits=facts.permits,
        circumstances=facts.circumstances,
        repairs=repairs,
        died_on=facts.died_on,
        revoked_on=revoked_on,
        flags=flags,
    )


def _jobs_elsewhere(facts: PersonFacts) -> tuple[tuple[date, date | None], ...]:
    """R-104: those that were paid for; without a last day they go on."""
    jobs = (one for one in facts.elsewhere if one.scheme is Scheme.EMPLOYEE and one.paid)
    return tuple(sorted((period for one in jobs for period in one.periods), key=lambda period: (period[0], period[1] or date.max)))


def _changes_of(facts: PersonFacts, participation: Participation) -> tuple[tuple[StateChange, ...], tuple[Suspension, ...]]:
    """What interrupts or ends it: as its newest state tells it whole, or put together from the changes that an older version told."""
    if participation.suspensions is None:
        changes = tuple(change for change in facts.changes if change.participation_id == participation.id) if facts.changes else ()
        return changes, tuple(suspensions_in(changes))
    if participation.state not in _TOLD:
        return (), participation.suspensions
    newest = StateChange(
        participation_id=participation.id,
        version=0,
        state=participation.state,
        reason=participation.state_reason,
        effective_on=participation.effective_on,
    )
    return (newest,), participation.suspensions


_TOLD = (ParticipationState.SUSPENDED, ParticipationState.STOPPED, ParticipationState.TERMINATED)


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
