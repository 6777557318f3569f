"""D6: where a duplicate case stands follows from its facts, whatever the order in which they were heard."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import pytest

from dedup.domain.cases import OPEN, TRANSITIONS, CaseEvent, next_state, standing_of, steps_between
from dedup.domain.rulings import rule_on
from dedup.domain.spell import Spell
from enrolment_events.duplicates import DuplicateCaseState as State
from enrolment_events.duplicates import SuspendAction
from enrolment_terms.scheme import ParticipationState
from enrolment_terms.state_table import TransitionRefused
from tests.dedup.domain.builders import BOOK, GUANGZHOU, HUNAN, KAIPING, RESTS, SHENZHEN, Case, employee, flexible, resident

HOME, SCHOOL = "RESIDENT/440700/2024", "RESIDENT/440100/2024"
MARCH = date(2024, 3, 1)
DUE = date(2024, 3, 16)
TWO_PLACES = (resident(KAIPING), resident(GUANGZHOU))


def test_what_nobody_has_judged_is_detected() -> None:
    """D6 DETECTED→CLASSIFIED: two records overlap; with the principle it is classified."""
    case = Case(*TWO_PLACES)
    assert standing_of(case.relations, case.facts, None, MARCH).state is State.DETECTED
    assert case.standing(MARCH).state is State.CLASSIFIED
    assert steps_between(State.DETECTED, State.CLASSIFIED) == (CaseEvent.CLASSIFY,)


def test_whoever_is_asked_is_waited_for() -> None:
    """D6 CLASSIFIED→AWAITING_CHOICE: from the day of the question to its last day, which counts."""
    case = Case(*TWO_PLACES, asked_on=MARCH)
    assert case.standing(MARCH - timedelta(days=1)).state is State.CLASSIFIED
    for day in (MARCH, DUE):
        standing = case.standing(day)
        assert (standing.state, standing.due_on, standing.escalated) == (State.AWAITING_CHOICE, DUE, False)
    assert case.standing(DUE).look_on == DUE + timedelta(days=1)


def test_a_principle_that_asks_nobody_decides_at_once() -> None:
    """D6 CLASSIFIED→DECIDED: a student keeps the place of the school (R-123)."""
    standing = Case(resident(KAIPING), resident(GUANGZHOU, student=True)).standing(MARCH)
    assert standing.state is State.DECIDED
    assert [(one.relation, one.action) for one in standing.to_do] == [(HOME, SuspendAction.SUSPEND)]


def test_the_answer_decides() -> None:
    """D6 AWAITING_CHOICE→DECIDED: by the person (R-122)."""
    case = Case(*TWO_PLACES, asked_on=MARCH, chosen=SCHOOL, chosen_on=DUE)
    assert case.standing(DUE).state is State.DECIDED
    assert case.rule(DUE).kept == SCHOOL


def test_silence_decides_by_the_principle() -> None:
    """D6 AWAITING_CHOICE→DECIDED: by the habitual residence, on the day after the last."""
    case = Case(*TWO_PLACES, asked_on=MARCH, residence_area=KAIPING)
    assert case.standing(DUE).state is State.AWAITING_CHOICE
    assert case.standing(DUE + timedelta(days=1)).state is State.DECIDED
    assert case.rule(DUE + timedelta(days=1)).kept == HOME


def test_silence_never_decides_for_the_subsidised() -> None:
    """R-124: it is waited for, and told to those above; a choice without the promise is none."""
    case = Case(resident(KAIPING, subsidised=True), resident(GUANGZHOU), asked_on=MARCH, chosen=SCHOOL, chosen_on=MARCH)
    for day, escalated in ((DUE, False), (DUE + timedelta(days=1), True), (date(2024, 12, 31), True)):
        standing = case.standing(day)
        assert (standing.state, standing.escalated, standing.to_do) == (State.AWAITING_CHOICE, escalated, ())


def test_what_was_told_is_being_carried_out() -> None:
    """D6 DECIDED→EXECUTING: requests and notices are out, and the dropped relation still counts."""
    spells = (resident(KAIPING), resident(GUANGZHOU, student=True))
    case = Case(*spells, told_on=MARCH)
    assert case.standing(MARCH - timedelta(days=1)).state is State.DECIDED
    assert case.standing(MARCH).state is State.EXECUTING


def test_what_is_cleaned_is_closed() -> None:
    """D6 EXECUTING→CLOSED: no two relations count on one day any more; the ruling stays what it was (R-129)."""
    before = Case(resident(KAIPING), resident(GUANGZHOU, student=True), told_on=MARCH)
    after = Case(resident(KAIPING, state=RESTS), resident(GUANGZHOU, student=True), told_on=MARCH, cleaned=frozenset({HOME}))
    standing = after.standing(DUE)
    assert (standing.state, standing.to_do, standing.double_since) == (State.CLOSED, (), None)
    assert after.rule(DUE) == before.rule(DUE)


def test_records_of_different_people_are_no_case() -> None:
    """D6 DETECTED→FALSE_POSITIVE: an office has said so."""
    assert Case(*TWO_PLACES).standing(MARCH, false_positive=True).state is State.FALSE_POSITIVE
    assert next_state(State.DETECTED, CaseEvent.DIFFERENT_PEOPLE) is State.FALSE_POSITIVE


def test_a_new_record_is_judged_with_the_others() -> None:
    """D6 OPEN→CLASSIFIED: in whatever state the case is, a record that joins it is judged anew."""
    assert all(next_state(state, CaseEvent.RECORD_JOINED) is State.CLASSIFIED for state in OPEN)
    decided = Case(resident(KAIPING), resident(GUANGZHOU, student=True), told_on=MARCH)
    assert decided.rule(DUE).kept == SCHOOL
    joined = Case(resident(KAIPING), resident(GUANGZHOU, student=True), resident(HUNAN, subsidised=True), told_on=MARCH)
    assert (joined.rule(DUE).principle, joined.standing(DUE).state) == ("R-124", State.CLASSIFIED)


def test_the_other_region_withdraws() -> None:
    """R-128: nothing overlaps any more, so nothing is suspended; what revives is judged again."""
    decided = Case(resident(KAIPING), resident(GUANGZHOU, student=True), told_on=MARCH)
    withdrawn = Case(resident(KAIPING), told_on=MARCH)
    assert rule_on(withdrawn.relations, withdrawn.facts, DUE, BOOK) is None
    assert withdrawn.standing(DUE).state is State.CLOSED
    assert steps_between(State.EXECUTING, State.CLOSED)
    assert steps_between(State.DETECTED, State.CLOSED) == (CaseEvent.OVERLAP_GONE,)
    assert steps_between(State.CLOSED, decided.standing(DUE).state) == (CaseEvent.OVERLAP_BACK, CaseEvent.RULE, CaseEvent.TELL)


def test_decided_but_both_still_active_is_seen_from_its_day() -> None:
    """R-128, R-127: once the relation should rest, and not while the kept one is in its wait."""
    waits = flexible(SHENZHEN, date(2024, 6, 1), benefits_from=date(2024, 9, 1))
    case = Case(resident(KAIPING), waits, detected_on=date(2024, 6, 10), told_on=date(2024, 6, 11))
    assert case.standing(date(2024, 8, 31)).double_since is None
    assert case.standing(date(2024, 9, 1)).double_since == date(2024, 9, 1)
    assert case.standing(date(2024, 10, 5)).double_since == date(2024, 9, 1)


def test_nobody_is_late_before_the_case_was_known() -> None:
    """R-128: the overlap began in January, and was found in March."""
    case = Case(resident(KAIPING), resident(GUANGZHOU, student=True), detected_on=MARCH)
    assert case.standing(DUE).double_since == MARCH


def test_the_wait_of_the_kept_relation_is_no_open_case() -> None:
    """R-127: the old relation ends on the last day of the wait, so that nothing is left to do."""
    waits = flexible(SHENZHEN, date(2024, 6, 1), benefits_from=date(2024, 9, 1))
    case = Case(resident(KAIPING, ends_on=date(2024, 8, 31)), waits, told_on=date(2024, 6, 11))
    assert case.standing(date(2024, 7, 1)).state is State.CLOSED


def test_whoever_must_come_back_keeps_the_case_open() -> None:
    """R-131: the job is over, and the farmer's relation still rests: nobody covers him."""
    rests = resident(KAIPING, government_until=date(2029, 12, 31), state=RESTS, ends_on=date(2024, 4, 1))
    job = employee(SHENZHEN, date(2024, 4, 1), ends_on=date(2024, 8, 31))
    case = Case(rests, job, told_on=date(2024, 4, 2), cleaned=frozenset({HOME}))
    assert case.standing(date(2024, 8, 31)).state is State.CLOSED
    standing = case.standing(date(2024, 9, 1))
    assert (standing.state, [one.action for one in standing.to_do]) == (State.EXECUTING, [SuspendAction.RESUME])


def test_whoever_has_died_does_not_come_back() -> None:
    """R-131, R-091: what rested has ended for another reason since."""
    died = resident(KAIPING, state=ParticipationState.TERMINATED, ends_on=date(2024, 8, 31))
    job = employee(SHENZHEN, date(2024, 4, 1), ends_on=date(2024, 8, 31), state=ParticipationState.TERMINATED)
    case = Case(died, job, told_on=date(2024, 4, 2), cleaned=frozenset({HOME}))
    assert case.standing(date(2024, 9, 1)).state is State.CLOSED


def test_an_open_case_is_looked_at_when_a_relation_ends() -> None:
    """D6: with the year the overlap is over; a closed case waits for nothing."""
    spells = (resident(KAIPING), resident(GUANGZHOU, student=True))
    assert Case(*spells).standing(DUE).look_on == date(2025, 1, 1)
    assert Case(*spells).standing(date(2025, 1, 1)).look_on is None


def test_the_order_of_what_was_heard_changes_nothing() -> None:
    """D6: the same records and facts, in any order."""
    spells: tuple[Spell, ...] = (resident(KAIPING), resident(GUANGZHOU), employee(SHENZHEN, date(2024, 2, 1)))
    standings = {Case(*told, told_on=MARCH).standing(DUE) for told in permutations(spells)}
    assert len(standings) == 1


@pytest.mark.parametrize("before", list(State))
@pytest.mark.parametrize("after", [state for state in State if state is not State.DETECTED])
def test_every_state_leads_to_every_other_by_the_table(before: State, after: State) -> None:
    """D6: facts that come late may take a case from any state to any that they give."""
    state = before
    for event in steps_between(before, after):
        state = next_state(state, event)
    assert state is after


@pytest.mark.parametrize(
    ("state", "event"),
    [
        (State.DETECTED, CaseEvent.TELL),
        (State.CLASSIFIED, CaseEvent.TIME_OUT),
        (State.AWAITING_CHOICE, CaseEvent.TELL),
        (State.DECIDED, CaseEvent.CLEANED),
        (State.CLOSED, CaseEvent.CHOOSE),
    ],
)
def test_what_the_table_does_not_list_is_refused(state: State, event: CaseEvent) -> None:
    """D6: nothing is told before it is decided, nothing is closed before it was told."""
    with pytest.raises(TransitionRefused):
        next_state(state, event)


def test_nothing_leads_back_to_detected_but_a_word_taken_back() -> None:
    """D6: only a false positive that is none after all."""
    assert {key for key, state in TRANSITIONS.items() if state is State.DETECTED} == {(State.FALSE_POSITIVE, CaseEvent.SAME_PERSON)}


def test_the_ruling_must_be_of_the_same_day() -> None:
    """D6: a relation that was cleaned since is no longer to do."""
    case = Case(resident(KAIPING), resident(GUANGZHOU, student=True), told_on=MARCH)
    ruling = case.rule(MARCH)
    done = [replace(one, spell=replace(one.spell, state=RESTS)) if one.name == HOME else one for one in case.relations]
    assert standing_of(done, case.facts, ruling, MARCH).state is State.CLOSED
