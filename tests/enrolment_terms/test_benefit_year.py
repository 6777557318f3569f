"""Months that end early, and the turn of the year."""

from datetime import date

import pytest

from enrolment_terms.benefit_year import add_months, first_of_next_month


@pytest.mark.parametrize(
    ("day", "next_month"),
    [(date(2024, 5, 31), date(2024, 6, 1)), (date(2023, 12, 1), date(2024, 1, 1)), (date(2024, 2, 29), date(2024, 3, 1))],
)
def test_the_first_of_the_next_month(day: date, next_month: date) -> None:
    assert first_of_next_month(day) == next_month


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 29), 1, date(2023, 2, 28)),
        (date(2024, 1, 31), 3, date(2024, 4, 30)),
        (date(2024, 1, 31), 2, date(2024, 3, 31)),
        (date(2023, 11, 15), 1, date(2023, 12, 15)),
        (date(2023, 11, 15), 2, date(2024, 1, 15)),
        (date(2024, 1, 1), -3, date(2023, 10, 1)),
        (date(2024, 12, 31), 12, date(2025, 12, 31)),
    ],
)
def test_months_later(day: date, months: int, later: date) -> None:
    assert add_months(day, months) == later
