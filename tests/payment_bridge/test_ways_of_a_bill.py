"""Steps of D3 that no other flow walks through one by one."""

from datetime import date

import pytest

from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import FailureCause
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import (
    deductions,
    failure_row,
    levy_accepted,
    normal_bill,
    participation_event,
    sale_row,
    sales,
)


@pytest.mark.parametrize("failure_first", [True, False])
async def test_after_a_failure_the_next_round_begins(bridge: Bridge, failure_first: bool) -> None:
    """D3 FAILED_PERSONAL→DEDUCTING, F-09 随存随扣: whichever of failure and next round is told first; until the period ends."""
    person = new_id()
    await bridge.hear(participation_event(person))
    await bridge.pass_check()
    await bridge.send()
    (batch,), bill_id = bridge.tax.batches, normal_bill(person)
    failed, again = deductions(failure_row("11", bill_id, date(2023, 10, 20))), levy_accepted(batch, bill_id, round_no=2)
    for callback in (failed, again) if failure_first else (again, failed):
        await bridge.receive(callback)
    bill = await bridge.bill(bill_id)
    assert (bill.state, bill.cause, bill.round_no, bill.resend_no) == ("DEDUCTING", None, 2, 0)
    await bridge.receive(levy_accepted(batch, bill_id, round_no=1))
    assert (await bridge.bill(bill_id)).round_no == 2, "an older round is over"
    await bridge.receive(deductions(failure_row("12", bill_id, date(2023, 11, 15)), round_no=2))
    assert (await bridge.bill(bill_id)).state == "FAILED_PERSONAL"
    await bridge.receive(levy_accepted(batch, bill_id, round_no=3))
    await bridge.receive(sales(sale_row("13", bill_id, date(2023, 12, 1))))
    assert (await bridge.bill(bill_id)).state == "PAID"


async def test_in_deduction_it_fails_and_is_paid_by_another_channel(bridge: Bridge) -> None:
    """D3 DEDUCTING→FAILED_PERSONAL, D3 DEDUCTING→FAILED_SYSTEM, D3 RESEND_QUEUED→PAID, R-062: queued again, and paid before it is sent."""
    empty, broken = new_id(), new_id()
    await bridge.hear(participation_event(empty), participation_event(broken))
    await bridge.pass_check()
    await bridge.send()
    (batch,) = bridge.tax.batches
    await bridge.receive(levy_accepted(batch, normal_bill(empty), normal_bill(broken)))
    assert [(await bridge.bill(normal_bill(one))).state for one in (empty, broken)] == ["DEDUCTING", "DEDUCTING"]
    failed = date(2023, 10, 20)
    rows = failure_row("11", normal_bill(empty), failed), failure_row("12", normal_bill(broken), failed, FailureCause.BANK_SYSTEM)
    await bridge.receive(deductions(*rows))
    assert [(await bridge.bill(normal_bill(one))).state for one in (empty, broken)] == ["FAILED_PERSONAL", "RESEND_QUEUED"]
    told = await bridge.rows("SELECT resend_no FROM levy_queue WHERE bill_id = :bill", bill=normal_bill(broken))
    assert [row.resend_no for row in told] == [1]
    await bridge.receive(sales(sale_row("13", normal_bill(broken), date(2023, 10, 21))))
    assert (await bridge.bill(normal_bill(broken))).state == "PAID"
    await bridge.send()
    assert len(bridge.tax.batches) == 1, "what is paid is not sent again"
