"""Enrolment before birth (孕程婴儿预参保): by the mother, from week 24 of the pregnancy (S2 五（六）1, R-020, R-024)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from enrolment_terms.documents import Document, Sex, expected_child
from enrolment_terms.reasons import Reason, ReasonCode, reason
from enrolment_terms.regions import is_area_code
from enrolment_terms.scheme import Category
from policy_parameters import PolicyBook, PolicyNotKnown, is_known_area
from policy_parameters.rule_parameters import newborn_rules
from registration.domain.application_form import Faults, FormAnswers, Identity, name_before_birth
from registration.domain.application_states import ApplicationKind
from registration.domain.benefit_year_choice import year_reasons
from registration.domain.eligibility import FormVerdict, access_faults, judge_form
from registration.domain.item_check import day_of, declared_faults
from registration.domain.items import Item
from registration.domain.materials import PARENT_INSURED, is_handed_in
from registration.domain.scope_of_insured import is_local

EXPECTED_ON = "expected_on"
MOST_CHILDREN = 9
"""Pregnancies that one document of a mother can tell of: the key has one digit for it."""
_OVERDUE = timedelta(weeks=3)
"""A pregnancy ends by week 43: who is expected longer ago is born by now, and is enrolled as a newborn."""
_FORGOTTEN = timedelta(days=180)
BIRTH_ASKED_AFTER = timedelta(days=28)
"""Of a child expected so long ago somebody should have told that it is born: the mother is reminded, the office asks (B8, R-026)."""
_NOT_A_PARENT_OF_HERE = reason(
    ReasonCode.NOT_IN_SCOPE, field="household_area", rule="R-020", msg="母亲、父亲均未在本市参加基本医疗保险，也不是本市户籍"
)


def judge_enrolment(form: FormAnswers, item: Item, today: date, policy: PolicyBook, filed_on: date | None = None) -> FormVerdict:
    """All faults of a form that registers somebody: of a child before birth, or of a person."""
    if item.kind is ApplicationKind.PRE_NEWBORN:
        return _judge_pre_enrolment(form, item, today, policy, filed_on)
    return judge_form(form, item, today, policy, filed_on)


def _judge_pre_enrolment(form: FormAnswers, item: Item, today: date, policy: PolicyBook, filed_on: date | None) -> FormVerdict:
    """All faults of the form itself; whether the mother is insured here, and who the child is, only the file can tell."""
    mother, expected = form.document, expected_on(form)
    faults = declared_faults(item, form, mother, today) + access_faults(form)
    if mother is not None and mother.sex is Sex.MALE:
        faults += Faults((reason(ReasonCode.SEX_MISMATCH, field="document_number", rule="R-020", msg="预参保的申请人应为婴儿的母亲"),))
    area, filed = form.told.get("area", ""), filed_on or today
    year = form.benefit_year or (expected.year if expected else None)
    if expected is not None and year is not None and is_area_code(area) and is_known_area(area):
        faults += Faults((*year_reasons(year, filed, area, policy), *_pregnancy_reasons(expected, year, filed, area, policy)))
    return FormVerdict(None, Category.NEWBORN, year, ApplicationKind.PRE_NEWBORN, faults)


def expected_on(form: FormAnswers) -> date | None:
    """The day on which the child is expected, if the form says one."""
    told = form.told.get(EXPECTED_ON)
    return day_of(told) if told is not None else None


def _pregnancy_reasons(expected: date, year: int, filed: date, area: str, policy: PolicyBook) -> Iterator[Reason]:
    if year not in (expected.year, expected.year + 1):
        yield reason(ReasonCode.OTHER, field="benefit_year", rule="R-024", msg="预参保的年度应为预产期当年或次年")
    try:
        first = first_day_to_file(expected, area, policy)
    except PolicyNotKnown as unknown:
        yield reason(ReasonCode.YEAR_NOT_OPEN, field=EXPECTED_ON, rule="R-052", msg=unknown.msg)
        return
    if filed < first:
        yield reason(ReasonCode.PREGNANCY_TOO_EARLY, field=EXPECTED_ON, rule="R-020")
    elif filed > expected + _OVERDUE:
        yield reason(ReasonCode.OTHER, field=EXPECTED_ON, rule="R-022", msg="预产期已过，请办理新生儿参保登记")


def first_day_to_file(expected: date, area: str, policy: PolicyBook) -> date:
    """Week 24 of a pregnancy of 40 weeks: the expected day less 112 days. Raises PolicyNotKnown."""
    rules = policy.read(newborn_rules, area, expected.year)
    return expected - timedelta(weeks=rules.term_weeks - rules.pre_enrolment_min_weeks)


def ground_faults(form: FormAnswers, *, mother_insured: bool) -> Faults:
    """R-020, H-R-020: either parent is insured here or of local household."""
    return Faults() if mother_insured or has_ground(form) else Faults((_NOT_A_PARENT_OF_HERE,))


def has_ground(form: FormAnswers) -> bool:
    """Local household, or the paper that a parent is insured here. Where False, the mother must be insured here by the file itself."""
    household, area = form.told.get("household_area"), form.told.get("area", "")
    if household is None or not (is_area_code(area) and is_known_area(area)):
        return True  # another fault
    return is_local(household, area) or is_handed_in(form.materials, (PARENT_INSURED,), form.answered)


def with_child(verdict: FormVerdict, form: FormAnswers, mother: Document, nth: int) -> FormVerdict:
    """The verdict on the child that this mother expects: known by a key of ours, under a name that says whose it is."""
    name, expected = form.told.get("name"), expected_on(form)
    if name is None or expected is None:
        return verdict
    return replace(verdict, identity=Identity(expected_child(mother, nth), name_before_birth(name), None, None, expected))


def forgotten_before(today: date) -> date:
    """Who was expected before that day, and was never told to be born, keeps no mother from telling of another pregnancy."""
    return today - _FORGOTTEN
