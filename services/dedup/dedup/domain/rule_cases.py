"""The decisions of this service under names, for rule cases written by clerks (docs/rule-cases.md)."""

from datetime import date

from dedup.domain.conflicts import Question, is_clear, is_second_registration_allowed, judge
from dedup.domain.notices import notices_for
from dedup.domain.spell import Spell, are_duplicates
from enrolment_events.duplicates import NoticeKind
from enrolment_terms.benefit_year import first_day, last_day
from enrolment_terms.reasons import ReasonCode
from enrolment_terms.scheme import EmployeeIdentity, ParticipationState, Scheme
from policy_parameters import Answer, Area, Decision, Facts, FactsRefused, PolicyBook, When, Year


class Record(Facts, frozen=True):
    """A participation: paid and ACTIVE unless it says otherwise, the whole benefit year unless it has days of its own."""

    scheme: Scheme
    area: Area
    identity: EmployeeIdentity | None = None
    benefit_year: Year | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    paid: bool = True
    state: ParticipationState = ParticipationState.ACTIVE

    def __post_init__(self) -> None:
        """Raises FactsRefused where nothing says when the participation begins."""
        if self.starts_on is None and self.benefit_year is None:
            raise FactsRefused("benefit_year（参保年度）和 starts_on（起始日）至少写一项")

    def spell(self, ref: str = "") -> Spell:
        """The participation as the decisions know it."""
        year = self.benefit_year
        return Spell(
            spell_ref=ref,
            scheme=self.scheme,
            identity=self.identity,
            area=self.area,
            benefit_year=year,
            starts_on=self.starts_on or first_day(year or 0),
            ends_on=self.ends_on or (last_day(year) if year else None),
            paid=self.paid,
            state=self.state,
        )


class Verdict(Answer, frozen=True):
    """Whether the application may go on, by which rules."""

    clear: bool
    rules: tuple[str, ...]
    codes: tuple[ReasonCode, ...]
    notices: tuple[NoticeKind, ...]


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


class Overlap(Answer, frozen=True):
    """True if the two cover one day twice."""

    duplicate: bool


def duplicate_cover(records: tuple[Record, Record]) -> Overlap:
    """R-001, R-120."""
    one, other = records
    return Overlap(duplicate=are_duplicates(one.spell(), other.spell()))


DECISIONS = {
    "resident_registration_conflict": Decision.of("登记参保前的冲突核查", resident_registration_conflict),
    "duplicate_cover": Decision.of("两条参保记录是否重复参保", duplicate_cover),
}
