"""What a person is entitled to on a day, over everything known: scheme, cover, level, ceiling, and why."""

from datetime import date
from enum import StrEnum
from typing import Any

import msgspec

from benefits.domain.case import Decision
from benefits.domain.contradictions import LABELS, flags_of_claims
from benefits.domain.explanation import explain
from benefits.domain.facts import EmployeeSpell, PersonFacts
from benefits.domain.incentives import Ledger, ledger_for
from benefits.domain.person import Outcome, PersonOutcomes, decide_person
from benefits.domain.rule import Rule, Step
from benefits.domain.states import Level, level_on, state_on
from benefits.domain.suspension import EMPLOYEE_SCHEME
from benefits.domain.terms import TermsFor
from enrolment_events.benefits import EntitlementState
from enrolment_terms.labels import labelled
from enrolment_terms.scheme import Scheme

NOT_REGISTERED = Rule(
    "R-061",
    "S3 第十二条；S0",
    "参保登记审核通过后，通过税务缴费服务渠道完成缴费",
    {"none": "本系统没有{year}年度的居民医保参保登记，不能据此判断是否在其他地区参保或参加职工医保"},
)
_BEST_FIRST = [
    EntitlementState.ACTIVE,
    EntitlementState.WAITING,
    EntitlementState.PENDING,
    EntitlementState.SUSPENDED,
    EntitlementState.EMPTY,
    EntitlementState.ENDED,
    EntitlementState.REVOKED,
    EntitlementState.NONE,
]


class Cover(StrEnum):
    """What an answer comes to: nobody is called uncovered of whom nothing was told."""

    COVERED = "COVERED"
    NOT_COVERED = "NOT_COVERED"
    UNKNOWN = "UNKNOWN"


labelled(
    Cover,
    "待遇结论",
    {Cover.COVERED: "享受待遇", Cover.NOT_COVERED: "不享受待遇", Cover.UNKNOWN: "无法判断：本系统没有该年度的参保登记"},
)


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """One person on one day. `known` False: nobody told us of that year, which is not the same as not covered.

    `ledger` None where the person is not insured as a resident that year.
    """

    on: date
    known: bool = True
    covered: bool
    state: EntitlementState
    scheme: Scheme | None
    benefit_year: int
    area: str | None
    starts_on: date | None
    ends_on: date | None
    wait_months: int
    level: Level | None
    explanation: list[dict[str, Any]]
    flags: list[dict[str, str]]
    ledger: Ledger | None

    @property
    def cover(self) -> Cover:
        """Yes, no, or nobody told us."""
        return Cover.COVERED if self.covered else Cover.NOT_COVERED if self.known else Cover.UNKNOWN


def answer_on(facts: PersonFacts, on: date, terms_for: TermsFor) -> Answer:
    """Raises PolicyNotKnown for a day in a year that the book does not know: refused, never guessed.

    A cover that is known holds, whatever the book says of other places in which the person is registered.
    """
    decided = decide_person(facts, terms_for, explain=True)
    spell = _employee_on(facts, on)
    best = min(
        (outcome for outcome in decided.outcomes if outcome.decision.year == on.year or _began_before_its_year(outcome.decision, on)),
        key=lambda outcome: _BEST_FIRST.index(state_on(outcome.decision, on)),
        default=None,
    )
    active = best is not None and state_on(best.decision, on) is EntitlementState.ACTIVE
    if not active:
        for area in {participation.area for participation in facts.participations}:
            terms_for(area, on.year)
        if spell is not None:
            return _by_employee_scheme(spell, on, best, terms_for)
    return _nothing(facts, on) if best is None else _by_resident_scheme(facts, decided, best, on, terms_for)


def _began_before_its_year(decision: Decision, on: date) -> bool:
    """H3: a freshman's cover of next year begins in September."""
    return decision.year == on.year + 1 and decision.starts_on is not None and decision.starts_on <= on


def _employee_on(facts: PersonFacts, on: date) -> EmployeeSpell | None:
    for spell in facts.spells:
        if spell.first_paid_on is None or spell.benefits_from is None or spell.benefits_from > on:
            continue
        if (spell.benefits_until is None or on <= spell.benefits_until) and (facts.died_on is None or on <= facts.died_on):
            return spell
    return None


def _by_employee_scheme(spell: EmployeeSpell, on: date, resident: Outcome | None, terms_for: TermsFor) -> Answer:
    step = EMPLOYEE_SCHEME.step("from_start", paid=spell.first_paid_on, first=spell.benefits_from)
    steps = resident.steps if resident and resident.decision.pauses else [step]
    return Answer(
        on=on, covered=True, state=EntitlementState.ACTIVE, scheme=Scheme.EMPLOYEE, benefit_year=on.year, area=None,
        starts_on=spell.benefits_from, ends_on=spell.benefits_until, wait_months=0, level=Level.BASE,
        explanation=explain(steps, terms_for(resident.participation.area, on.year) if resident else None),
        flags=[], ledger=None,
    )  # fmt: skip


def _nothing(facts: PersonFacts, on: date) -> Answer:
    area = facts.participations[0].area if facts.participations else None
    steps = [NOT_REGISTERED.step("none", year=on.year)]
    return Answer(
        on=on, known=False, covered=False, state=EntitlementState.NONE, scheme=None, benefit_year=on.year, area=area,
        starts_on=None, ends_on=None, wait_months=0, level=None,
        explanation=explain(steps, None), flags=[], ledger=None,
    )  # fmt: skip


def _by_resident_scheme(facts: PersonFacts, decided: PersonOutcomes, best: Outcome, on: date, terms_for: TermsFor) -> Answer:
    decision, area = best.decision, best.participation.area
    terms = terms_for(area, decision.year)
    state = state_on(decision, on)
    covered = state is EntitlementState.ACTIVE
    why: list[Step] = list(best.steps)
    flags = [*decision.flags, *flags_of_claims(facts.claims, decision.year, terms.incentive.serious_illness_base_cap)]
    ledger = None
    if decision.counts:
        claims = [claim for claim in facts.claims if claim.settled_on <= on]
        ledger = ledger_for(decision.year, decided.years, claims, lambda year: terms_for(area, year), on, why, facts.marks)
    return Answer(
        on=on, covered=covered, state=state, scheme=Scheme.RESIDENT, benefit_year=decision.year, area=area,
        starts_on=decision.starts_on, ends_on=decision.ends_on, wait_months=decision.wait.total,
        level=level_on(decision, on) if covered else None, explanation=explain(why, terms),
        flags=[{"code": flag, "msg": LABELS[flag]} for flag in flags], ledger=ledger,
    )  # fmt: skip
