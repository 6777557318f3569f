"""Mid-year enrolment (中途参保): who may, with which proof, and until when (R-033, R-034, F-06)."""

from datetime import date

from enrolment_terms.benefit_year import add_months, first_day, first_of_next_month, last_day
from enrolment_terms.reasons import Missing, ReasonCode, reason
from enrolment_terms.scheme import Category
from policy_parameters import PolicyBook
from policy_parameters.rule_parameters import MidyearCategory, MidyearRules, midyear_rules, newborn_rules
from registration.domain.application_form import Faults, FormAnswers
from registration.domain.application_states import ApplicationKind
from registration.domain.items import Item, ItemMaterial
from registration.domain.materials import SatisfiedBy, is_handed_in, ways_of
from registration.domain.scope_of_insured import is_local

MIDYEAR_ONLY = frozenset(category for category in Category if category.startswith("MY"))
_FROM_THE_DAY = {Category.NEWBORN, Category.MY8}
"""Start is birth or the mark, not the next month (R-022, R-042): December leaves cover."""


def midyear_faults(
    form: FormAnswers, category: Category, year: int, birth: date | None, today: date, area: str, policy: PolicyBook
) -> Faults:
    """Faults of an application for the year that already runs. Raises PolicyNotKnown."""
    rules = policy.read(midyear_rules, area, year)
    faults = _cover_faults(category, year, today, rules)
    if category is Category.NEWBORN:
        return faults + _newborn_faults(birth, today, policy.read(newborn_rules, area, year).late_max_age_months)
    listed = rules.categories.get(category)
    if listed is not None:
        event = _event_faults(form, listed, year, rules.event_lookback_months)
        return faults + event + _household_faults(form, listed, area) + _proof_faults(form, listed)
    if rules.open_to_all:  # F-06: from 2025 anyone may enrol mid-year, with the waiting period
        return faults
    return faults + Faults((reason(ReasonCode.NOT_MIDYEAR_ELIGIBLE, field="category", rule="R-033"),))


def mark_faults(form: FormAnswers, category: Category, year: int, area: str, policy: PolicyBook) -> Faults:
    """R-040, R-046: subsidised is whom a list or the register names, also who enrols in the concentrated period. Raises PolicyNotKnown."""
    if category is not Category.MY8:
        return Faults()
    listed = policy.read(midyear_rules, area, year).categories.get(category)
    return _household_faults(form, listed, area) + _proof_faults(form, listed) if listed else Faults()


def early_faults(category: Category, year: int, birth: date | None, today: date, area: str, policy: PolicyBook) -> Faults:
    """R-033: whoever may enrol only in the year itself is an ordinary applicant before it, with the proofs of such a one. R-025: nobody
    of age is a newborn, for whatever year. Raises PolicyNotKnown.
    """
    if category is Category.NEWBORN:
        return _newborn_faults(birth, today, policy.read(newborn_rules, area, year).late_max_age_months)
    if category not in MIDYEAR_ONLY or category is Category.MY8:  # whose mark is asked for in any season
        return Faults()
    msg = "该年度处于集中参保期，不按中途参保办理，请选择相应的参保类别"
    return Faults((reason(ReasonCode.NOT_MIDYEAR_ELIGIBLE, field="category", rule="R-033", msg=msg),))


def _cover_faults(category: Category, year: int, today: date, rules: MidyearRules) -> Faults:
    """R-034 「从缴费成功的次月1日起」: paid in December, nothing is left of the year."""
    if category in _FROM_THE_DAY or not rules.refuse_december or first_of_next_month(today) <= last_day(year):
        return Faults()
    msg = f"{year}年度已无可享受的待遇期，请办理{year + 1}年度参保"
    return Faults((reason(ReasonCode.NO_REMAINING_COVER, field="benefit_year", rule="R-034", msg=msg),))


def _event_faults(form: FormAnswers, listed: MidyearCategory, year: int, lookback_months: int) -> Faults:
    """R-033 「当年」: the event lies in the year, or at most `lookback_months` before it (F-06)."""
    if not listed.event_in_year:
        return Faults()
    if form.event_date is None:
        return Faults((), (Missing("event_date", f"{listed.event}日期", "R-033"),))
    if add_months(first_day(year), -lookback_months) <= form.event_date <= last_day(year):
        return Faults()
    return Faults((reason(ReasonCode.NOT_MIDYEAR_ELIGIBLE, field="event_date", rule="R-033"),))


def _household_faults(form: FormAnswers, listed: MidyearCategory, area: str) -> Faults:
    """R-033 「本市户籍」: the household lies in the pooling region where one enrols."""
    if not listed.local_household or form.household_area is None or is_local(form.household_area, area):
        return Faults()
    msg = f"{listed.label}：户口所在地不在本市"
    return Faults((reason(ReasonCode.NOT_MIDYEAR_ELIGIBLE, field="household_area", rule="R-033", msg=msg),))


def _proof_faults(form: FormAnswers, listed: MidyearCategory) -> Faults:
    """R-033: one of the proofs of the category."""
    if not listed.proofs or is_handed_in(form.materials, [proof.code for proof in listed.proofs], form.answered):
        return Faults()
    codes, labels = "|".join(proof.code for proof in listed.proofs), "或".join(proof.label for proof in listed.proofs)
    return Faults((), (Missing(f"materials.{codes}", labels, "R-033"),))


def _newborn_faults(birth: date | None, today: date, max_age_months: int) -> Faults:
    """R-025: as a newborn one is enrolled until the age of `newborn.late_max_age_months`."""
    if birth is None or today <= add_months(birth, max_age_months):
        return Faults()
    msg = f"出生已满{max_age_months}个月，不按新生儿参保登记"
    return Faults((reason(ReasonCode.NOT_MIDYEAR_ELIGIBLE, field="birth_date", rule="R-025", msg=msg),))


def midyear_materials(item: Item, area: str, year: int, policy: PolicyBook) -> list[ItemMaterial]:
    """The proofs that the policy book asks of the item's categories. Raises PolicyNotKnown."""
    if item.kind is not ApplicationKind.MIDYEAR:
        return []
    listed = policy.read(midyear_rules, area, year).categories
    return [
        ItemMaterial(
            label="或".join(proof.label for proof in listed[category].proofs),
            any_of={proof.code: proof.label for proof in listed[category].proofs},
            rule="R-033",
            when={"category": (category,)},
            satisfied_by=_ways(listed[category]),
        )
        for category in item.categories
        if category in listed and listed[category].proofs
    ]


def _ways(listed: MidyearCategory) -> tuple[SatisfiedBy, ...]:
    """By what any of its proofs can count."""
    return tuple(way for way in SatisfiedBy if any(way in ways_of(proof.code) for proof in listed.proofs))
