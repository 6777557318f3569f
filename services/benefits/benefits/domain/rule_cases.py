"""The decisions of this service under names, for rule cases written by clerks (docs/rule-cases.md)."""

from collections.abc import Iterable
from datetime import date

from msgspec import structs

from benefits.domain.case_facts import Insured, Life, Paid, RepairYears, person_of
from benefits.domain.contradictions import flags_of_claims
from benefits.domain.cover_elsewhere import KnownYears, only_elsewhere
from benefits.domain.explanation import explain, sentence
from benefits.domain.filings import FilingForm, check_filing, ends_of, promise_only
from benefits.domain.incentives import ledger_for
from benefits.domain.newborns import window_end
from benefits.domain.person import Outcome, decide_person
from benefits.domain.previews import Supposed, preview
from benefits.domain.repair_offers import repair_offer
from benefits.domain.rule import Step
from benefits.domain.states import level_on, state_on
from benefits.domain.terms import terms_of, terms_reader
from benefits.domain.years import years
from enrolment_events.benefits import EntitlementState
from enrolment_terms.money import yuan
from enrolment_terms.reasons import ReasonCode
from enrolment_terms.scheme import BillKind, Payer
from policy_parameters import Answer, Area, Decision, FactsRefused, PolicyBook, When, Year, Yuan
from policy_parameters.filing_parameters import filing_rules, is_in_the_book
from policy_parameters.newborns import NewbornDocument


class YearOfBenefits(Answer, frozen=True):
    """What one benefit year gives."""

    start: date | None
    end: date | None
    ordinary_start: date | None
    would_start: date | None
    wait_months: int
    fixed_months: int
    variable_months: int
    missed_years: int
    exempt: str | None
    empty: bool
    revoked: bool
    counts: bool
    useful_repair_years: int
    repair_price: Yuan | None
    subsidised: tuple[tuple[date, date], ...]
    pauses: tuple[tuple[date, date], ...]
    flags: tuple[str, ...]
    state: EntitlementState | None
    level: str | None
    rules: tuple[str, ...]
    explanation: tuple[str, ...]


class Benefits(YearOfBenefits, frozen=True, kw_only=True):
    """The asked year, and every year that was decided."""

    years: dict[Year, YearOfBenefits]


def start_date(given: Life, when: Paid, area: Area, policy: PolicyBook, as_of: When[date | None] = None) -> Benefits:
    """From when to when the benefit year gives benefits, after which wait, by which rules; state and level on the day `as_of`."""
    life = decide_person(person_of(given, when, area), terms_reader(policy), explain=True)
    asked = _asked(life.outcomes, when.benefit_year, area, policy)
    answers = {outcome.decision.year: _answer(outcome, policy, as_of) for outcome in life.outcomes}
    return Benefits(**structs.asdict(answers[asked.decision.year]), years=answers)


def _asked(outcomes: Iterable[Outcome], year: int, area: str, policy: PolicyBook) -> Outcome:
    """The outcome of the asked year. Raises PolicyNotKnown for a year that the book does not know, FactsRefused for one not paid for."""
    terms_of(policy, area, year)
    for outcome in outcomes:
        if outcome.decision.year == year:
            return outcome
    raise FactsRefused(f"{year} 年度没有参保关系")


def _answer(outcome: Outcome, policy: PolicyBook, on: date | None) -> YearOfBenefits:
    decision, wait = outcome.decision, outcome.decision.wait
    terms = terms_of(policy, outcome.participation.area, decision.year)
    return YearOfBenefits(
        start=decision.starts_on,
        end=decision.ends_on,
        ordinary_start=decision.ordinary,
        would_start=decision.would_start,
        wait_months=wait.total,
        fixed_months=wait.fixed,
        variable_months=wait.variable,
        missed_years=wait.missed,
        exempt=wait.exempt,
        empty=decision.empty,
        revoked=decision.revoked,
        counts=decision.counts,
        useful_repair_years=wait.useful_repairs,
        repair_price=None if terms.rate is None else yuan(wait.useful_repairs * terms.rate),
        subsidised=tuple((first, last) for first, last in decision.subsidised),
        pauses=tuple((pause.first, pause.last) for pause in decision.pauses),
        flags=decision.flags,
        state=state_on(decision, on) if on else None,
        level=level_on(decision, on) if on else None,
        rules=tuple(step.rule.id for step in outcome.steps),
        explanation=tuple(step["text"] for step in explain(outcome.steps, terms)),
    )


class Window(Answer, frozen=True):
    """Last day on which money opens cover from birth."""

    window_end: date


def newborn_window(
    born: date, area: Area, policy: PolicyBook, foreign: bool = False, document: NewbornDocument = "HOUSEHOLD_BOOK"
) -> Window:
    """R-022, R-023."""
    return Window(window_end(born, foreign, document, terms_of(policy, area, born.year)))


class Repair(Answer, frozen=True):
    """How many years are worth paying for, and what they cost."""

    useful_years: int
    price: Yuan | None
    unit_price: Yuan | None
    refusal: str | None


def repair(given: Life, when: Paid, area: Area, policy: PolicyBook, as_of: When[date], asked: When[RepairYears | None] = None) -> Repair:
    """What repair is offered on the day `as_of` (R-105 to R-109)."""
    life = decide_person(person_of(given, when, area), terms_reader(policy))
    case = _asked(life.outcomes, when.benefit_year, area, policy).case
    offer = repair_offer(case, as_of, terms_of(policy, area, when.benefit_year), asked)
    price, unit = (None if fen is None else yuan(fen) for fen in (offer.price, offer.unit_price))
    return Repair(offer.useful_years, price, unit, offer.refusal)


class SupposedBill(Answer, frozen=True):
    """A bill that would be made."""

    kind: BillKind
    benefit_year: Year
    amount: Yuan | None
    payer: Payer


class WhatIf(Benefits, frozen=True, kw_only=True):
    """The dates that would follow, with the bills and the warnings."""

    bills: tuple[SupposedBill, ...]
    warnings: tuple[str, ...]


def what_if(
    given: Life,
    benefit_year: When[Year],
    pay_on: When[date],
    area: Area,
    policy: PolicyBook,
    repair_years: When[RepairYears] = 0,
    repair_on: When[date | None] = None,
    as_of: When[date | None] = None,
) -> WhatIf:
    """Dates, bills and warnings of a supposed payment."""
    supposed = Supposed(
        benefit_year=benefit_year, pay_on=pay_on, area=area, category=given.category, repair_years=repair_years, repair_on=repair_on
    )  # fmt: skip
    seen = preview(person_of(given, Paid(benefit_year), area), supposed, terms_reader(policy))
    answers = {outcome.decision.year: _answer(outcome, policy, as_of) for outcome in seen.outcomes}
    bills = (
        SupposedBill(bill.kind, bill.benefit_year, None if bill.amount is None else yuan(bill.amount), bill.payer) for bill in seen.bills
    )
    return WhatIf(**structs.asdict(answers[benefit_year]), years=answers, bills=tuple(bills), warnings=tuple(seen.warnings))


class Incentives(Answer, frozen=True):
    """Both ledgers, and the ceiling they give. `flags`: facts of the year before that do not go together."""

    n: int
    continuous: Yuan
    zero_claim: Yuan
    effective: Yuan
    ceiling: Yuan
    provisional: bool
    uncapped: bool
    flags: tuple[str, ...]
    explanation: tuple[str, ...]


def incentives(given: Insured, benefit_year: When[Year], area: Area, policy: PolicyBook, as_of: When[date | None] = None) -> Incentives:
    """Both ledgers for a benefit year (R-140 to R-147), as seen on a day: without one on 1 January of the year."""
    on = as_of or date(benefit_year, 1, 1)
    known = [claim for claim in given.settlements() if claim.settled_on <= on]
    insured = years(given.insured_years)
    known_years = KnownYears(insured, years(given.employee_years), only_elsewhere(given.told_elsewhere(), insured))
    steps: list[Step] = []
    ledger = ledger_for(benefit_year, known_years, known, lambda asked: terms_of(policy, area, asked), on, steps, given.marks)
    return Incentives(
        n=ledger.continuous_years,
        continuous=yuan(ledger.continuous),
        zero_claim=yuan(ledger.zero_claim),
        effective=yuan(ledger.effective),
        ceiling=yuan(ledger.ceiling),
        provisional=ledger.provisional,
        uncapped=ledger.uncapped,
        flags=flags_of_claims(known, benefit_year - 1, terms_of(policy, area, benefit_year).incentive.serious_illness_base_cap),
        explanation=tuple(sentence(step) for step in steps),
    )


class FilingVerdict(Answer, frozen=True):
    """All faults of the form at once, and how long the filing would hold."""

    accepted: bool
    reasons: tuple[ReasonCode, ...]
    explanation: tuple[str, ...]
    reason_fields: tuple[str | None, ...]
    missing: tuple[str, ...]
    missing_labels: tuple[str, ...]
    promise_only: bool
    ends_on: date | None


def filing(given: FilingForm, as_of: When[date], area: Area, policy: PolicyBook, insured: bool = True) -> FilingVerdict:
    """What is wrong with a form on the day `as_of`, where the person is insured or not (R-150 to R-157)."""
    rules = filing_rules(policy, area, as_of.year)
    in_the_book = given.starts_on is None or is_in_the_book(policy, area, given.starts_on.year)
    faults = check_filing(given, area, insured, as_of, rules, in_the_book)
    reasons, missing = faults.reasons, faults.missing
    return FilingVerdict(
        accepted=faults.none,
        reasons=tuple(one.code for one in reasons),
        explanation=(*(f"{one.rule} {one.msg}" for one in reasons), *(f"{one.rule} {one.label}" for one in missing)),
        reason_fields=tuple(one.field for one in reasons),
        missing=tuple(one.field for one in missing),
        missing_labels=tuple(one.label for one in missing),
        promise_only=promise_only(given),
        ends_on=ends_of(given, area, rules) if given.starts_on and given.type in rules.types else None,
    )


DECISIONS = {
    "start_date": Decision.of("待遇享受的起止日期和等待期", start_date),
    "newborn_window": Decision.of("新生儿自出生之日起享受的缴费期限", newborn_window),
    "repair_offer": Decision.of("等待期缴费修复能修复几年、多少钱", repair),
    "what_if": Decision.of("假定某日缴费的结果", what_if),
    "incentives": Decision.of("连续参保激励、零报销激励和封顶线", incentives),
    "care_elsewhere_filing": Decision.of("异地就医备案的审核", filing),
}
