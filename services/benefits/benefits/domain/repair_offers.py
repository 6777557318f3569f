"""What a person may repair on a day: only years that win a covered day (R-105, R-106)."""

from datetime import date, timedelta

import msgspec
from msgspec.structs import replace

from benefits.domain.case import Case, Decision
from benefits.domain.entitlement import decide
from benefits.domain.facts import Payment
from benefits.domain.states import ACTIVE, state_on
from benefits.domain.terms import Terms
from enrolment_terms.scheme import BillKind


class RepairOffer(msgspec.Struct, frozen=True):
    """What repair could do now: years worth paying for, price of one and of all in fen, None where no rate is published."""

    useful_years: int
    unit_price: int | None
    price: int | None
    refusal: str | None = None


def repair_offer(case: Case, on: date, terms: Terms, asked: int | None = None) -> RepairOffer:
    """R-105, R-106, V-17, V-18: how many of the `asked` years are worth paying for on this day, or why none are."""
    if case.arrival is None:
        return _refused("MAIN_BILL_NOT_SETTLED", terms)
    decision = decide(case, terms)
    starts_on = decision.starts_on or decision.would_start
    if starts_on is not None and (on >= starts_on or on > terms.last_day):
        return _refused("WAIT_IS_OVER", terms)
    most = decision.wait.useful_repairs if asked is None else min(asked, decision.wait.useful_repairs)
    useful = _useful_years(case, most, on, terms)
    if not useful:
        return _refused("NOTHING_TO_REPAIR", terms)
    return RepairOffer(useful, terms.rate, None if terms.rate is None else useful * terms.rate)


def _useful_years(case: Case, most: int, on: date, terms: Terms) -> int:
    """H2 R-106: the fewest years that win as many covered days as `most` would."""
    covered = [_covered_days(decide(_repaired(case, years, on, terms), terms), terms) for years in range(most + 1)]
    return covered.index(covered[-1])


def _covered_days(decision: Decision, terms: Terms) -> int:
    days = (terms.first_day + timedelta(days=number) for number in range((terms.last_day - terms.first_day).days + 1))
    return sum(state_on(decision, day) is ACTIVE for day in days)


def _refused(why: str, terms: Terms) -> RepairOffer:
    return RepairOffer(0, terms.rate, 0, why)


def _repaired(case: Case, years: int, on: date, terms: Terms) -> Case:
    """The same case, with so many years paid for on the day."""
    paid = Payment(id="offered", participation_id="", benefit_year=terms.year, kind=BillKind.REPAIR, arrival=on, repair_years=years)
    return replace(case, rare=replace(case.rare, repairs=(*case.rare.repairs, paid)))
