"""Most bills are made of a registration of which nobody has told anything else: what is decided of them at once is what the rules say."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrolment_events.payment import RefundState
from enrolment_terms.scheme import BillState, FailureCause, ParticipationState, Payer
from payment_bridge.domain.charges import charge_of
from payment_bridge.domain.decisions import BillRecord, decide
from payment_bridge.domain.facts import BillFacts, LevyDelivery, MoneyBack, ParticipationStatus
from payment_bridge.domain.ledger import Account
from payment_bridge.domain.settlement import Verdict, first_status, judge_group
from tests.payment_bridge.builders import OCTOBER, POLICY, REGISTERED_ON, failure, receipt, registration

LATER = date(2024, 3, 1)
days, numbers = st.none() | st.just(LATER), st.sampled_from((-1, -1, 0, 1))
deliveries = st.builds(
    LevyDelivery,
    st.just(OCTOBER),
    st.booleans(),
    numbers,
    days,
    accepted_no=numbers,
    stale_no=numbers,
    expired_on=days,
    period_ended_on=days,
)
statuses = st.builds(ParticipationStatus, st.sampled_from(ParticipationState), days, st.just(OCTOBER), st.integers(0, 2))
BACK = MoneyBack(UUID(int=1), "21", True, RefundState.APPROVED, LATER)
facts = st.builds(
    BillFacts,
    st.builds(lambda payer: charge_of(registration(payer=payer), POLICY), st.sampled_from(Payer)),
    deliveries,
    statuses,
    st.sampled_from([(), (), (failure(OCTOBER),), (failure(LATER, FailureCause.DATA_ERROR),)]),
    st.sampled_from([(), (), (receipt(OCTOBER),), (receipt(OCTOBER, amount=1),)]),
    st.just({}),
    st.sampled_from([{}, {}, {"21": BACK}]),
)


@given(told=facts)
def test_a_bill_of_which_nothing_is_told_is_what_the_rules_say_of_it(told: BillFacts) -> None:
    """D3 CREATED and HELD: whatever the facts are, the way without judging is taken where judging says the same."""
    if BillRecord(told, None).is_just_made:
        assert judge_group([told], POLICY) == {told.bill_id: Verdict(first_status(told.delivery), {})}


@pytest.mark.parametrize("held", [True, False])
def test_what_is_decided_at_once_is_what_is_decided_beside_another_bill(held: bool) -> None:
    """Two bills of one group are judged in the general way: alone, each has the same made, counted, queued and booked."""
    made = [BillFacts(charge_of(registration(participation_id=UUID(int=7)), POLICY), LevyDelivery(OCTOBER, held), REGISTERED_ON)]
    made.append(made[0]._replace(charge=made[0].charge._replace(bill_id=UUID(int=8))))
    together = decide([BillRecord(one, None) for one in made], POLICY)
    alone = [decide([BillRecord(one, None)], POLICY) for one in made]
    assert all(BillRecord(one, None).is_just_made for one in made)
    assert together.made == [one.made[0] for one in alone]
    assert together.postings == [one.postings[0] for one in alone]
    assert together.to_send == alone[0].to_send | alone[1].to_send
    assert together.counts == alone[0].counts + alone[1].counts
    assert (together.made[0].status.state, together.postings[0].debit) == (BillState.HELD if held else BillState.CREATED, Account.PERSON)
    assert [*together.changed, *together.payments, *together.to_recall, *together.touched] == []
