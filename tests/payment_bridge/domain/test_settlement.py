"""What the facts on one bill amount to, at the edges."""

from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrolment_terms.scheme import BillState, FailureCause, ParticipationState, PaymentChannel
from payment_bridge.domain.facts import BillFacts, Failure, ParticipationStatus, Payment
from payment_bridge.domain.payment_states import PaymentState
from payment_bridge.domain.settlement import judge_group, status_of
from payment_bridge.domain.tax_rows import TaxRow, TwoContents, compare
from tests.payment_bridge.builders import CANCELLED, OCTOBER, POLICY, bill_facts, failure, receipt

SYSTEM = FailureCause.BANK_SYSTEM


@pytest.mark.parametrize(
    ("arrival", "state"),
    [
        (date(2023, 8, 31), BillState.SENT),
        (date(2023, 9, 1), BillState.PAID),
        (date(2023, 12, 31), BillState.PAID),
        (date(2024, 1, 1), BillState.SENT),
    ],
)
def test_the_concentrated_period_includes_both_ends(arrival: date, state: BillState) -> None:
    assert status_of(bill_facts(money=(receipt(arrival),)), POLICY).state is state


def test_a_failure_after_the_arrival_does_not_excuse_it() -> None:
    """R-059 excuses money that came after the failure, not before."""
    late = bill_facts(failure(date(2024, 1, 20), SYSTEM), money=(receipt(date(2024, 1, 10)),))
    assert status_of(late, POLICY).state is BillState.RESEND_QUEUED


def test_the_newest_sending_decides() -> None:
    again = bill_facts(failure(date(2023, 10, 20), SYSTEM), sent_no=1, sent_on=date(2023, 10, 21))
    assert status_of(again, POLICY).state is BillState.SENT
    assert status_of(again, POLICY).resend_no == 1
    accepted = again._replace(delivery=replace(again.delivery, accepted_no=1))
    assert status_of(accepted, POLICY).state is BillState.DEDUCTING


def test_the_newest_failure_decides() -> None:
    first, then = failure(date(2023, 10, 20), SYSTEM, serial="1"), failure(date(2023, 11, 1), serial="2")
    assert status_of(bill_facts(first, then), POLICY).state is BillState.FAILED_PERSONAL
    assert status_of(bill_facts(then, first), POLICY).state is BillState.FAILED_PERSONAL


def test_a_refusal_waits_until_an_operator_has_corrected_it() -> None:
    refused = replace(failure(OCTOBER, FailureCause.DATA_ERROR), refused=True)
    assert status_of(bill_facts(refused), POLICY).state is BillState.FAILED_SYSTEM
    assert status_of(bill_facts(refused, requeued_no=0), POLICY).state is BillState.RESEND_QUEUED


@pytest.mark.parametrize(("on", "state"), [(date(2023, 12, 31), BillState.FAILED_PERSONAL), (date(2024, 1, 1), BillState.ABANDONED)])
def test_a_personal_failure_after_the_period_ends_a_bill_that_was_sent_again(on: date, state: BillState) -> None:
    """D3, R-059: on the last day of the period it may still be tried."""
    bank = failure(date(2023, 12, 20), FailureCause.BANK_SYSTEM)
    assert status_of(bill_facts(bank, failure(on, serial="12", resend_no=1), sent_no=1), POLICY).state is state


@pytest.mark.parametrize(
    ("other", "state"),
    [
        (bill_facts(), PaymentState.PARTIAL_GROUP),
        (bill_facts(status=CANCELLED), PaymentState.SETTLED),
        (bill_facts(money=(receipt(OCTOBER, serial="22"),)), PaymentState.SETTLED),
    ],
    ids=["open", "cancelled", "paid"],
)
def test_a_group_is_complete_when_no_bill_of_it_is_open(other: BillFacts, state: PaymentState) -> None:
    """R-024, D4 MATCHED→PARTIAL_GROUP, D4 PARTIAL_GROUP→SETTLED."""
    paid = bill_facts(money=(receipt(date(2023, 10, 20)),))
    verdict = judge_group([paid, other], POLICY)[paid.charge.bill_id]
    assert (verdict.status.group_complete, verdict.payments["21"]) == (state is PaymentState.SETTLED, state)


@pytest.mark.parametrize("arrival", [date(2023, 10, 25), date(2023, 10, 26)])
def test_what_had_ended_unpaid_takes_no_money(arrival: date) -> None:
    ended = bill_facts(money=(receipt(arrival),), status=CANCELLED)
    verdict = judge_group([ended], POLICY)[ended.charge.bill_id]
    assert verdict.status.state is BillState.CANCELLED
    assert verdict.payments == {"21": PaymentState.UNMATCHED}


def test_money_that_had_arrived_before_the_end_counts_whenever_it_was_told() -> None:
    """Days decide: registration, which goes by the same days, then says STOPPED."""
    ended = bill_facts(money=(receipt(date(2023, 10, 24)),), status=CANCELLED)
    assert judge_group([ended], POLICY)[ended.charge.bill_id].payments == {"21": PaymentState.SETTLED}


def test_death_after_payment_leaves_the_bill_paid() -> None:
    died = ParticipationStatus(ParticipationState.TERMINATED, date(2023, 10, 20), date(2023, 11, 1))
    assert status_of(bill_facts(money=(receipt(date(2023, 10, 20)),), status=died), POLICY).state is BillState.PAID


def test_early_money_heard_of_later_takes_the_place() -> None:
    late, early = receipt(date(2023, 11, 15), serial="30"), receipt(date(2023, 11, 2), serial="40")
    paid = bill_facts(money=(late, early))
    verdict = judge_group([paid], POLICY)[paid.charge.bill_id]
    assert verdict.payments == {"30": PaymentState.DUPLICATE, "40": PaymentState.SETTLED}


def test_one_serial_is_one_row_and_another_content_is_kept_beside_it() -> None:
    """R-057, R-096."""
    bill, other_bill = bill_facts().charge.bill_id, bill_facts().charge.bill_id
    one = TaxRow(bill, receipt(date(2023, 10, 20)))
    assert compare([one, one], {}) == ([one], [])
    assert compare([one], {"21": [one]}) == ([], [])
    others = {
        "amount": TaxRow(bill, receipt(date(2023, 10, 20), amount=1)),
        "arrival_date": TaxRow(bill, receipt(date(2023, 10, 21))),
        "channel": TaxRow(bill, receipt(date(2023, 10, 20), channel=PaymentChannel.TAX_HALL)),
        "bill_id": TaxRow(other_bill, receipt(date(2023, 10, 20))),
        "round_no": TaxRow(bill, replace(receipt(date(2023, 10, 20)), round_no=2)),
        "result": TaxRow(bill, failure(date(2023, 10, 20), serial="21")),
    }
    for field, other in others.items():
        for told, known in (([one, other, one], {}), ([other], {"21": [one]})):
            (_, differing) = compare(told, known)
            assert differing == [TwoContents(one, other)]
            assert field in differing[0].differs_in
    assert compare(list(others.values()), {"21": [one]})[1] == [TwoContents(one, other) for other in others.values()]


def test_a_round_does_not_tell_the_channel_of_its_money() -> None:
    """The ledger does: money of finance in a round is told by both, and is one."""
    told = replace(receipt(OCTOBER), round_no=1)
    by_ledger = replace(told, channel=PaymentChannel.FINANCE)
    bill = bill_facts().charge.bill_id
    assert compare([TaxRow(bill, told), TaxRow(bill, by_ledger)], {}) == ([TaxRow(bill, told)], [])


_DAYS = st.dates(date(2023, 9, 1), date(2024, 2, 28))
_FAILURES = st.builds(failure, _DAYS, st.sampled_from(FailureCause), serial=st.integers(1, 99).map(str), resend_no=st.integers(0, 2))
_MONEY = st.builds(receipt, _DAYS, serial=st.integers(100, 199).map(str), amount=st.sampled_from([40600, 40000]))


@given(
    failures=st.lists(_FAILURES, max_size=4, unique_by=lambda fact: fact.serial),
    money=st.lists(_MONEY, max_size=4, unique_by=lambda fact: fact.tax_serial),
    sent_no=st.integers(-1, 2),
    randomness=st.randoms(use_true_random=False),
)
def test_the_order_of_facts_does_not_matter_and_money_is_settled_at_most_once(
    failures: list[Failure], money: list[Payment], sent_no: int, randomness: Random
) -> None:
    facts = bill_facts(*failures, money=tuple(money), sent_no=sent_no)
    verdict = judge_group([facts], POLICY)[facts.charge.bill_id]
    assert judge_group([_shuffled(facts, randomness)], POLICY)[facts.charge.bill_id] == verdict
    settled = [serial for serial, state in verdict.payments.items() if state is PaymentState.SETTLED]
    assert settled == ([verdict.status.settled_serial] if verdict.status.state is BillState.PAID else [])
    assert set(verdict.payments) == {fact.tax_serial for fact in money}


def _shuffled(facts: BillFacts, randomness: Random) -> BillFacts:
    failures, money = list(facts.failures), list(facts.payments)
    randomness.shuffle(failures)
    randomness.shuffle(money)
    return facts._replace(failures=tuple(failures), payments=tuple(money))
