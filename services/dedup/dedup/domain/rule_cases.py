"""The decisions of this service under names, for rule cases written by clerks (docs/rule-cases.md)."""

from datetime import date

from dedup.domain.conflicts import Question, is_clear, is_second_registration_allowed, judge
from dedup.domain.employee_conflicts import employee_question, judge_employee
from dedup.domain.notices import notices_for
from dedup.domain.rule_cases_of_duplicates import DECISIONS as OF_DUPLICATES
from dedup.domain.rule_cases_of_duplicates import Record
from enrolment_events.duplicates import NoticeKind
from enrolment_terms.reasons import ReasonCode
from policy_parameters import Answer, Area, Decision, PolicyBook, When, Year


class Verdict(Answer, frozen=True):
    """Whether the application may go on, by which rules."""

    clear: bool
    rules: tuple[str, ...]
    codes: tuple[ReasonCode, ...]
    notices: tuple[NoticeKind, ...]


class EmployeeVerdict(Answer, frozen=True):
    """What was met, by which rules."""

    rules: tuple[str, ...]
    codes: tuple[ReasonCode, ...]


def resident_registration_conflict(
    area: Area,
    policy: PolicyBook,
    applied_on: When[date],
    benefit_year: When[Year],
    found: tuple[Record, ...] = (),
    consent_signed_on: date | None = None,
    employee_stop_proved: bool = False,
) -> Verdict:
    """C8: what was found elsewhere, and what the applicant has brought, against the decision table."""
    question = Question(
        area=area,
        benefit_year=benefit_year,
        applied_on=applied_on,
        consent_signed_on=consent_signed_on,
        employee_stop_proved=employee_stop_proved,
        region_allows_second=is_second_registration_allowed(policy, area, benefit_year),
    )
    hits = judge(question, [record.spell(str(number)) for number, record in enumerate(found)])
    return Verdict(
        clear=is_clear(hits),
        rules=tuple(hit.rule for hit in hits),
        codes=tuple(hit.code for hit in hits if hit.code),
        notices=tuple(notice.kind for notice in notices_for(hits)),
    )


def employee_registration_conflict(
    area: Area, policy: PolicyBook, applied_on: When[date], found: tuple[Record, ...] = ()
) -> EmployeeVerdict:
    """C8, Art. 7: what a new relation in the employee scheme meets, as far as the region looks (F-21)."""
    question = employee_question(policy, area, applied_on)
    hits = judge_employee(question, [record.spell(str(number)) for number, record in enumerate(found)])
    return EmployeeVerdict(rules=tuple(hit.rule for hit in hits), codes=tuple(hit.code for hit in hits if hit.code))


DECISIONS = {
    "resident_registration_conflict": Decision.of("登记参保前的冲突核查", resident_registration_conflict),
    "employee_registration_conflict": Decision.of("职工医保登记前的冲突核查", employee_registration_conflict),
    **OF_DUPLICATES,
}
