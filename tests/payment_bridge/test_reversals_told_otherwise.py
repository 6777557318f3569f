"""The tax office takes back what it told in two ways: by the amount of either telling, in any order, to one end state (D4, R-063)."""

from collections.abc import Awaitable, Callable
from datetime import date
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from enrolment_terms.identifiers import new_id
from payment_bridge.domain.claims import Resolution
from payment_bridge.domain.file_profiles import FileKind
from payment_bridge.domain.refunds import Ground, payout_id_of
from payment_bridge.domain.reversals import in_whole
from payment_bridge.domain.tax_cases import case_of_reversal
from payment_bridge.domain.tax_rows import Reversal
from payment_bridge.repository.reconciliation import differences_of_day
from payment_bridge.use_cases.pay_back_refunds import pay_back_refunds
from payment_bridge.use_cases.reconcile_day import close_reconciliation_difference
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import deductions, failure_row, normal_bill, participation_event, sale_row, sales
from tests.payment_bridge.going_back import ALL, asked, balances, first_review, paid, payout_result, reversal, second_review
from tests.payment_bridge.test_claims import SETTLED, claim, close
from tests.payment_bridge.test_reconciliation import compare, differences, file

DAY = date(2023, 10, 20)
Tell = Callable[[Bridge], Awaitable[None]]


def by_callback(body: bytes) -> Tell:
    return lambda bridge: bridge.receive(body)


def by_ledger(serial: str, bill: UUID, **told: Any) -> Tell:
    async def tell(bridge: Bridge) -> None:
        bridge.tax.ledger = []
        bridge.tax.note(serial, bill, DAY.isoformat(), **told)
        await bridge.rows("UPDATE ledger_cursor SET after = NULL RETURNING 1")
        await bridge.read_ledger()

    return tell


def money(serial: str, bill: UUID, amount: str) -> Tell:
    return by_callback(sales(sale_row(serial, bill, DAY) | {"amount": amount}))


async def end_state(bridge: Bridge, *serials: str) -> tuple[Any, ...]:
    """What must be the same whatever came first; the amount of what was told first is all that may differ."""
    states = [(await bridge.payment(serial)).state for serial in serials]
    cases = [*await bridge.cases("OPEN"), *await bridge.cases("RESOLVED")]
    return states, await balances(bridge), sorted((case.kind, case.tax_serial, case.state) for case in cases)


async def test_a_reversal_of_the_other_amount_takes_the_money_back_in_whole(bridge: Bridge) -> None:
    """R-057, R-063, R-096, D4: told first, told otherwise, taken back and told anew, in any order and twice."""
    seen = []
    for order in list(permutations(range(4)))[1::3]:
        stands = "406.00" if order[1] > order[2] else "390.00"
        await bridge.forget()
        person = new_id()
        bill = normal_bill(person)
        await bridge.hear(participation_event(person))
        facts = [
            money("31", bill, "400.00"),
            by_ledger("31", bill, amount=stands),
            by_callback(reversal("801", "31", bill, stands)),
            money("32", bill, "406.00"),
        ]
        for number in (*order, *(order if order[0] == 2 else ())):
            await facts[number](bridge)
        assert ((await bridge.bill(bill)).state, (await bridge.bill(bill)).settled_serial) == ("PAID", "32")
        seen.append(await end_state(bridge, "31", "32"))
    assert seen == [(["REVERSED", "SETTLED"], SETTLED, [("REVERSAL", "801", "RESOLVED")])] * 8


async def test_what_was_told_otherwise_may_name_another_bill_or_none(bridge: Bridge) -> None:
    """D4: a reversal is of the serial, whichever bill the other telling names; also of money without a bill."""
    for known in (True, False):
        for order in list(permutations(range(3)))[not known :: 2]:
            await bridge.forget()
            person, other = new_id(), new_id()
            await bridge.hear(participation_event(other), *([participation_event(person)] if known else []))
            facts = [
                money("31", normal_bill(person), "400.00"),
                money("31", normal_bill(other), "406.00"),
                by_callback(reversal("801", "31", normal_bill(other))),
            ]
            for number in order:
                await facts[number](bridge)
            assert (await bridge.payment("31")).state == "REVERSED", (known, order)
            assert (await bridge.bill(normal_bill(other))).state == "HELD"
            assert (await balances(bridge)).keys() <= {"PERSON", "CONTRIBUTIONS"}
            assert await bridge.cases() == []


async def test_parts_that_come_to_the_whole_take_it_back_in_whole(bridge: Bridge) -> None:
    """D4 SETTLED→REVERSED: two halves are the whole; what is taken beyond it is to be recovered."""
    seen = []
    for order in list(permutations(range(4)))[::5]:
        await bridge.forget()
        person = new_id()
        bill = normal_bill(person)
        facts = [
            sales(sale_row("31", bill, DAY)),
            reversal("801", "31", bill, "100.00"),
            reversal("802", "31", bill, "306.00"),
            reversal("803", "31", bill, "50.00"),
        ]
        for number in order:
            await bridge.receive(facts[number])
        seen.append(await end_state(bridge, "31"))
    cases = [("REVERSAL", "801", "RESOLVED"), ("REVERSAL", "802", "RESOLVED"), ("REVERSED_AGAIN", "803", "OPEN")]
    assert seen == [(["REVERSED"], {"TAX_IN_TRANSIT": -5000, "TO_RECOVER": 5000}, cases)] * 5


async def test_of_two_that_take_back_the_whole_the_case_is_of_the_one_that_is_booked(bridge: Bridge) -> None:
    """D4: the open case is the one whose money stands in TO_RECOVER, whichever was told first."""
    for order in permutations(["801", "802"]):
        await bridge.forget()
        person = await paid(bridge, "31")
        for serial in order:
            await bridge.receive(reversal(serial, "31", normal_bill(person)))
        case = await claim(bridge)
        assert (case.kind, case.tax_serial) == ("REVERSED_AGAIN", "802")
        await close(bridge, case, Resolution.RECOVERED)
        assert await bridge.cases() == []


async def test_what_the_tax_office_made_good_takes_nothing_back(bridge: Bridge) -> None:
    """D4: a part that was recovered is no part of the whole, whatever is told then."""
    person = await paid(bridge, "31")
    bill = normal_bill(person)
    await bridge.receive(reversal("801", "31", bill, "100.00"))
    await close(bridge, await claim(bridge), Resolution.RECOVERED)
    await bridge.receive(reversal("802", "31", bill, "306.00"))
    assert ((await bridge.payment("31")).state, (await claim(bridge)).kind) == ("SETTLED", "REVERSED_IN_PART")
    await bridge.receive(reversal("803", "31", bill, "100.00"))
    assert (await bridge.payment("31")).state == "REVERSED"
    assert await bridge.cases() == []


@pytest.mark.parametrize("is_paid", [False, True])
async def test_money_in_a_refund_that_is_taken_back_by_the_other_amount_is_a_case(bridge: Bridge, is_paid: bool) -> None:
    """D4, D5: refund and reversal of one payment are one outflow and a case, though the amounts were told in two ways."""
    seen = []
    for order in permutations(["otherwise", "back"]):
        await bridge.forget()
        person = await paid(bridge)
        bill = normal_bill(person)
        await money("31", bill, "400.00")(bridge)
        refund = await asked(bridge, person, Ground.DUPLICATE_PAYMENT)
        await bridge.receive(first_review(refund))
        await second_review(bridge, refund)
        await pay_back_refunds(bridge.runtime)
        if is_paid:
            await bridge.receive(payout_result("900", payout_id_of(refund.refund_id, 1), amount="400.00"))
        facts = {"otherwise": money("31", bill, "406.00"), "back": by_callback(reversal("801", "31", bill))}
        for name in order:
            await facts[name](bridge)
        seen.append(await end_state(bridge, "31"))
    state, accounts = ("REFUNDED", {"BANK": -40000, "TO_RECOVER": 40600, "TAX_IN_TRANSIT": -600}) if is_paid else ("REVERSED", {})
    owed = {"CONTRIBUTIONS": -40600, "PERSON": 40600}
    assert seen == [([state], owed | accounts, [("REVERSED_AND_REFUNDED", "801", "OPEN")])] * 2


async def test_what_was_told_first_as_a_failure_is_taken_back_as_money(bridge: Bridge) -> None:
    """R-057, D4: the ledger has money where a callback told a failure; it pays, and its reversal takes it back, in any order."""
    for order in permutations(range(3)):
        await bridge.forget()
        person = new_id()
        bill = normal_bill(person)
        await bridge.hear(participation_event(person))
        facts = [
            by_callback(deductions(failure_row("31", bill, DAY))),
            by_ledger("31", bill),
            by_callback(reversal("801", "31", bill)),
        ]
        for number in order:
            await facts[number](bridge)
        assert (await bridge.payment("31")).state == "REVERSED", order
        assert await bridge.cases() == []
        assert await balances(bridge) == {"CONTRIBUTIONS": -40600, "PERSON": 40600}


async def test_money_that_is_told_as_a_failure_then_stands_until_it_is_taken_back(bridge: Bridge) -> None:
    """R-063: what was told first covers; the tax office corrects it by a reversal."""
    person = await paid(bridge, "31")
    bill = normal_bill(person)
    await bridge.receive(deductions(failure_row("31", bill, DAY)))
    assert (await bridge.bill(bill)).state == "PAID"
    await bridge.receive(reversal("801", "31", bill))
    assert ((await bridge.bill(bill)).state, await bridge.cases()) == ("HELD", [])


async def test_a_statement_that_says_the_other_amount_names_the_difference(bridge: Bridge) -> None:
    """R-096: the day of the money has a difference that a person closes; compared again it stays closed, and its reversal agrees."""
    person = await paid(bridge)
    bill, back_on = normal_bill(person), date(2023, 11, 1)
    await money("31", bill, "400.00")(bridge)
    await money("31", bill, "406.00")(bridge)
    await bridge.receive(reversal("801", "31", bill))
    line = {"serial": "31", "kind": "SUCCESS", "amount": 40600, "booked_on": DAY.isoformat(), "bill_id": str(bill)}
    await file(bridge, FileKind.TAX_STATEMENT, DAY, [line])
    await file(bridge, FileKind.TAX_STATEMENT, back_on, [line | {"serial": "801", "kind": "REVERSAL", "booked_on": back_on.isoformat()}])
    bridge.on(date(2023, 11, 2))
    figures = [await compare(bridge, day) for day in (DAY, back_on, DAY)]
    assert [one["found"] for one in figures] == [1, 0, 1]
    (told,) = await bridge.rows("SELECT difference_id FROM differences")
    async with bridge.runtime.database.transaction() as tx:
        (found,) = await differences_of_day(tx.driver, DAY, ALL, 10, opened_by=date.max)
        assert (found["kind"], found["our_amount"], found["their_amount"]) == ("AMOUNT", 40000, 40600)
        assert found["told_otherwise_id"] == str(told.difference_id)
        closed = await close_reconciliation_difference(tx, DAY, found["finding_id"], "已冲正", ALL, "operator:1")
    assert closed["state"] == "CLOSED"
    await compare(bridge, DAY)
    assert await differences(bridge) == []


BILL = UUID(int=1)


def entry(serial: str, amount: int) -> Reversal:
    return Reversal(serial, "31", BILL, amount, DAY)


@pytest.mark.parametrize(
    ("told", "amounts", "whole"),
    [
        ({"1": 406}, {406}, "1"),
        ({"1": 400}, {400, 406}, "1"),
        ({"1": 406}, {400, 406}, "1"),
        ({"1": 400, "2": 6}, {400, 406}, "12"),
        ({"1": 400, "2": 406}, {400, 406}, "2"),
        ({"1": 100, "2": 306, "3": 406}, {406}, "3"),
        ({"1": 10, "2": 100, "3": 306}, {406}, "23"),
        ({"1": 300, "2": 300}, {406}, ""),
        ({"1": 406}, set(), ""),
    ],
)
def test_what_takes_money_back_in_whole(told: dict[str, int], amounts: set[int], whole: str) -> None:
    """D4: one entry of an amount that was told, else the fewest that come to one; of several amounts the largest."""
    entries = [entry(serial, amount) for serial, amount in told.items()]
    for order in permutations(entries):
        assert "".join(one.serial for one in in_whole(order, amounts, ())) == whole
    assert in_whole(entries, amounts, {case_of_reversal(one) for one in entries}) == ()
