"""The view of a case: records side by side, what matched, the principle, who must do what by when."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import permutations

from dedup.domain.case_steps import Actor, NextStep
from dedup.domain.case_view import CaseView, FieldRow, Looked, Match, MatchBasis, RecordRole, view_of
from dedup.domain.cases import CaseStanding
from dedup.domain.rulings import rule_on
from enrolment_events.duplicates import DuplicateCaseState as State
from enrolment_terms.documents import DocumentType
from enrolment_terms.scheme import ParticipationState
from tests.dedup.domain.builders import BOOK, GUANGZHOU, HUNAN, KAIPING, RESTS, Case, employee, flexible, resident

HOME, SCHOOL = "RESIDENT/440700/2024", "RESIDENT/440100/2024"
MARCH = date(2024, 3, 1)
ELSEWHERE = {"authority": 1}
MATCHES = (
    Match(basis=MatchBasis.OTHER_SOURCE, document=DocumentType.BIRTH_CERT),
    Match(basis=MatchBasis.OUR_PERSON, document=DocumentType.RESIDENT_ID, known_since=date(2023, 10, 1)),
)
STUDENT = (resident(KAIPING), resident(GUANGZHOU, student=True, **ELSEWHERE))


def view(case: Case, today: date = MARCH, matches: Iterable[Match] = MATCHES, *, false_positive: bool = False) -> CaseView:
    """What the console shows on that day."""
    ruling = rule_on(case.relations, case.facts, today, BOOK)
    standing = case.standing(today, false_positive=false_positive)
    return view_of(Looked(relations=case.relations, facts=case.facts, ruling=ruling, standing=standing, today=today), matches, BOOK)


def row(shown: CaseView, field: str) -> FieldRow:
    """One field of all records."""
    return next(one for one in shown.rows if one.field == field)


def steps(shown: CaseView) -> list[tuple[Actor, str | None, date | None, bool]]:
    """Who must act on what, by when, and whether that is over."""
    return [(step.actor, step.relation, step.due_on, step.overdue) for step in shown.steps]


def test_records_stand_side_by_side() -> None:
    """R-120, R-123: the one that is kept first; whose it is, and what becomes of it."""
    shown = view(Case(*STUDENT))
    assert [(one.relation, one.role, one.ours) for one in shown.columns] == [
        (SCHOOL, RecordRole.KEPT, False),
        (HOME, RecordRole.DROPPED, True),
    ]
    assert shown.columns[0].title == "广东省广州市居民医保（2024年度）"
    assert (shown.principle, shown.double_from) == ("R-123", date(2024, 1, 1))
    assert shown.clause == "参保管理经办规程（2025版征求意见稿）第二十二条（三）"


def test_equal_and_different_fields_are_told_apart() -> None:
    """R-120: what nobody tells is left out."""
    shown = view(Case(*STUDENT))
    assert row(shown, "benefit_year") == FieldRow(field="benefit_year", label="参保年度", values=("2024", "2024"), equal=True)
    assert row(shown, "student").values == ("是", "否")
    assert row(shown, "student").equal is False
    assert row(shown, "area").values == ("广东省广州市", "广东省江门市开平市月山镇")
    assert {"employer", "left_on", "rests", "ends_on"} & {one.field for one in shown.rows} == {"ends_on"}


def test_a_field_that_only_one_tells_differs() -> None:
    """R-126."""
    shown = view(Case(resident(KAIPING), employee(GUANGZHOU, date(2020, 1, 1), months_paid=50)))
    assert row(shown, "months_paid") == FieldRow(field="months_paid", label="连续参加职工医保的月数", values=("50", None), equal=False)


def test_a_relation_that_is_told_twice_is_one_column() -> None:
    """R-120: with the number of its references."""
    shown = view(Case(*STUDENT, resident(GUANGZHOU, student=True, authority=2, spell_ref="another")))
    assert [one.references for one in shown.columns] == [2, 1]


def test_what_matched_is_told_by_kinds() -> None:
    """R-010, R-026: kinds of documents and by whose word, in one order."""
    assert {view(Case(*STUDENT), matches=told).matches for told in permutations(MATCHES)} == {MATCHES}


def test_before_the_answer_nothing_is_kept() -> None:
    """R-122, D6 CLASSIFIED→AWAITING_CHOICE: the office asks; then the person answers, or the principle does."""
    places = (resident(KAIPING), resident(GUANGZHOU, **ELSEWHERE))
    classified = view(Case(*places))
    assert {one.role for one in classified.columns} == {RecordRole.OPEN}
    assert steps(classified) == [(Actor.OFFICE, None, None, False)]
    asked = view(Case(*places, asked_on=date(2024, 2, 20), residence_area=KAIPING))
    assert steps(asked) == [(Actor.PERSON, None, date(2024, 3, 6), False), (Actor.OFFICE, HOME, date(2024, 3, 7), False)]


def test_an_overdue_answer_of_a_subsidised_person_goes_to_those_above() -> None:
    """R-124."""
    shown = view(Case(resident(KAIPING, subsidised=True), resident(GUANGZHOU), asked_on=date(2024, 2, 1)))
    assert shown.escalated
    assert steps(shown) == [(Actor.PERSON, None, date(2024, 2, 16), True), (Actor.OFFICE, None, None, True)]


def test_a_decided_case_is_told_and_then_carried_out() -> None:
    """D6 DECIDED→EXECUTING, R-132: ours on its day, the other region five days after it was told."""
    spells = (*STUDENT, resident(HUNAN, **ELSEWHERE))
    hunan = "RESIDENT/430100/2024"
    assert steps(view(Case(*spells))) == [(Actor.OFFICE, HOME, None, False), (Actor.OFFICE, hunan, None, False)]
    carried = steps(view(Case(*spells, told_on=MARCH), date(2024, 3, 6)))
    assert carried == [(Actor.REGISTRATION, HOME, date(2024, 1, 1), True), (Actor.OTHER_REGION, hunan, date(2024, 3, 6), False)]
    assert steps(view(Case(*spells, told_on=MARCH), date(2024, 3, 7)))[1] == (Actor.OTHER_REGION, hunan, date(2024, 3, 6), True)


def test_what_comes_back_and_what_may_be_refunded_is_told() -> None:
    """R-131, R-133: also when nothing else is left to do."""
    job = employee(GUANGZHOU, date(2024, 2, 1), ends_on=date(2024, 8, 31), **ELSEWHERE)
    rests = resident(KAIPING, state=RESTS, ends_on=date(2024, 2, 1))
    shown = view(Case(rests, job, told_on=MARCH, cleaned=frozenset({HOME})))
    assert (shown.state, steps(shown)) == (State.CLOSED, [(Actor.REGISTRATION, HOME, date(2024, 9, 1), False)])
    next_year = view(Case(resident(KAIPING, 2025), employee(GUANGZHOU, date(2020, 1, 1)), told_on=MARCH), date(2024, 11, 20))
    assert (Actor.PERSON, "RESIDENT/440700/2025", date(2024, 12, 31), False) in steps(next_year)


def test_another_region_has_until_the_day_of_the_remedy() -> None:
    """R-127, R-132: told in June, to suspend in September."""
    waits = flexible(KAIPING, date(2024, 6, 1), benefits_from=date(2024, 9, 1))
    shown = view(Case(resident(GUANGZHOU, **ELSEWHERE), waits, told_on=date(2024, 6, 11)), date(2024, 8, 31))
    assert steps(shown) == [(Actor.OTHER_REGION, SCHOOL, date(2024, 9, 1), False)]


def test_who_should_be_back_is_named_once() -> None:
    """R-131: on the day and after it."""
    job = employee(GUANGZHOU, date(2024, 2, 1), ends_on=date(2024, 8, 31), state=ParticipationState.TERMINATED)
    case = Case(resident(KAIPING, state=RESTS, ends_on=date(2024, 2, 1)), job, told_on=MARCH, cleaned=frozenset({HOME}))
    assert steps(view(case, date(2024, 9, 2))) == [(Actor.REGISTRATION, HOME, date(2024, 9, 1), True)]


def test_a_case_without_ruling_shows_what_counts() -> None:
    """D6 DETECTED→FALSE_POSITIVE: an office looks whether it is one person; of different people nothing is left to do."""
    case = Case(resident(KAIPING), resident(GUANGZHOU), resident(HUNAN, state=RESTS))
    standing = case.standing(MARCH)
    detected = Looked(relations=case.relations, facts=case.facts, ruling=None, standing=standing, today=MARCH)
    assert [one.relation for one in view_of(detected, (), BOOK).columns] == [SCHOOL, HOME]
    assert view(case, false_positive=True).steps == ()


def test_a_new_case_is_looked_at_by_an_office() -> None:
    """D6 DETECTED→CLASSIFIED."""
    case = Case(resident(KAIPING), resident(GUANGZHOU))
    looked = Looked(relations=case.relations, facts=case.facts, ruling=None, standing=CaseStanding(state=State.DETECTED), today=MARCH)
    assert view_of(looked, (), BOOK).steps == (NextStep(actor=Actor.OFFICE, text="核实参保信息是否属于同一人"),)


def test_a_promise_that_is_not_kept_is_the_office_s() -> None:
    """R-132, D6 EXECUTING: five days after the region has agreed, and after the day of the remedy, the office turns to those above."""
    case = Case(*STUDENT, resident(HUNAN, **ELSEWHERE), told_on=MARCH)
    hunan, ruling = "RESIDENT/430100/2024", rule_on(case.relations, case.facts, MARCH, BOOK)

    def of_hunan(today: date) -> list[tuple[Actor, str | None, date | None, bool]]:
        looked = Looked(relations=case.relations, facts=case.facts, ruling=ruling, standing=case.standing(today), today=today)
        return [step for step in steps(view_of(replace(looked, promised={hunan: date(2024, 3, 4)}), (), BOOK)) if step[1] == hunan]

    asked = (Actor.OTHER_REGION, hunan, date(2024, 3, 6), True)
    assert of_hunan(date(2024, 3, 8)) == [asked]
    assert of_hunan(date(2024, 3, 9)) == [asked, (Actor.OFFICE, hunan, date(2024, 3, 9), True)]
