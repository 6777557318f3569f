"""D3 and D4 as tables."""

from itertools import product

import pytest

from enrolment_terms.scheme import BillState
from enrolment_terms.state_table import TransitionRefused, next_state
from payment_bridge.domain import bill_states, payment_states
from payment_bridge.domain.bill_states import BillEvent
from payment_bridge.domain.payment_states import PaymentState


def test_every_pair_outside_the_table_is_refused() -> None:
    for state, event in product(BillState, BillEvent):
        if (state, event) in bill_states.TRANSITIONS:
            assert next_state(bill_states.TRANSITIONS, state, event) is bill_states.TRANSITIONS[state, event]
        else:
            with pytest.raises(TransitionRefused):
                next_state(bill_states.TRANSITIONS, state, event)


@pytest.mark.parametrize(
    ("state", "to"),
    [
        (BillState.SENT, BillState.HELD),
        (BillState.ABANDONED, BillState.HELD),
    ],
)
def test_no_way_leads_there(state: BillState, to: BillState) -> None:
    assert to not in bill_states.reachable(state)
    with pytest.raises(TransitionRefused):
        bill_states.check_way(state, to)


def test_money_that_came_and_was_taken_back_at_once_has_paid_between() -> None:
    """D3: what was told as a failure was money that the tax office has taken back meanwhile."""
    for state in (BillState.FAILED_PERSONAL, BillState.RESEND_QUEUED, BillState.ABANDONED):
        bill_states.check_way(state, BillState.HELD, paid_between=True)
    with pytest.raises(TransitionRefused):
        bill_states.check_way(BillState.FAILED_PERSONAL, BillState.HELD)


def test_what_went_back_stays_so_unless_its_payout_came_back() -> None:
    led_to = {to for (start, _), to in bill_states.TRANSITIONS.items() if start is BillState.REFUNDED}
    assert led_to == {BillState.PAID, BillState.SENT, BillState.CREATED}, "the last two if its money was taken back as well"
    money_led_to = {to for (start, _), to in payment_states.TRANSITIONS.items() if start is PaymentState.REFUNDED}
    assert money_led_to == {PaymentState.REFUND_PENDING}


def test_money_that_was_taken_back_never_settles() -> None:
    assert payment_states.reachable(PaymentState.REVERSED) == {PaymentState.REVERSED, PaymentState.REFUNDED}
    with pytest.raises(TransitionRefused):
        payment_states.check_way(PaymentState.REVERSED, PaymentState.SETTLED)


def test_every_state_of_money_has_an_exit() -> None:
    """A mismatch is topped up or goes back, a second payment and money without a bill go back (D4)."""
    for state in set(PaymentState) - {PaymentState.REVERSED, PaymentState.REFUNDED}:
        assert {PaymentState.REFUNDED, PaymentState.SETTLED} & payment_states.reachable(state), state


def test_overtaken_messages_make_steps_fall_together() -> None:
    bill_states.check_way(BillState.HELD, BillState.FAILED_PERSONAL)
    bill_states.check_way(BillState.SENT, BillState.RESEND_QUEUED)
    bill_states.check_way(BillState.ABANDONED, BillState.PAID)
    payment_states.check_way(PaymentState.RECEIVED, PaymentState.SETTLED)
    payment_states.check_way(PaymentState.UNMATCHED, PaymentState.PARTIAL_GROUP)
