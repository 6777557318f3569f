"""What holds for every ruling, whatever the relations: one survivor, no gap, no order, nobody subsidised dropped by a time-out."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.domain.case_facts import CaseFacts
from dedup.domain.case_ruling import DecidedBy, Ruling
from dedup.domain.cases import standing_of
from dedup.domain.cover_days import covers
from dedup.domain.relations import Relation, overlapping, relations_of
from dedup.domain.rulings import rule_on
from dedup.domain.spell import Spell
from enrolment_events.duplicates import DuplicateCaseState, SuspendAction
from enrolment_terms.benefit_year import first_day, last_day
from enrolment_terms.scheme import EmployeeIdentity, ParticipationState, Scheme
from tests.dedup.domain.builders import BOOK, GUANGZHOU, HUNAN, KAIPING, SHENZHEN

Person = tuple[tuple[Relation, ...], CaseFacts, date]

AREAS = st.sampled_from([KAIPING, GUANGZHOU, SHENZHEN, HUNAN])
DAY = timedelta(days=1)
FIRST = date(2023, 11, 1)
MONTHS = [FIRST, date(2024, 1, 1), date(2024, 2, 1), date(2024, 2, 29), date(2024, 3, 1), date(2024, 6, 1), date(2025, 1, 1)]
STARTS = st.sampled_from(MONTHS)
LATER = st.none() | st.sampled_from([day + timedelta(days=30) for day in MONTHS])
TODAY = st.sampled_from([date(2023, 12, 15), date(2024, 2, 29), date(2024, 4, 1), date(2024, 12, 31), date(2025, 7, 1)])
WORK = {identity.value: identity for identity in EmployeeIdentity} | {"": None}


@st.composite
def residents(draw: st.DrawFn, number: int) -> Spell:
    """A year in the resident scheme."""
    year = draw(st.sampled_from([2024, 2025]))
    subsidised = draw(st.booleans())
    return Spell(
        spell_ref=f"r{number}",
        scheme=Scheme.RESIDENT,
        area=draw(AREAS),
        benefit_year=year,
        starts_on=draw(st.sampled_from([first_day(year), first_day(year), date(year, 4, 1)])),
        ends_on=last_day(year),
        paid=draw(st.sampled_from([True, True, subsidised])),
        first_paid_on=draw(st.none() | st.just(date(year - 1, 11, 2))),
        benefits_from=draw(st.none() | st.just(date(year, 5, 1))),
        student=draw(st.booleans()),
        subsidised=subsidised,
        government_until=draw(st.none() | st.just(date(2024, 6, 30))),
        rests=draw(st.sampled_from([(), (), ((date(year, 4, 10), date(year, 5, 31)),)])),
        state=ParticipationState.ACTIVE,
    )


@st.composite
def jobs(draw: st.DrawFn, number: int) -> Spell:
    """A relation in the employee scheme."""
    starts_on = draw(STARTS)
    ends_on = draw(LATER)
    return Spell(
        spell_ref=f"e{number}",
        scheme=Scheme.EMPLOYEE,
        area=draw(AREAS),
        identity=WORK[draw(st.sampled_from(sorted(WORK)))],
        starts_on=starts_on,
        ends_on=ends_on if ends_on is None or ends_on >= starts_on else None,
        paid=True,
        benefits_from=draw(st.none() | st.just(starts_on + timedelta(days=92))),
        employer=draw(st.sampled_from([None, "a", "b"])),
        left_on=draw(st.none() | st.just(starts_on + timedelta(days=10))),
        months_paid=draw(st.sampled_from([None, 11, 12])),
        state=ParticipationState.ACTIVE,
    )


@st.composite
def people(draw: st.DrawFn) -> tuple[Relation, ...]:
    """All relations of one person."""
    numbers = range(draw(st.integers(min_value=1, max_value=3)))
    spells = [draw(residents(number)) for number in numbers] + [draw(jobs(number)) for number in range(draw(st.integers(0, 3)))]
    return relations_of(spells)


@st.composite
def cases(draw: st.DrawFn) -> tuple[tuple[Relation, ...], CaseFacts, date]:
    """The relations of one person, what was said of them, and a day."""
    relations = draw(people())
    facts = CaseFacts(
        area=KAIPING,
        detected_on=draw(st.none() | st.just(date(2024, 2, 20))),
        asked_on=draw(st.none() | st.sampled_from([date(2023, 12, 1), date(2024, 3, 1)])),
        chosen=draw(st.none() | st.sampled_from([one.name for one in relations])),
        chosen_on=draw(st.none() | st.sampled_from([date(2023, 12, 10), date(2024, 3, 10)])),
        promise_ref=draw(st.none() | st.just("P-1")),
        residence_area=draw(st.none() | AREAS),
        special=draw(st.booleans()),
        identified_area=draw(st.none() | AREAS),
        soldier=draw(st.booleans()),
    )
    return relations, facts, draw(TODAY)


def rests(ruling: Ruling, name: str, day: date) -> bool:
    """True if the ruling lets this relation rest, or end, on that day."""
    until = [one for one in ruling.remedies if one.relation == name and one.action is not SuspendAction.RESUME]
    return any(one.from_on <= day and (one.until_on is None or day <= one.until_on) for one in until)


def days_from(first: date, last: date) -> Iterable[date]:
    """Every third day: what begins and ends here does so further apart."""
    return (first + timedelta(days=number) for number in range(0, (last - first).days + 1, 3))


@given(cases(), st.randoms(use_true_random=False))
@settings(max_examples=250, deadline=None)
def test_neither_order_nor_reference_changes_a_ruling(case: Person, random: Random) -> None:
    """R-128: the same relations, told in any order and under any reference."""
    relations, facts, today = case
    told = [replace(one, refs=("x",), spell=replace(one.spell, spell_ref=str(random.random()))) for one in relations]
    random.shuffle(told)
    assert rule_on(told, facts, today, BOOK) == rule_on(relations, facts, today, BOOK)


@given(cases())
@settings(max_examples=250, deadline=None)
def test_on_each_day_one_relation_survives(case: Person) -> None:
    """R-120, R-128: 「保留一个参保关系」 from today on, wherever somebody was covered twice, once it is decided."""
    relations, facts, today = case
    ruling = rule_on(relations, facts, today, BOOK)
    if ruling is None or ruling.kept is None:
        return
    ruled = [one for one in relations if one.name in ruling.order]
    begin = max([today, *(one.spell.left_on + DAY for one in ruled if one.spell.left_on)])
    for day in days_from(begin, date(2026, 2, 1)):
        covering = [one.name for one in ruled if covers(one.spell, day, facts)]
        assert len([name for name in covering if not rests(ruling, name, day)]) == min(len(covering), 1)


@given(cases())
@settings(max_examples=250, deadline=None)
def test_nobody_loses_a_day(case: Person) -> None:
    """R-087, R-127, R-131: no day without cover that had cover before (S3 Art. 31)."""
    relations, facts, today = case
    ruling = rule_on(relations, facts, today, BOOK)
    if ruling is None:
        return
    counting = [one for one in relations if one.spell.counts]
    for day in days_from(FIRST, date(2026, 2, 1)):
        covering = [one.name for one in counting if covers(one.spell, day, facts)]
        assert not covering or any(not rests(ruling, name, day) for name in covering)


@given(cases(), st.data())
@settings(max_examples=250, deadline=None)
def test_what_rests_already_ends_nothing_that_counts(case: Person, data: st.DataObject) -> None:
    """R-087, R-128: whatever was cleaned before and whatever has changed since, nobody who is covered is left without cover."""
    relations, facts, today = case
    states = st.sampled_from([*ParticipationState, ParticipationState.ACTIVE, ParticipationState.ACTIVE])
    told = [replace(one, spell=replace(one.spell, state=data.draw(states))) for one in relations]
    cleaned = data.draw(st.frozensets(st.sampled_from([one.name for one in relations])))
    ruling = rule_on(told, replace(facts, cleaned=cleaned, told_on=today), today, BOOK)
    if ruling is None:
        return
    counting = [one for one in told if one.spell.counts]
    for day in days_from(today, date(2026, 2, 1)):
        covering = [one.name for one in counting if covers(one.spell, day, facts)]
        assert not covering or any(not rests(ruling, name, day) for name in covering)


@given(cases())
@settings(max_examples=250, deadline=None)
def test_no_time_out_drops_a_subsidised_relation(case: Person) -> None:
    """R-124: never without the person's choice and promise."""
    relations, facts, today = case
    ruling = rule_on(relations, facts, today, BOOK)
    if ruling is None or ruling.decided_by is not DecidedBy.TIME_OUT:
        return
    subsidised = {one.name for one in relations if one.spell.subsidised}
    assert not subsidised & {remedy.relation for remedy in ruling.remedies if remedy.relation in ruling.order}


@given(cases())
@settings(max_examples=250, deadline=None)
def test_a_case_that_is_carried_out_is_closed_and_stays_as_it_was_ruled(case: Person) -> None:
    """D6 EXECUTING→CLOSED, R-129: once everything dropped rests, the same facts give the same ruling, and nothing is left to do.

    An overlap that has nothing to do with it and waits for its choice is the next one; what was decided stays told beside it.
    """
    relations, facts, today = case
    before = rule_on(relations, facts, today, BOOK)
    if before is None or before.kept is None:
        return
    dropped = {one.relation for one in before.remedies}
    if not dropped or any(one.action is SuspendAction.RESUME or one.from_on > today for one in before.remedies):
        return
    done = [replace(one, spell=replace(one.spell, state=ParticipationState.SUSPENDED)) if one.name in dropped else one for one in relations]
    told = replace(facts, cleaned=frozenset(dropped), told_on=today)
    after = rule_on(done, told, today, BOOK)
    assert after is not None
    if after.kept is None:
        assert set(after.order).isdisjoint(before.order)
        assert overlapping(done)
        assert after.remedies == before.remedies
        return
    assert (after.kept, after.principle, after.remedies) == (before.kept, before.principle, before.remedies)
    if not overlapping(done):
        assert standing_of(done, told, after, today).state is DuplicateCaseState.CLOSED
