"""What a request or a notice settles already is no case: nothing is covered twice until then, and nothing is left without cover."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from dedup.domain.anticipated import Settled, anticipated
from dedup.domain.relations import Relation, overlapping, relations_of
from dedup.domain.spell import Spell
from enrolment_events.duplicates import SuspendAction
from enrolment_terms.scheme import ParticipationState
from tests.dedup.domain.builders import HUNAN, KAIPING, SHENZHEN, employee, resident

OURS, OLD, JOB = "RESIDENT/440700/2024", "RESIDENT/430100/2024", "EMPLOYEE/440300/2024-02-01"
FEBRUARY, PAID = date(2024, 2, 1), date(2024, 2, 10)
DAY = timedelta(days=1)


def suspended(relation: str, day: date, kept: str | None = None) -> Settled:
    return Settled(relation, SuspendAction.SUSPEND, day, kept)


def resumed(relation: str, day: date, kept: str | None = None) -> Settled:
    return Settled(relation, SuspendAction.RESUME, day, kept)


def days(found: tuple[Relation, ...], name: str) -> tuple[tuple[date, date], ...]:
    """The stretches of one of the relations."""
    [stretches] = [one.spell.stretches for one in found if one.name == name]
    return stretches


def after(spells: list[Spell], *settled: Settled) -> tuple[Relation, ...]:
    return anticipated(relations_of(spells), settled)


def test_what_is_told_of_nobody_changes_nothing() -> None:
    both = [resident(KAIPING), resident(HUNAN)]
    assert after(both) == after(both, suspended("RESIDENT/450100/2024", FEBRUARY)) == relations_of(both)


def test_the_old_relation_ends_the_day_before_the_new_cover_begins() -> None:
    """R-085, R-087, H: no gap, nothing twice; whoever is registered in January and covered from May."""
    found = after([resident(KAIPING), resident(HUNAN)], suspended(OLD, date(2024, 5, 1), OURS))
    assert days(found, OLD) == ((date(2024, 1, 1), date(2024, 4, 30)),)
    assert days(found, OURS) == ((date(2024, 5, 1), date(2024, 12, 31)),)
    assert overlapping(found) == ()


def test_of_two_participations_of_our_own_the_one_that_is_meant_rests() -> None:
    """R-001, R-081: a request or a notice names the participation, not the year."""
    first, second = (replace(resident(area), spell_ref=ref) for area, ref in ((KAIPING, "1"), ("440785", "2")))
    for ref, name in (("1", OURS), ("2", f"{OURS}/2")):
        found = after([first, second], suspended(ref, FEBRUARY))
        assert days(found, name) == ((date(2024, 1, 1), date(2024, 1, 31)),)
        assert len(overlapping(found)) == 2, "both in January"
    found = after([first, second, resident(HUNAN)], suspended(OLD, date(2024, 5, 1), "2"))
    assert days(found, f"{OURS}/2") == ((date(2024, 5, 1), date(2024, 12, 31)),)
    assert days(found, OURS) == ((date(2024, 1, 1), date(2024, 12, 31)),)


def test_a_day_that_is_not_known_yet_is_waited_for() -> None:
    """R-087: the notice is open and waits for the first day of cover."""
    found = after([resident(KAIPING), resident(HUNAN)], suspended(OLD, date.min, OURS))
    assert [one.name for one in found] == [OURS]
    assert days(found, OURS) == ((date(2024, 1, 1), date(2024, 12, 31)),)


def test_a_third_relation_stays_a_duplicate() -> None:
    """R-120: what is settled with one region settles nothing with another."""
    found = after([resident(KAIPING), resident(HUNAN), employee(SHENZHEN, FEBRUARY)], suspended(OLD, date(2024, 5, 1), OURS))
    assert {one.name for one in overlapping(found)} == {OLD, JOB, OURS}


def test_a_participation_rests_for_a_job_and_comes_back_after_it() -> None:
    """R-081, R-134, V-78; the job that began on the first and was paid on the tenth covers nothing twice."""
    job = employee(SHENZHEN, FEBRUARY, ends_on=date(2024, 5, 31))
    rests = [suspended(OURS, PAID, JOB), resumed(OURS, date(2024, 6, 1), JOB)]
    found = after([resident(KAIPING), job], *rests)
    assert days(found, OURS) == ((date(2024, 1, 1), PAID - DAY), (date(2024, 6, 1), date(2024, 12, 31)))
    assert days(found, JOB) == ((PAID, date(2024, 5, 31)),)
    assert overlapping(found) == ()


def test_a_job_covers_from_its_first_day_though_somebody_comes_back_from_it() -> None:
    """R-120: only who rests for a job makes its cover begin later."""
    found = after([resident(KAIPING), employee(SHENZHEN, FEBRUARY)], resumed(OURS, date(2024, 6, 1), JOB))
    assert days(found, JOB)[0][0] == FEBRUARY


def test_two_years_rest_for_one_job_which_covers_from_the_first_of_both() -> None:
    """R-120: another job of these days is still found."""
    both = [
        resident(KAIPING),
        resident(KAIPING, 2025),
        employee(SHENZHEN, FEBRUARY),
        employee(HUNAN, date(2024, 3, 1), ends_on=date(2024, 4, 1)),
    ]
    found = after(both, suspended(OURS, PAID, JOB), suspended("RESIDENT/440700/2025", date(2024, 10, 15), JOB))
    assert days(found, JOB)[0][0] == PAID
    assert [one.name for one in overlapping(found)] == [JOB, "EMPLOYEE/430100/2024-03-01"]


def test_what_was_done_is_not_done_twice() -> None:
    """R-134: it rested and is back; the request stands and changes nothing any more."""
    job = employee(SHENZHEN, FEBRUARY, ends_on=date(2024, 5, 31))
    back = resident(KAIPING, rests=((PAID, date(2024, 5, 31)),))
    found = after([back, job], suspended(OURS, PAID, JOB), resumed(OURS, date(2024, 6, 1), JOB))
    assert days(found, OURS) == back.stretches


def test_what_does_not_count_neither_ends_nor_lets_anything_begin() -> None:
    """R-120: Hunan has suspended it already, so our own cover is what it is."""
    old = resident(HUNAN, state=ParticipationState.SUSPENDED)
    found = after([resident(KAIPING), old], suspended(OLD, date(2024, 5, 1), OURS))
    assert found == relations_of([resident(KAIPING), old])


acts = st.builds(
    Settled,
    st.sampled_from([OURS, OLD, JOB]),
    st.sampled_from(list(SuspendAction)),
    st.dates(date(2023, 12, 1), date(2025, 1, 31)),
    st.none() | st.sampled_from([OURS, OLD, JOB]),
)


@given(settled=st.lists(acts, max_size=6), chance=st.randoms(use_true_random=False))
def test_order_changes_nothing_and_no_day_is_won(settled: list[Settled], chance: Random) -> None:
    before = relations_of([resident(KAIPING), resident(HUNAN), employee(SHENZHEN, FEBRUARY, ends_on=date(2024, 8, 31))])
    found = anticipated(before, settled)
    mixed = list(settled)
    chance.shuffle(mixed)
    assert anticipated(before[::-1], mixed)[::-1] == found
    first = {one.name: one.spell for one in before}
    for one in found:
        assert all(first[one.name].starts_on <= start and first[one.name].lasts_to(end) for start, end in one.spell.stretches)
