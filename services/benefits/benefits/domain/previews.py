"""What would happen if: the same rules on facts that are only supposed (pay by a day, repair years, enrol a newborn)."""

from datetime import date
from enum import StrEnum

import msgspec

from benefits.domain.case import Decision
from benefits.domain.facts import Participation, Payment, PersonFacts
from benefits.domain.newborns import window_end
from benefits.domain.person import Outcome, decide_person
from benefits.domain.repair_offers import RepairOffer, repair_offer
from benefits.domain.terms import Terms, TermsFor
from enrolment_terms.labels import labelled
from enrolment_terms.scheme import BillKind, Category, Payer
from policy_parameters import PolicyNotKnown
from policy_parameters.personal_rates import owed
from policy_parameters.rule_parameters import levy_rules, windows

_SUPPOSED = "supposed"


class PreviewWarning(StrEnum):
    """What the person must be told before paying."""

    NO_REMAINING_COVER = "NO_REMAINING_COVER"
    NO_COVER = "NO_COVER"
    WAITING_PERIOD = "WAITING_PERIOD"
    REPAIR_NOT_USEFUL = "REPAIR_NOT_USEFUL"


WARNINGS = labelled(
    PreviewWarning,
    "缴费前须知",
    {
        PreviewWarning.NO_REMAINING_COVER: "等待期满已过当年12月31日，缴费后当年没有可享受的待遇期；仍计入参保年度，不结转次年",
        PreviewWarning.NO_COVER: "按所述情形缴费，当年没有待遇",
        PreviewWarning.WAITING_PERIOD: "设有待遇等待期，等待期内发生的医疗费用不予报销，期满后也不补报",
        PreviewWarning.REPAIR_NOT_USEFUL: "所选修复年数超过可缩短等待期的年数，多缴的不缩短等待期，只按有效年数出账",
    },
)


class Supposed(msgspec.Struct, frozen=True, kw_only=True):
    """A supposition: money for `benefit_year` arrives on `pay_on`, then `repair_years` are paid on `repair_on`."""

    benefit_year: int
    pay_on: date
    area: str
    category: Category = Category.GENERAL
    payer: Payer = Payer.PERSON
    repair_years: int = 0
    repair_on: date | None = None


class Bill(msgspec.Struct, frozen=True):
    """A bill that the supposition would make. Fen; None where no rate is published. Finance pays what is free for the person."""

    kind: BillKind
    benefit_year: int
    amount: int | None
    payer: Payer


class Preview(msgspec.Struct, frozen=True):
    """The dates, bills and warnings that would follow."""

    outcomes: list[Outcome]
    bills: list[Bill]
    warnings: list[PreviewWarning]
    offer: RepairOffer


def preview(facts: PersonFacts, supposed: Supposed, terms_for: TermsFor) -> Preview:
    """The person's facts with the supposed payment in place of what is open for that year. Raises PolicyNotKnown."""
    terms = terms_for(supposed.area, supposed.benefit_year)
    years = _years_to_pay(facts, supposed, terms, terms_for)
    pretended = _with_payments(facts, supposed, years)
    life = decide_person(pretended, terms_for, explain=True)
    mine = [outcome for outcome in life.outcomes if outcome.participation.id == _SUPPOSED]
    bills = [_bill(facts, year, supposed, terms_for(supposed.area, year)) for year in years]
    main = next(outcome for outcome in mine if outcome.decision.year == supposed.benefit_year)
    unrepaired = msgspec.structs.replace(main.case, rare=msgspec.structs.replace(main.case.rare, repairs=()))
    offer = repair_offer(unrepaired, supposed.repair_on or supposed.pay_on, terms, supposed.repair_years or None)
    if supposed.repair_years and offer.useful_years:
        bills.append(Bill(BillKind.REPAIR, supposed.benefit_year, offer.price, supposed.payer))
    return Preview(mine, bills, _warnings(main.decision, supposed, offer), offer)


def _years_to_pay(facts: PersonFacts, supposed: Supposed, terms: Terms, terms_for: TermsFor) -> list[int]:
    """R-024: a newborn paying in the year after birth, or late in the year of birth, pays two years."""
    year, born = supposed.benefit_year, facts.born
    if supposed.category is not Category.NEWBORN or born is None or born.year > year:
        return [year]
    if born.year == year - 1:
        return [born.year, year] if supposed.pay_on <= window_end(born, facts.foreign, facts.document, terms) else [year]
    return [year, year + 1] if supposed.pay_on.year == year and _is_open(year + 1, supposed, terms_for) else [year]


def _is_open(year: int, supposed: Supposed, terms_for: TermsFor) -> bool:
    """False of a year that the book does not know yet."""
    try:
        return supposed.pay_on >= terms_for(supposed.area, year).opens
    except PolicyNotKnown:
        return False


def _bill(facts: PersonFacts, year: int, supposed: Supposed, terms: Terms) -> Bill:
    """R-038, H3: as payment-bridge will make it, of the day on which the person is registered for the year, or pays."""
    on = min([supposed.pay_on, *(one.registered_on for one in facts.participations if one.benefit_year == year)])
    kind = _kind(facts, year, supposed, on, terms)
    if terms.rate is None:
        return Bill(kind, year, None, supposed.payer)
    rules = terms.book.read(levy_rules, supposed.area, year)
    return Bill(kind, year, *owed(rules, kind, year, supposed.category, supposed.payer, on, facts.born))


def _kind(facts: PersonFacts, year: int, supposed: Supposed, on: date, terms: Terms) -> BillKind:
    """R-032, R-034: an ordinary bill until the concentrated period ends, in whichever year that is (H3)."""
    if supposed.category is Category.NEWBORN and facts.born is not None and facts.born.year == year:
        return BillKind.NEWBORN_BIRTHYEAR
    is_in_time = on <= terms.book.read(windows, supposed.area, year).period_end(supposed.category)
    return BillKind.NORMAL if is_in_time else BillKind.MIDYEAR


def _with_payments(facts: PersonFacts, supposed: Supposed, years: list[int]) -> PersonFacts:
    open_for_year = {one.id for one in facts.participations if one.benefit_year in years}
    participation = Participation(
        id=_SUPPOSED, benefit_year=supposed.benefit_year, area=supposed.area, category=supposed.category, payer=supposed.payer,
        registered_on=supposed.pay_on, effective_on=supposed.pay_on,
    )  # fmt: skip
    money = [Payment(id=f"{_SUPPOSED}-{year}", participation_id=_SUPPOSED, benefit_year=year, arrival=supposed.pay_on) for year in years]
    if supposed.repair_years:
        money.append(
            Payment(
                id="supposed-repair", participation_id=_SUPPOSED, benefit_year=supposed.benefit_year, kind=BillKind.REPAIR,
                arrival=supposed.repair_on or supposed.pay_on, repair_years=supposed.repair_years,
            )
        )  # fmt: skip
    return msgspec.structs.replace(
        facts,
        participations=(*(one for one in facts.participations if one.id not in open_for_year), participation),
        payments=(*(one for one in facts.payments if one.participation_id not in open_for_year), *money),
    )


def _warnings(decision: Decision, supposed: Supposed, offer: RepairOffer) -> list[PreviewWarning]:
    """R-103, R-109, R-034: what the person must be told before the bill is sent."""
    found = []
    if decision.empty:
        found.append(PreviewWarning.NO_REMAINING_COVER)
    elif decision.starts_on is None:
        found.append(PreviewWarning.NO_COVER)
    if decision.wait.total:
        found.append(PreviewWarning.WAITING_PERIOD)
    if supposed.repair_years and offer.useful_years < supposed.repair_years:
        found.append(PreviewWarning.REPAIR_NOT_USEFUL)
    return found
