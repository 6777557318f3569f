"""Decisions of the counter under names, for rule cases written by clerks: papers of a form, the years of a newborn, the own deadline."""

from datetime import date

from enrolment_terms.documents import DocumentType
from policy_parameters import Answer, Area, Decision, PolicyBook, When, Year
from registration.domain.application_form import FormAnswers
from registration.domain.household_form import MemberAct, paper_faults
from registration.domain.materials import Material, SatisfiedBy
from registration.domain.newborn_years import Birth, other_year
from registration.domain.reminder import newborn_told
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


class YearsRegistered(Answer, frozen=True):
    """The benefit years that one approval registers, the earlier first."""

    years: tuple[Year, ...]


def newborn_years(
    benefit_year: Year, birth_date: date, registered_on: When[date], area: Area, policy: PolicyBook, foreign: bool = False
) -> YearsRegistered:
    """R-024: both years of a newborn are registrations of their own. `birth_date`: of a child not born yet the expected day."""
    other = other_year(benefit_year, Birth(birth_date, foreign, area), registered_on, policy)
    return YearsRegistered(tuple(sorted({benefit_year, other or benefit_year})))


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


class NewbornReminder(Answer, frozen=True):
    """Whether the parents are reminded on that day, and of which last day."""

    reminded: bool
    due_on: date | None


def newborn_reminder(
    birth_date: date, as_of: When[date], area: Area, policy: PolicyBook, document_type: DocumentType = DocumentType.BIRTH_CERT
) -> NewbornReminder:
    """H-B7: parents whom we know of a newborn that a roster names and nobody has registered (R-022, R-023, R-027)."""
    told = newborn_told(birth_date, document_type, area, as_of, policy)
    return NewbornReminder(told is not None, told.due if told else None)


OFFICE_DECISIONS = {
    "household_papers": Decision.of("登记表还须提供哪些材料", household_papers),
    "newborn_years": Decision.of("新生儿登记哪些年度", newborn_years),
    "office_deadline": Decision.of("经办机构的录入期限", office_deadline),
    "newborn_reminder": Decision.of("新生儿参保登记何时提醒父母", newborn_reminder),
    **EMPLOYEE_DECISIONS,
}
