"""Which bills a registration makes, and for how much."""

from datetime import date, timedelta

from enrolment_terms.benefit_year import add_months, first_of_next_month, last_day
from enrolment_terms.regions import pooling_region_of
from enrolment_terms.scheme import BillKind, Category
from payment_bridge.domain.facts import Charge, Registration, bill_id_of
from policy_parameters import PolicyBook
from policy_parameters.rule_parameters import levy_rules, newborn_rules, windows


def charges_of(registration: Registration, policy: PolicyBook) -> tuple[Charge, ...]:
    """The bills of one registration; several make a group (R-024). Raises PolicyNotKnown for years the book does not have."""
    birth = registration.birth_date or registration.expected_on
    if registration.category is Category.NEWBORN and birth is not None:
        return _newborn_charges(registration, birth, policy)
    return (_ordinary_charge(registration, policy),)


def newborn_window_end(birth: date, *, foreign: bool, area: str, policy: PolicyBook) -> date:
    """Last day on which a payment still covers from birth: R-022 (six months from the 1st after birth), R-023 (180 days)."""
    rules = policy.read(newborn_rules, area, birth.year)
    if foreign or rules.general_window_rule == "DAYS_180":
        return birth + timedelta(days=rules.foreigner_window_days)
    return add_months(first_of_next_month(birth), rules.window_months) - timedelta(days=1)


def _newborn_charges(registration: Registration, birth: date, policy: PolicyBook) -> tuple[Charge, ...]:
    """`birth`: the day of it, or the day on which it is expected (B6)."""
    on, expected = registration.registered_on, registration.expected_on
    window_end = newborn_window_end(birth, foreign=registration.is_foreign, area=registration.area, policy=policy)
    counts_until = max(window_end, last_day(birth.year))
    charges = []
    if on <= counts_until:  # the birth-year bill opens the cover from birth; after the window it covers nothing
        # R-021, F-27: born in another year than was expected, and billed, it owes the birth year beside
        kind = BillKind.NEWBORN_BIRTHYEAR if expected is None or expected.year == birth.year else BillKind.MIDYEAR
        charges.append(_charge(registration, kind, birth.year, counts_until, policy))
    # (a) registered in the birth year for it: one bill; (b) in the next year inside the window, (c) for the next year: two.
    next_year = max(registration.benefit_year, on.year)
    if next_year > birth.year:
        kind = _kind(registration, next_year, policy)
        charges.append(_charge(registration, kind, next_year, None if kind is BillKind.NORMAL else last_day(next_year), policy))
    return tuple(charges)


def _ordinary_charge(registration: Registration, policy: PolicyBook) -> Charge:
    year = registration.benefit_year
    if _kind(registration, year, policy) is BillKind.NORMAL:
        return _charge(registration, BillKind.NORMAL, year, None, policy)
    days = policy.read(levy_rules, registration.area, year).midyear_bill_days  # D3: MIDYEAR bills expire after N days
    return _charge(registration, BillKind.MIDYEAR, year, registration.registered_on + timedelta(days=days), policy)


def _kind(registration: Registration, year: int, policy: PolicyBook) -> BillKind:
    """R-032, R-034: registered by the end of the concentrated period it is an ordinary bill, later a mid-year one at the full price."""
    until = policy.read(windows, registration.area, year).concentrated_until
    return BillKind.NORMAL if registration.registered_on <= until else BillKind.MIDYEAR


def _charge(registration: Registration, kind: BillKind, year: int, until: date | None, policy: PolicyBook) -> Charge:
    """R-038: the personal rate of the region and year, the same for all; for subsidised persons finance pays it."""
    return Charge(
        bill_id=bill_id_of(registration.participation_id, kind, 0),
        participation_id=registration.participation_id,
        person_id=registration.person_id,
        kind=kind,
        benefit_year=year,
        repair_year=0,
        area=registration.area,
        region=pooling_region_of(registration.area),
        amount=policy.read(levy_rules, registration.area, year).personal_rate,
        payer=registration.payer,
        last_day=until,
    )
