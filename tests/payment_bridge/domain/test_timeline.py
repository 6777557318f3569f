"""A person's way through the levy in words."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.scheme import BillKind, BillState, FailureCause, Payer, PaymentChannel
from payment_bridge.domain.payment_states import PaymentState
from payment_bridge.domain.timeline import TimelineBill, TimelineFact, timeline_of

DAY, MOMENT, BILL = date(2023, 10, 10), datetime(2023, 10, 10, 9, tzinfo=SHANGHAI), UUID(int=1)
HELD = TimelineBill(BILL, BillKind.NORMAL, 2024, 40600, Payer.PERSON, BillState.HELD, DAY, DAY, MOMENT, MOMENT)
SENT = TimelineFact(BILL, DAY + timedelta(days=1), MOMENT, "SENT", None, None, None, 0, 0, None)
PAID = replace(SENT, code="MONEY", channel=PaymentChannel.TAX_HALL, amount=40600, state=PaymentState.SETTLED)


def told(*facts: TimelineFact, bill: TimelineBill = HELD) -> list[str]:
    return [entry.what for entry in timeline_of([bill], facts)]


def test_a_bill_is_made_and_sent_and_paid() -> None:
    later = replace(PAID, at=DAY + timedelta(days=2))
    made = "生成2024年度居民医保应征账单 406.00 元（个人缴纳）"
    assert told(later, SENT) == [made, "应征数据已传送税务部门", "办税服务厅 406.00 元：缴费到账"]
    (_, _, entry) = timeline_of([HELD], [later, SENT])
    assert (entry.code, entry.detail["amount"], entry.detail["payment_state"]) == ("MONEY", "406.00", "SETTLED")


@pytest.mark.parametrize(
    ("cause", "what"),
    [
        (FailureCause.INSUFFICIENT_BALANCE, "扣费不成功：账户余额不足"),
        (FailureCause.BANK_SYSTEM, "扣费不成功：银行系统原因，将重新传送"),
        (FailureCause.DATA_ERROR, "扣费不成功：应征数据有误，将更正后重新传送"),
    ],
)
def test_a_failure_says_what_comes_next(cause: FailureCause, what: str) -> None:
    assert told(replace(SENT, code="FAILED", cause=cause, round_no=3))[1:] == [what]


def test_a_bill_that_is_sent_again_says_how_often() -> None:
    assert told(replace(SENT, resend_no=2))[1:] == ["应征数据第2次重新传送税务部门"]


@pytest.mark.parametrize(
    ("state", "what"),
    [(BillState.ABANDONED, "集中参保期结束仍未缴费，视为自动弃保"), (BillState.CANCELLED, "应征账单已取消")],
)
def test_a_bill_that_ended_says_so(state: BillState, what: str) -> None:
    assert told(bill=replace(HELD, state=state, effective_on=DAY + timedelta(days=9)))[1:] == [what]


def test_what_became_known_later_is_told_later_on_one_day() -> None:
    early, late = replace(PAID, recorded_at=MOMENT), replace(SENT, recorded_at=MOMENT + timedelta(hours=1))
    assert [entry.code for entry in timeline_of([HELD], [late, early])] == ["BILL_CREATED", "MONEY", "SENT"]
