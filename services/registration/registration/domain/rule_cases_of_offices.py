"""Decisions of the counter under names, for rule cases written by clerks: papers of a household form, the office's own deadline."""

from datetime import date

from policy_parameters import Answer, Area, Decision, PolicyBook, When, Year
from registration.domain.application_form import FormAnswers
from registration.domain.household_form import MemberAct, paper_faults
from registration.domain.materials import Material, SatisfiedBy
from registration.domain.rule_cases_of_employees import EMPLOYEE_DECISIONS
from registration.domain.work_list import deadlines_of, is_overdue


class PapersAsked(Answer, frozen=True):
    """Kinds of papers that are still asked for."""

    missing: tuple[str, ...]


def household_papers(act: MemberAct, new_account: bool = False, new_name: str | None = None, papers: tuple[str, ...] = ()) -> PapersAsked:
    """What a row of Annex 1 must show (填表说明 3 and 4, R-053)."""
    handed_in = tuple(Material(kind, SatisfiedBy.ORIGINAL, seen_by="counter") for kind in papers)
    form = FormAnswers(materials=handed_in, more={"new_name": new_name} if new_name else {})
    return PapersAsked(tuple(one.field.removeprefix("materials.") for one in paper_faults(form, act, new_account)))


class OfficeDeadline(Answer, frozen=True):
    """By when the office has entered and decided; whether it is late."""

    due_on: date
    overdue: bool


def office_deadline(
    benefit_year: Year, filed_on: date, as_of: When[date], area: Area, policy: PolicyBook, new_enrolment: bool = False
) -> OfficeDeadline:
    """H-R-051: the same day as the person's form."""
    due_on = deadlines_of(area, benefit_year, policy).of(new_enrolment)
    return OfficeDeadline(due_on, is_overdue(filed_on, due_on, as_of))


OFFICE_DECISIONS = {
    "household_papers": Decision.of("登记表还须提供哪些材料", household_papers),
    "office_deadline": Decision.of("经办机构的录入期限", office_deadline),
    **EMPLOYEE_DECISIONS,
}
