"""Who may take part in a region at all (H-R-007): by household, permit, school, the parent's work, or as a foreigner."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from enrolment_terms.benefit_year import add_months
from enrolment_terms.documents import DocumentType
from enrolment_terms.reasons import Reason, ReasonCode, reason
from enrolment_terms.regions import is_area_code, pooling_region_of
from enrolment_terms.scheme import Category
from policy_parameters import PolicyBook
from registration.domain.application_form import Faults, FormAnswers
from registration.domain.item_check import is_asked
from registration.domain.items import Item


class Ground(StrEnum):
    """Why somebody may take part here; a region names those it accepts (application.may_take_part)."""

    LOCAL_HOUSEHOLD = "LOCAL_HOUSEHOLD"
    RESIDENCE_PERMIT = "RESIDENCE_PERMIT"
    STUDENT = "STUDENT"
    PARENT_WORKS_HERE = "PARENT_WORKS_HERE"
    FOREIGNER = "FOREIGNER"
    NEWBORN = "NEWBORN"


_OF_CATEGORY = {
    Category.RESIDENCE_PERMIT: Ground.RESIDENCE_PERMIT,
    Category.MY7: Ground.RESIDENCE_PERMIT,
    Category.STUDENT: Ground.STUDENT,
    Category.MY6: Ground.STUDENT,
    Category.MIGRANT_CHILD: Ground.PARENT_WORKS_HERE,
    Category.FOREIGNER: Ground.FOREIGNER,
    Category.NEWBORN: Ground.NEWBORN,
}
"""What the category itself says; its proof is asked for by its item. A form of another category says nothing of it, whatever it tells."""
_WITHOUT_HOUSEHOLD = frozenset({DocumentType.HMT_PERMIT, DocumentType.FOREIGN_PR, DocumentType.CN_PASSPORT})
"""H-R-007, R-015: shown by those who have no household registration; what they fill in there makes none."""


def is_local(household_area: str, area: str) -> bool:
    """本市户籍: the household lies in the pooling region of the place of participation. True for what is no area code: another fault."""
    household = household_area.strip()
    return not is_area_code(household) or pooling_region_of(household) == pooling_region_of(area)


def takes_part_faults(form: FormAnswers, category: Category, year: int, area: str, policy: PolicyBook) -> Faults:
    """Nobody takes part without a ground that the region accepts. A household that is not told is a missing field, not a fault here."""
    accepted = policy.value("application.may_take_part", region=area, year=year).value
    household = form.told.get("household_area")
    grounds = {_OF_CATEGORY.get(category)}
    if form.document_type not in _WITHOUT_HOUSEHOLD and (household is None or is_local(household, area)):
        grounds.add(Ground.LOCAL_HOUSEHOLD)
    if not grounds.isdisjoint(accepted):
        return Faults()
    return Faults((reason(ReasonCode.NOT_IN_SCOPE, field="household_area", rule="R-007"),))


def preschool_faults(form: FormAnswers, item: Item, birth: date | None, filed_on: date, year: int, area: str, policy: PolicyBook) -> Faults:
    """R-012, R-017 「学龄前子女」: who was of school age when the school year began is none. Raises PolicyNotKnown."""
    if birth is None or not item.preschool or not is_asked(item.preschool, form):
        return Faults()
    return Faults(tuple(school_age_reasons(birth, filed_on, year, area, policy)))


def school_age_reasons(
    birth: date, filed_on: date, year: int, area: str, policy: PolicyBook, field: str = "birth_date"
) -> Iterator[Reason]:
    """B14 「学龄前子女」: one reason for whoever was of school age when the school year of that day began. Raises PolicyNotKnown."""
    age, begins = (
        policy.value(name, region=area, year=year).value for name in ("application.school_age", "application.school_year_begins")
    )
    begun = begins.replace(year=filed_on.year if filed_on >= begins.replace(year=filed_on.year) else filed_on.year - 1)
    if add_months(birth, 12 * age) < begun:
        msg = f"已到入学年龄（学年开始前满{age}周岁），不是学龄前子女；在本市就读的，请按在校学生办理"
        yield reason(ReasonCode.NOT_IN_SCOPE, field=field, rule="R-012", msg=msg)
