"""Everything an application is told at once: fields, place, year, mid-year conditions (R-004)."""

from dataclasses import dataclass
from datetime import date

from enrolment_terms.reasons import ReasonCode, reason
from enrolment_terms.regions import is_area_code, pooling_region_of
from enrolment_terms.scheme import Category, Channel, Payer
from policy_parameters import PolicyBook, PolicyNotKnown, is_known_area
from registration.domain.application_form import Faults, FormAnswers, Identity, category_of, document_of, field_faults, identity_of
from registration.domain.application_states import ApplicationKind
from registration.domain.benefit_year_choice import default_benefit_year, is_open_for, year_reasons
from registration.domain.midyear import midyear_faults


@dataclass(frozen=True, slots=True)
class FormVerdict:
    """What the form says as far as it can be read, and all its faults. `identity` is None if it cannot be read."""

    identity: Identity | None
    category: Category
    benefit_year: int | None
    kind: ApplicationKind
    faults: Faults


def judge_form(form: FormAnswers, today: date, policy: PolicyBook) -> FormVerdict:
    """All faults of an application handed in on the business date `today`."""
    document = document_of(form)
    faults, identity = field_faults(form, document, today), identity_of(form, document)
    category = category_of(form) or Category.GENERAL
    area = form.area or ""
    if not (is_area_code(area) and is_known_area(area)):
        if area:
            faults += Faults((reason(ReasonCode.UNKNOWN_AREA, field="area", rule="R-012"),))
        return FormVerdict(identity, category, form.benefit_year, ApplicationKind.NEW, faults)
    year = form.benefit_year or default_benefit_year(today, area, category, policy)
    kind = kind_of(category, year, today, area, policy)
    return FormVerdict(identity, category, year, kind, faults + _year_faults(form, identity, year, kind, today, policy))


def kind_of(category: Category, year: int, today: date, area: str, policy: PolicyBook) -> ApplicationKind:
    """NEW in the concentrated period of the year, else MIDYEAR; a newborn's first year has its own kind."""
    if is_open_for(year, today, area, policy):
        return ApplicationKind.NEW
    return ApplicationKind.NEWBORN if category is Category.NEWBORN else ApplicationKind.MIDYEAR


def _year_faults(form: FormAnswers, identity: Identity | None, year: int, kind: ApplicationKind, today: date, policy: PolicyBook) -> Faults:
    area = form.area or ""
    faults = Faults(tuple(year_reasons(year, today, area, policy)))
    category = category_of(form)
    if kind is ApplicationKind.NEW or year != today.year or category is None:
        return faults
    birth = identity.birth_date if identity else form.birth_date
    try:
        return faults + midyear_faults(form, category, year, birth, today, area, policy)
    except PolicyNotKnown as unknown:
        return faults + Faults((reason(ReasonCode.YEAR_NOT_OPEN, field="benefit_year", rule="R-052", msg=unknown.msg),))


def payer_of(category: Category, channel: Channel) -> Payer:
    """R-038: finance pays for subsidised persons (MY8), the school hands on what it collected (R-030), else the person pays."""
    if category is Category.MY8:
        return Payer.FINANCE
    return Payer.SCHOOL if channel is Channel.SCHOOL else Payer.PERSON


def same_pooling_region(one: str, other: str) -> bool:
    """R-008: a move inside one pooling region is no cross-region move (Taishan and Kaiping are both 440700)."""
    return pooling_region_of(one) == pooling_region_of(other)
