"""What is owed, as it is told to whoever owes it (B17, R-066)."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from enrolment_terms.scheme import BillKind, BillState, FailureCause, Payer
from payment_bridge.domain.dues import OwedBill, due_of, paid_together
from tests.payment_bridge.builders import KAIPING, POLICY

ONE = UUID(int=1)


def owed(**changed: Any) -> OwedBill:
    """An ordinary bill of 2024 that the tax office has."""
    plain = {
        "bill_id": ONE, "participation_id": ONE, "person_id": ONE, "kind": BillKind.NORMAL, "benefit_year": 2024, "area": KAIPING,
        "amount": 40600, "payer": Payer.PERSON, "last_day": None, "sent_no": 0, "state": BillState.SENT, "cause": None,
    }  # fmt: skip
    return OwedBill(**{**plain, **changed})


@pytest.mark.parametrize(
    ("changed", "today", "status", "until", "word"),
    [
        ({}, date(2023, 12, 31), "TO_PAY", date(2023, 12, 31), "请在2023-12-31前足额缴纳406.00元"),
        ({}, date(2024, 1, 1), "OVERDUE", date(2023, 12, 31), "已过缴费期限"),
        ({"last_day": date(2024, 2, 4)}, date(2024, 2, 4), "TO_PAY", date(2024, 2, 4), "2024-02-04"),
        ({"state": BillState.HELD, "sent_no": -1}, date(2023, 9, 20), "NOT_SENT", date(2023, 12, 31), "统一核定"),
        ({"state": BillState.DEDUCTING}, date(2023, 10, 20), "IN_DEDUCTION", date(2023, 12, 31), "正在"),
        (
            {"state": BillState.FAILED_PERSONAL, "cause": FailureCause.INSUFFICIENT_BALANCE},
            date(2023, 10, 21),
            "DEDUCTION_FAILED",
            date(2023, 12, 31),
            "余额不足",
        ),
        ({"state": BillState.RESEND_QUEUED, "cause": FailureCause.BANK_SYSTEM}, date(2024, 1, 8), "DEDUCTED_AGAIN", None, "非个人原因"),
        ({"state": BillState.ABANDONED}, date(2024, 1, 11), "OVERDUE", date(2023, 12, 31), "视为自动弃保"),
        ({"payer": Payer.FINANCE, "last_day": date(2024, 12, 31)}, date(2024, 3, 1), "BY_OTHERS", date(2024, 12, 31), "财政资助"),
    ],
)
def test_each_bill_says_why_until_when_and_whether(
    changed: dict[str, Any], today: date, status: str, until: date | None, word: str
) -> None:
    """B17, R-055, R-058, R-059, R-066."""
    due = due_of(owed(**changed), today, POLICY)
    assert (due.status, due.until, due.payable) == (status, until, status not in ("OVERDUE", "NOT_SENT", "BY_OTHERS"))
    assert word in due.told


def test_the_two_years_of_a_newborn_are_told_as_one_group() -> None:
    """R-024, V-24: two registrations, each with a bill; who pays is told to clear both. Once one is paid the other stands alone."""
    birth = owed(bill_id=UUID(int=2), participation_id=UUID(int=2), kind=BillKind.NEWBORN_BIRTHYEAR, benefit_year=2023, last_day=UNTIL)
    following = owed(bill_id=UUID(int=3), participation_id=UUID(int=3), last_day=UNTIL)
    repair = owed(bill_id=UUID(int=4), participation_id=UUID(int=3), kind=BillKind.REPAIR, last_day=UNTIL)
    another = owed(person_id=UUID(int=9), last_day=UNTIL)
    dues = paid_together([due_of(one, date(2024, 2, 1), POLICY) for one in (following, another, repair, birth)])
    assert [due.group_id.int for due in dues] == [2, 1, 4, 2]
    assert ["一并缴清" in due.told for due in dues] == [True, False, False, True]
    [alone] = paid_together([due_of(following, date(2024, 2, 1), POLICY)])
    assert (alone.group_id.int, "一并" in alone.told) == (3, False)


UNTIL = date(2024, 5, 31)
