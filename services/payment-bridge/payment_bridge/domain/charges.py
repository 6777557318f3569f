"""Which bills a registration makes, and for how much."""

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from enrolment_terms.benefit_year import last_day
from enrolment_terms.regions import pooling_region_of
from enrolment_terms.scheme import BillKind, Category, Payer
from payment_bridge.domain.facts import Charge, Registration, bill_id_of
from policy_parameters import PolicyBook
from policy_parameters.personal_rates import owed
from policy_parameters.rule_parameters import levy_rules, newborn_rules, windows

_FILINGS_AT_ONCE = 1_000
"""Those of the work in hand: of a day's registrations most are alike."""


class _Filing(NamedTuple):
    """What price, kind and last day of a registration's bill depend on."""

    benefit_year: int
    area: str
    category: Category
    payer: Payer
    registered_on: date
    filed_on: date | None


class _Terms(NamedTuple):
    """What the bills of all who filed alike have in common."""

    kind: BillKind
    region: str
    amount: int
    payer: Payer
    last_day: date | None


def charge_of(registration: Registration, policy: PolicyBook, made_as: BillKind | None = None) -> Charge:
    """The bill of one registration: one person, one year (R-056). Raises PolicyNotKnown for years the book does not have.

    `made_as`: the kind of its bill that is there already. It stays, whatever is heard of the filing or the birth later.
    """
    birth = registration.birth_date or registration.expected_on
    if registration.category is Category.NEWBORN and birth is not None:
        return _newborn_charge(registration, birth, policy, made_as)
    return _ordinary_charge(registration, policy, made_as)


def newborn_window_end(birth: date, *, foreign: bool, area: str, policy: PolicyBook) -> date:
    """Last day on which a payment may still cover from birth (R-022, R-023), by the longest window of any document."""
    return policy.read(newborn_rules, area, birth.year).window_end(birth, foreign)


def _newborn_charge(registration: Registration, birth: date, policy: PolicyBook, made_as: BillKind | None) -> Charge:
    """R-024: each of the two years of a newborn is a registration with a bill of its own, and both may be paid in the newborn window.

    Money after the window opens the next year from the month after (R-025): its bill can be paid until that year ends. `birth`: the day of
    it, or the day on which it is expected (B6). A year that was over by then has no covered day, and is owed while it lasts (V-33).
    """
    year, on = registration.benefit_year, registration.registered_on
    window_end = newborn_window_end(birth, foreign=registration.is_foreign, area=registration.area, policy=policy)
    until = last_day(year) if year < birth.year else max(window_end, last_day(year))
    billed_as_birth_year = (registration.expected_on or birth).year
    # the birth-year bill opens the cover from birth; the kind stays what it was when the child is born in another year (F-27)
    is_birth_year = year == billed_as_birth_year and on <= until
    filing = _filing_of(registration)
    kind = made_as or (BillKind.NEWBORN_BIRTHYEAR if is_birth_year else _kind(filing, policy))
    return _charge(registration, _terms(filing, kind, until, policy, birth))


def _ordinary_charge(registration: Registration, policy: PolicyBook, made_as: BillKind | None) -> Charge:
    return _charge(registration, _ordinary_terms(_filing_of(registration), policy, made_as))


@lru_cache(_FILINGS_AT_ONCE)
def _ordinary_terms(filing: _Filing, policy: PolicyBook, made_as: BillKind | None) -> _Terms:
    kind = made_as or _kind(filing, policy)
    return _terms(filing, kind, _last_day(filing, kind, policy), policy)


def _last_day(filing: _Filing, kind: BillKind, policy: PolicyBook) -> date | None:
    """H2 R-042, R-045, R-056: money of finance, of a school and of the government is in time until the year ends.

    Of a person's bills the period ends the ordinary ones; those that are made after it expire after their days (D3), also of somebody
    who filed in time: the day on which his money arrives decides the wait (H2 R-033).
    """
    area, year, registered_on = filing.area, filing.benefit_year, filing.registered_on
    if filing.payer is not Payer.PERSON:
        return last_day(year)
    dates = policy.read(windows, area, year)
    own_end = dates.period_end(filing.category)
    if kind is BillKind.NORMAL and registered_on <= own_end:
        return own_end if own_end > dates.period_end() else None
    return registered_on + timedelta(days=policy.read(levy_rules, area, year).midyear_bill_days)


def _kind(filing: _Filing, policy: PolicyBook) -> BillKind:
    """R-032, R-034: registered by the end of the concentrated period it is an ordinary bill, later a mid-year one at the full price.

    H2 R-033: whoever filed inside the period and was approved after it filed in time.
    """
    dates, filed_on = policy.read(windows, filing.area, filing.benefit_year), filing.filed_on
    in_time = filed_on is not None and dates.in_concentrated_period(filed_on)
    return BillKind.NORMAL if in_time or filing.registered_on <= dates.period_end(filing.category) else BillKind.MIDYEAR


def _terms(filing: _Filing, kind: BillKind, until: date | None, policy: PolicyBook, born: date | None = None) -> _Terms:
    """R-038: the personal rate, the same for all unless the book says otherwise (H3); finance pays for the subsidised."""
    year, area = filing.benefit_year, filing.area
    amount, payer = owed(policy.read(levy_rules, area, year), kind, year, filing.category, filing.payer, filing.registered_on, born)
    return _Terms(kind, pooling_region_of(area), amount, payer, until if payer is filing.payer else last_day(year))


def _filing_of(registration: Registration) -> _Filing:
    _, _, year, area, category, payer, registered_on, *_, filed_on = registration
    return _Filing(year, area, category, payer, registered_on, filed_on)


def _charge(registration: Registration, terms: _Terms) -> Charge:
    participation_id, person_id, year, area, *_ = registration
    kind, region, amount, payer, until = terms
    bill_id = bill_id_of(participation_id, kind, 0)
    return Charge(bill_id, participation_id, person_id, kind, year, 0, area, region, amount, payer, until)
