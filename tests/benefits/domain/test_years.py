"""A set of years as bits: no year before the first, no bit out of place."""

from benefits.domain.years import FIRST, NO_YEARS, after_last_of, before, listed, one, span, years


def test_years_before_the_first_are_left_out() -> None:
    assert listed(years([FIRST - 1, FIRST, FIRST + 1])) == [FIRST, FIRST + 1]
    assert [listed(one(year)) for year in (FIRST - 1, FIRST, FIRST + 1)] == [[], [FIRST], [FIRST + 1]]


def test_before_is_every_earlier_year_and_no_other() -> None:
    assert [listed(before(year)) for year in (FIRST - 1, FIRST, FIRST + 1, FIRST + 2)] == [[], [], [FIRST], [FIRST, FIRST + 1]]


def test_a_span_has_both_its_ends() -> None:
    assert listed(span(FIRST, FIRST + 2)) == [FIRST, FIRST + 1, FIRST + 2]
    assert listed(span(FIRST - 5, FIRST)) == [FIRST]
    assert span(2025, 2024) == NO_YEARS


def test_after_the_last_is_what_is_later_than_every_member() -> None:
    assert listed(after_last_of(years([2020, 2023]), span(2019, 2026))) == [2024, 2025, 2026]
    assert after_last_of(NO_YEARS, span(2019, 2020)) == span(2019, 2020)
