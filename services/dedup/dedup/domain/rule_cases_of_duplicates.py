"""Decisions on duplicates under names, for rule cases written by clerks (docs/rule-cases.md)."""

from datetime import date

from dedup.domain.case_facts import CaseFacts
from dedup.domain.case_ruling import DecidedBy, RefundHint, Ruling
from dedup.domain.cases import CaseStanding, standing_of
from dedup.domain.relations import relations_of
from dedup.domain.rulings import rule_on
from dedup.domain.spell import Spell, are_duplicates
from enrolment_events.duplicates import CaseRemedy, DuplicateCaseKind, DuplicateCaseState
from enrolment_terms.benefit_year import first_day, last_day
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
    first_paid_on: date | None = None
    benefits_from: date | None = None
    employer: str | None = None
    left_on: date | None = None
    months_paid: int | None = None
    student: bool = False
    subsidised: bool = False
    government_until: date | None = None
    told: bool = False
    """Another region, or the national platform, tells of it; else it is a participation of its own in our registration (R-001)."""

    def __post_init__(self) -> None:
        """Raises FactsRefused where nothing says when the participation begins, or it ends before that."""
        if self.starts_on is None and self.benefit_year is None:
            raise FactsRefused("benefit_year（参保年度）和 starts_on（起始日）至少写一项")
        spell = self.spell()
        if not spell.lasts_to(spell.starts_on):
            raise FactsRefused("ends_on（终止日期）早于起始日")

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
            first_paid_on=self.first_paid_on,
            benefits_from=self.benefits_from,
            employer=self.employer,
            left_on=self.left_on,
            months_paid=self.months_paid,
            student=self.student,
            subsidised=self.subsidised,
            government_until=self.government_until,
            authority=int(self.told),
        )


class Overlap(Answer, frozen=True):
    """True if the two cover one day twice."""

    duplicate: bool


def duplicate_cover(records: tuple[Record, Record]) -> Overlap:
    """R-001, R-120."""
    one, other = records
    return Overlap(duplicate=are_duplicates(one.spell(), other.spell()))


class Duplicate(Facts, frozen=True):
    """The records of one person, and what was said of them. Relations have names: scheme, region, and year or first day;
    behind that, of a second participation of our own for one year, its place in the list, counted from 0.
    """

    records: tuple[Record, ...]
    detected_on: date | None = None
    asked_on: date | None = None
    chosen: str | None = None
    chosen_on: date | None = None
    promise_ref: str | None = None
    residence_area: Area | None = None
    special: bool = False
    identified_area: Area | None = None
    soldier: bool = False
    cleaned: tuple[str, ...] = ()
    told_on: date | None = None
    false_positive: bool = False

    def case_facts(self, area: str) -> CaseFacts:
        """What was said, as the decisions know it."""
        return CaseFacts(
            area=area,
            detected_on=self.detected_on,
            asked_on=self.asked_on,
            chosen=self.chosen,
            chosen_on=self.chosen_on,
            promise_ref=self.promise_ref,
            residence_area=self.residence_area,
            special=self.special,
            identified_area=self.identified_area,
            soldier=self.soldier,
            cleaned=frozenset(self.cleaned),
            told_on=self.told_on,
        )


class DuplicateRuling(Answer, frozen=True, kw_only=True):
    """What follows. Without a duplicate only `duplicate` and `state` say something."""

    duplicate: bool
    state: DuplicateCaseState
    escalated: bool
    double_since: date | None
    look_on: date | None = None
    kind: DuplicateCaseKind | None = None
    principle: str | None = None
    rules: tuple[str, ...] = ()
    decided_by: DecidedBy | None = None
    decided_on: date | None = None
    choices: tuple[str, ...] = ()
    promise_needed: bool = False
    due_on: date | None = None
    kept: str | None = None
    meanwhile: str | None = None
    kept_stands: bool = False
    not_before: date | None = None
    remedies: tuple[CaseRemedy, ...] = ()
    refunds: tuple[RefundHint, ...] = ()


def duplicate_ruling(given: Duplicate, area: Area, policy: PolicyBook, as_of: When[date]) -> DuplicateRuling:
    """R-120 ... R-131, R-133 and D6."""
    relations = relations_of(record.spell(str(number)) for number, record in enumerate(given.records))
    facts = given.case_facts(area)
    ruling = rule_on(relations, facts, as_of, policy)
    standing = standing_of(relations, facts, ruling, as_of, false_positive=given.false_positive)
    return _without_ruling(standing) if ruling is None else _with_ruling(ruling, standing)


def _without_ruling(standing: CaseStanding) -> DuplicateRuling:
    return DuplicateRuling(duplicate=False, state=standing.state, escalated=standing.escalated, double_since=standing.double_since)


def _with_ruling(ruling: Ruling, standing: CaseStanding) -> DuplicateRuling:
    choice = ruling.choice
    return DuplicateRuling(
        duplicate=True,
        state=standing.state,
        escalated=standing.escalated,
        double_since=standing.double_since,
        look_on=standing.look_on,
        kind=ruling.kind,
        principle=ruling.principle,
        rules=ruling.rules,
        decided_by=ruling.decided_by,
        decided_on=ruling.decided_on,
        choices=tuple(sorted(choice.among)) if choice else (),
        promise_needed=choice.promise if choice else False,
        due_on=choice.due_on if choice else None,
        kept=ruling.kept,
        meanwhile=ruling.meanwhile,
        kept_stands=ruling.kept_stands,
        not_before=ruling.not_before,
        remedies=ruling.remedies,
        refunds=ruling.refunds,
    )


DECISIONS = {
    "duplicate_cover": Decision.of("两条参保记录是否重复参保", duplicate_cover),
    "duplicate_ruling": Decision.of("重复参保保留哪一个关系，其余如何处理", duplicate_ruling),
}
