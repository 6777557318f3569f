"""As what a row may say that somebody was insured: a list is no proof (R-033, R-040, R-131)."""

from collections.abc import Iterator
from datetime import date

from enrolment_terms.benefit_year import last_day
from enrolment_terms.documents import Document, DocumentType
from enrolment_terms.reasons import Reason, ReasonCode, reason
from enrolment_terms.scheme import Category
from policy_parameters import PolicyBook, PolicyNotKnown, is_known_area
from registration.domain.midyear import MIDYEAR_ONLY
from registration.domain.residence_permit import BY_PERMIT, PERMIT_LASTS
from registration.domain.scope_of_insured import school_age_reasons

_PROVED = MIDYEAR_ONLY | {Category.LAND_EXPROPRIATED}
"""Whoever was one of these last year is an ordinary person this year: what his papers opened is over."""
_OF_FOREIGNERS = {DocumentType.FOREIGN_PR, DocumentType.CN_PASSPORT, DocumentType.BIRTH_CERT}
_NEWBORN_YEARS = 2
"""Under twelve months when the enrolment for a year begins, one was born in the year before the last at the earliest (R-025)."""


def category_reasons(
    category: Category | None,
    document: Document | None,
    birth: date | None,
    permit_valid_to: date | None,
    benefit_year: int,
    area: str | None,
    policy: PolicyBook,
) -> Iterator[Reason]:
    """What is wrong with the category of a row of last year's insured; None is an ordinary person.

    R-040, R-046: subsidised is whom a department's list or register names. R-033, R-131: what opens public money or spares a wait is
    applied for, with its proof. R-015, R-025, R-012: document and birth date speak for foreigners, newborns and children before school.
    """
    if category is Category.MY8:
        yield _not("困难居民以部门名单或登记为准，不能由本名单认定，请按一般居民填写", "R-040")
    elif category in _PROVED:
        yield _not("该类别须凭证明材料申请参保登记，不能由名单取得，请按一般居民填写", "R-131" if category not in MIDYEAR_ONLY else "R-033")
    elif category is Category.NEWBORN and birth is not None and birth.year < benefit_year - _NEWBORN_YEARS:
        yield _not("出生已超过一年，不是新生儿", "R-025")
    elif category is Category.FOREIGNER and document is not None and document.kind not in _OF_FOREIGNERS:
        yield _not("证件不是外国人、华侨或其子女的证件", "R-015")
    elif category is Category.MIGRANT_CHILD and birth is not None and area is not None and is_known_area(area):
        yield from _school_age_reasons(birth, benefit_year, area, policy)
    yield from _permit_reasons(category, permit_valid_to, benefit_year)


def _school_age_reasons(birth: date, benefit_year: int, area: str, policy: PolicyBook) -> Iterator[Reason]:
    """B14: of school age already when the enrolment for that year began. A list has no certificate: a child at school is a student there.

    A year that the policy book does not know is told as such elsewhere.
    """
    try:
        yield from school_age_reasons(birth, date(benefit_year - 1, 12, 31), benefit_year, area, policy, "category")
    except PolicyNotKnown:
        return


def _permit_reasons(category: Category | None, until: date | None, benefit_year: int) -> Iterator[Reason]:
    """R-035: whoever was insured by a permit had one in the campaign of that year at the earliest; nobody else has a last day."""
    if until is None and category is Category.RESIDENCE_PERMIT:
        yield reason(ReasonCode.OTHER, field="permit_valid_to", rule="R-035", msg="缺少居住证有效期")
    if until is not None and not date(benefit_year - 1, 1, 1) <= until <= last_day(benefit_year) + PERMIT_LASTS:
        yield reason(ReasonCode.OTHER, field="permit_valid_to", rule="R-035", msg="居住证有效期不在该年度之内，或过晚")
    elif until is not None and (category or Category.GENERAL) not in BY_PERMIT:
        yield reason(ReasonCode.OTHER, field="permit_valid_to", rule="R-035", msg="不是居住证持有人，不登记居住证有效期")


def _not(msg: str, rule: str) -> Reason:
    return reason(ReasonCode.OTHER, field="category", rule=rule, msg=msg)
