"""Fates and faults as functions of a seed."""

from dataclasses import replace

import pytest

from enrolment_terms.scheme import FailureCause
from tax_office.behaviour import Behaviour, DueBill, Planted, cause_of_failure, chances, money_beside, unknown_bill_id, wrong_amount
from tax_office.sales import pick

BILL = DueBill(1, "b", "key", None, "PERSON", True, 40600, 0, 0)


def many(behaviour: Behaviour, **differently: object) -> list[FailureCause | None]:
    return [cause_of_failure(replace(BILL, chance_key=f"k{n}", **differently), behaviour) for n in range(2000)]  # type: ignore[arg-type]


def test_chances_are_numbers_below_one_and_depend_on_all_arguments() -> None:
    drawn = chances(1, "a", "k")
    assert drawn == chances(1, "a", "k")
    assert all(0 <= number < 1 for number in drawn)
    assert len({drawn, chances(2, "a", "k"), chances(1, "b", "k"), chances(1, "a", "l")}) == 4


def test_a_fresh_office_fails_nobody() -> None:
    assert set(many(Behaviour())) == {None}


@pytest.mark.parametrize(
    ("behaviour", "causes"),
    [
        (Behaviour(account_abnormal=1.0), {FailureCause.ACCOUNT_ABNORMAL}),
        (Behaviour(insufficient_balance=1.0), {FailureCause.INSUFFICIENT_BALANCE}),
        (Behaviour(bank_system=1.0), {FailureCause.BANK_SYSTEM, FailureCause.TAX_SYSTEM}),
    ],
)
def test_a_rate_of_one_fails_everybody(behaviour: Behaviour, causes: set[FailureCause]) -> None:
    assert set(many(behaviour)) == causes


def test_a_system_failure_is_over_when_the_bill_comes_again() -> None:
    assert set(many(Behaviour(bank_system=1.0), resend_no=1)) == {None}


def test_accounts_are_filled_before_round_two_three_or_four_or_never() -> None:
    empty = [many(Behaviour(insufficient_balance=1.0), attempts=attempts).count(FailureCause.INSUFFICIENT_BALANCE) for attempts in range(6)]
    assert empty[0] == 2000
    assert empty[1] > empty[2] > empty[3] == empty[4] == empty[5]
    assert 700 < empty[5] < 900


@pytest.mark.parametrize(
    ("fate", "resend_no", "cause"),
    [
        ("FINE", 0, None),
        ("EMPTY_FOR_EVER", 3, FailureCause.INSUFFICIENT_BALANCE),
        ("ACCOUNT_ABNORMAL", 0, FailureCause.ACCOUNT_ABNORMAL),
        ("SYSTEM_FAILS_ONCE", 0, FailureCause.BANK_SYSTEM),
        ("SYSTEM_FAILS_ONCE", 1, None),
    ],
)
def test_a_pinned_fate_comes_before_chance(fate: str, resend_no: int, cause: FailureCause | None) -> None:
    everybody_fails = Behaviour(account_abnormal=1.0)
    assert cause_of_failure(replace(BILL, fate=fate, resend_no=resend_no), everybody_fails) is cause


def test_money_beside_is_planted_as_told() -> None:
    [wrong, stranger, double] = money_beside(BILL, 1, Behaviour(wrong_amount=1.0, unknown_bill=1.0, double_payment=1.0))
    assert (wrong.planted, wrong.bill_id, wrong.amount) == (Planted.WRONG_AMOUNT, "b", 40000)
    assert (stranger.planted, stranger.bill_id) == (Planted.UNKNOWN_BILL, unknown_bill_id(0, "key"))
    assert (double.planted, double.bill_id, double.amount) == (Planted.DOUBLE_PAYMENT, "b", 40600)
    assert money_beside(BILL, 1, Behaviour()) == []


@pytest.mark.parametrize("fen", [1, 599, 600, 601, 40600])
def test_a_wrong_amount_is_some_other_money(fen: int) -> None:
    assert 0 < wrong_amount(fen) != fen


def test_pick_follows_the_weights() -> None:
    weights = {"a": 3.0, "b": 1.0}
    assert [pick(weights, number) for number in (0.0, 0.74, 0.76, 0.9999)] == ["a", "a", "b", "b"]
    assert pick({"a": 0.0, "b": 1.0}, 0.0) == "b"
