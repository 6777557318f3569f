"""What cases cannot say: repair money that names no years, and a plain cap that is another one each year."""

from dataclasses import replace as with_values
from datetime import date

import pytest
from msgspec.structs import replace

from benefits.domain.case import Case, RareFacts
from benefits.domain.cover_elsewhere import KnownYears
from benefits.domain.entitlement import decide
from benefits.domain.facts import Claim, Payment
from benefits.domain.incentives import ledger_for
from benefits.domain.terms import Terms, terms_of
from benefits.domain.years import NO_YEARS, years
from enrolment_terms.scheme import BillKind
from policy_parameters import load_policy_book

AREA, RATE = "440783", 49_000
BOOK = load_policy_book()


@pytest.mark.parametrize(("amount", "months"), [(RATE - 1, 5), (RATE, 4), (2 * RATE - 1, 4), (2 * RATE, 3), (9 * RATE, 3)])
def test_repair_money_counts_for_whole_years(amount: int, months: int) -> None:
    """R-105."""
    terms = terms_of(BOOK, AREA, 2028)
    assert terms.rate == RATE
    paid = Payment(id="r", participation_id="p", benefit_year=2028, kind=BillKind.REPAIR, arrival=date(2028, 1, 15), amount=amount)
    arrival = date(2027, 10, 10)
    case = Case(arrival=arrival, registered_on=arrival, insured=years([2024]), rare=RareFacts(repairs=(paid,)))
    assert decide(case, terms).wait.total == months
    unpriced = replace(terms, rate=None)
    assert decide(case, unpriced).wait.total == 5, "nobody knows for how many years it is"


@pytest.mark.parametrize(("cap_of_the_claim", "kept"), [(250_000, False), (301_000, True)])
def test_the_bonus_was_used_above_the_cap_of_the_claims_own_year(cap_of_the_claim: int, kept: bool) -> None:
    """R-142, H2: of 2026, when the claim was settled; not of the year before, and not of the year that is asked for."""
    caps = {2025: 300_000, 2026: cap_of_the_claim, 2027: 300_000}

    def terms_of_year(asked: int) -> Terms:
        terms = terms_of(BOOK, AREA, asked)
        return replace(terms, incentive=with_values(terms.incentive, serious_illness_base_cap=caps[asked] * 100))

    claim = Claim(id="c", year=2026, settled_on=date(2026, 7, 1), fund_paid=0, serious_paid=301_000 * 100)
    known = KnownYears(years([2025, 2026, 2027]), NO_YEARS, ())
    ledger = ledger_for(2027, known, [claim], terms_of_year, date(2027, 1, 1))
    earned = terms_of_year(2026).incentive.step_zero_claim
    assert ledger.zero_claim == (earned if kept else 0)
    assert ledger.benefit_year == 2027
