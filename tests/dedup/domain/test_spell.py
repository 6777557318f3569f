"""Which days a spell covers, and whether two are a duplicate (R-120)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.domain.spell import Spell, are_duplicates
from enrolment_terms.scheme import ParticipationState
from tests.dedup.domain.builders import GUANGZHOU, KAIPING, employee, resident

DAY = timedelta(days=1)
FIRST = date(2024, 1, 1)
lengths = st.integers(1, 12)


@st.composite
def spells(draw: st.DrawFn) -> Spell:
    """A spell of a few weeks with rests in their order, some at its ends, some that touch."""
    first = FIRST + draw(st.integers(0, 30)) * DAY
    rests, day = [], first
    for _ in range(draw(st.integers(0, 3))):
        day += draw(st.integers(0, 5)) * DAY
        rests.append((day, day + draw(lengths) * DAY))
        day = rests[-1][1] + DAY
    ends_on = draw(st.none() | st.just(max(day, first) + draw(st.integers(0, 10)) * DAY))
    return employee(GUANGZHOU, first, ends_on=ends_on, rests=tuple(rests))


def covered(spell: Spell) -> set[date]:
    """Day by day, for a hundred days."""
    days = {FIRST + number * DAY for number in range(100)}
    return {day for day in days if any(first <= day <= last for first, last in spell.stretches)}


@given(one=spells())
def test_it_covers_its_days_without_those_on_which_it_rested(one: Spell) -> None:
    """R-131, R-134."""
    days = {FIRST + number * DAY for number in range(100)}
    rested = {day for day in days for first, last in one.rests if first <= day <= last}
    assert covered(one) == {day for day in days if one.starts_on <= day and one.lasts_to(day)} - rested


@given(one=spells(), other=spells())
def test_two_meet_if_they_share_a_day(one: Spell, other: Spell) -> None:
    """R-120: touching periods share none."""
    ends = [spell.ends_on is None for spell in (one, other)]
    assert one.meets(other) == other.meets(one) == (bool(covered(one) & covered(other)) or all(ends))


def test_touching_periods_are_no_duplicate() -> None:
    """R-001, R-120, V-77: employee to 31 March, resident from 1 April; one day later they are one."""
    job = employee(GUANGZHOU, date(2023, 1, 1), ends_on=date(2024, 3, 31))
    assert not are_duplicates(job, resident(KAIPING, starts_on=date(2024, 4, 1)))
    assert are_duplicates(replace(job, ends_on=date(2024, 4, 1)), resident(KAIPING, starts_on=date(2024, 4, 1)))


@pytest.mark.parametrize("state", list(ParticipationState))
@pytest.mark.parametrize("paid", [True, False])
@pytest.mark.parametrize("subsidised", [True, False])
def test_what_is_normal_and_paid_counts_or_active_by_a_mark(state: ParticipationState, paid: bool, subsidised: bool) -> None:
    """R-120, R-042: a person who is active by the mark before the money has come is covered."""
    one = resident(KAIPING, state=state, paid=paid, subsidised=subsidised)
    assert one.counts == (state is ParticipationState.ACTIVE and (paid or subsidised))
    assert are_duplicates(one, resident(GUANGZHOU)) == are_duplicates(resident(GUANGZHOU), one) == one.counts


def test_a_spell_without_a_year_is_of_every_year_that_it_touches() -> None:
    job = employee(GUANGZHOU, date(2023, 12, 31), ends_on=date(2025, 1, 1))
    assert [year for year in range(2020, 2030) if job.covers_year(year)] == [2023, 2024, 2025]
    assert [year for year in range(2020, 2030) if resident(GUANGZHOU, 2024).covers_year(year)] == [2024]
    assert employee(GUANGZHOU, date(2023, 12, 31)).covers_year(2100)


def test_benefits_begin_no_earlier_than_the_spell() -> None:
    """R-127."""
    job = employee(GUANGZHOU, date(2024, 2, 1), benefits_from=date(2024, 5, 1))
    assert (job.usable_from, replace(job, benefits_from=None).usable_from) == (date(2024, 5, 1), date(2024, 2, 1))
    assert replace(job, benefits_from=date(2024, 1, 1)).usable_from == date(2024, 2, 1)
