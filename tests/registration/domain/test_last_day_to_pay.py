"""Until when a citizen is told to pay: the end of the period that holds for his category (R-032, R-066, H3)."""

from datetime import date

import pytest

from enrolment_terms.scheme import BillKind, Category
from policy_parameters import load_policy_book
from registration.domain.my_tasks import last_day_to_pay

AREA = "440783115"
STUDENTS = load_policy_book().with_values(
    {"windows.further_periods": [{"from": "01-01", "until": "03-15", "start": "NEXT_MONTH", "categories": ["STUDENT"]}]}
)


@pytest.mark.parametrize(
    ("kind", "category", "registered_on", "until"),
    [
        (BillKind.NORMAL, Category.GENERAL, date(2023, 10, 10), date(2023, 12, 31)),
        (BillKind.NORMAL, Category.STUDENT, date(2023, 10, 10), date(2024, 3, 15)),
        (BillKind.NORMAL, Category.STUDENT, date(2024, 3, 15), date(2024, 3, 15)),
        (BillKind.MIDYEAR, Category.STUDENT, date(2024, 3, 16), date(2024, 4, 15)),
        (BillKind.NEWBORN_BIRTHYEAR, Category.NEWBORN, date(2024, 3, 16), None),
    ],
)
def test_the_end_of_the_period_is_that_of_the_category(kind: BillKind, category: Category, registered_on: date, until: date | None) -> None:
    assert last_day_to_pay(kind, AREA, 2024, category, registered_on, STUDENTS) == until
