"""From a registration to money that settles its bill."""

from datetime import date
from typing import Any

import pytest

from enrolment_events.catalogue import decode
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import BillKind, Category, FailureCause, ParticipationState, Payer
from payment_bridge.domain.facts import bill_id_of
from payment_bridge.errors import PeriodNotOver
from payment_bridge.gateways.tax_office import TaxOfficeAway
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import (
    deductions,
    failure_row,
    levy_accepted,
    normal_bill,
    participation_event,
    sale_row,
    sales,
    success_row,
)


async def test_a_registration_becomes_a_held_bill(bridge: Bridge) -> None:
    """payment.bill.created, D3 NEW→HELD."""
    person = new_id()
    await bridge.hear(participation_event(person))
    bill = await bridge.bill(normal_bill(person))
    assert (bill.state, bill.amount, bill.kind, bill.region, bill.payer) == ("HELD", 40600, "NORMAL", "440700", "PERSON")
    assert await bridge.outbox() == ["payment.bill.created.v1"]


async def test_a_repeated_registration_changes_nothing(bridge: Bridge) -> None:
    event = participation_event(new_id())
    await bridge.hear(event, event)
    await bridge.hear(event)
    assert len(await bridge.rows("SELECT 1 FROM bills")) == 1
    assert len(await bridge.outbox()) == 1


async def test_finance_pays_for_the_subsidised(bridge: Bridge) -> None:
    person = new_id()
    await bridge.hear(participation_event(person, payer=Payer.FINANCE))
    assert (await bridge.bill(normal_bill(person))).payer == "FINANCE"


async def test_no_batch_before_the_first_levy_date_or_the_unified_check(bridge: Bridge) -> None:
    """V-53, D3 HELD→SENT."""
    person = new_id()
    bridge.on(date(2023, 10, 8))
    await bridge.hear(participation_event(person, registered_on=date(2023, 10, 8)))
    await bridge.pass_check()
    await bridge.send()
    assert (await bridge.bill(normal_bill(person))).state == "HELD"
    await bridge.forget()

    await bridge.hear(participation_event(person))
    bridge.on(date(2023, 10, 9))
    await bridge.send()
    assert (await bridge.bill(normal_bill(person))).state == "HELD"

    await bridge.pass_check()
    await bridge.send()
    assert (await bridge.bill(normal_bill(person))).state == "SENT"
    assert bridge.tax.unsigned == 0


async def test_levy_data_are_complete_and_stored_sealed_only(bridge: Bridge) -> None:
    """R-056."""
    person = new_id()
    await _sent(bridge, person)
    (batch,) = bridge.tax.batches.values()
    assert batch["region"] == "440700"
    assert batch["bills"][0] | {"person_id": "-"} == {
        "bill_id": str(normal_bill(person)),
        "resend_no": 0,
        "person_id": "-",
        "doc_type": "RESIDENT_ID",
        "doc_number": "44079919790712003X",
        "name": "司徒样例",
        "area": "440783115",
        "benefit_year": 2024,
        "kind": "NORMAL",
        "amount": "406.00",
        "payer": "PERSON",
        "bank": "开平样例银行",
        "account": "0000000000000001",
        "account_holder": "司徒样例",
        "agreement": None,
        "household_no": "H-0001",
    }
    everything = str(await bridge.rows("SELECT * FROM participations")) + str(await bridge.rows("SELECT * FROM levy_batches"))
    assert "44079919790712003X" not in everything
    assert "司徒样例" not in everything
    assert [row.body_sealed for row in await bridge.rows("SELECT body_sealed FROM levy_batches")] == [None]


async def test_a_lost_answer_is_asked_for_and_not_sent_again(bridge: Bridge) -> None:
    person = new_id()
    await bridge.hear(participation_event(person))
    await bridge.pass_check()
    bridge.tax.lose_answers = 1
    for _ in range(2):  # the second time the batch waits for its next try: still no success
        with pytest.raises(TaxOfficeAway):
            await bridge.send()
    assert (await bridge.bill(normal_bill(person))).state == "HELD"
    await bridge.no_more_waiting()
    await bridge.send()
    assert len(bridge.tax.received) == 1
    assert (await bridge.bill(normal_bill(person))).state == "SENT"


async def test_a_refused_bill_waits_for_an_operator_and_the_others_go(bridge: Bridge) -> None:
    good, bad = new_id(), new_id()
    bridge.tax.refuse = {str(normal_bill(bad))}
    await bridge.hear(participation_event(good), participation_event(bad))
    await bridge.pass_check()
    await bridge.send()
    assert (await bridge.bill(normal_bill(good))).state == "SENT"
    refused = await bridge.bill(normal_bill(bad))
    assert (refused.state, refused.cause) == ("FAILED_SYSTEM", "DATA_ERROR")


async def test_a_batch_refused_whole_is_taken_apart(bridge: Bridge) -> None:
    people = [new_id() for _ in range(5)]
    bridge.tax.unreadable = {str(normal_bill(people[3]))}
    await bridge.hear(*(participation_event(person) for person in people))
    await bridge.pass_check()
    await bridge.send()
    states = [(await bridge.bill(normal_bill(person))).state for person in people]
    assert states == ["SENT", "SENT", "SENT", "FAILED_SYSTEM", "SENT"]


async def test_data_that_cannot_be_opened_hold_up_one_bill_only(bridge: Bridge) -> None:
    good, bad = new_id(), new_id()
    await bridge.hear(participation_event(good), participation_event(bad))
    await bridge.rows("UPDATE participations SET name_sealed = 'k0.nothing' WHERE participation_id = :id RETURNING 1", id=bad)
    await bridge.pass_check()
    await bridge.send()
    assert (await bridge.bill(normal_bill(good))).state == "SENT"
    assert (await bridge.bill(normal_bill(bad))).state == "FAILED_SYSTEM"


async def test_a_deduction_settles_the_bill(bridge: Bridge) -> None:
    """B16, payment.bill.sent, payment.settled, D3 SENT→DEDUCTING, D3 DEDUCTING→PAID, D4 RECEIVED→MATCHED, D4 MATCHED→SETTLED."""
    person = new_id()
    await _sent(bridge, person)
    await bridge.receive(levy_accepted(next(iter(bridge.tax.batches)), normal_bill(person)))
    assert (await bridge.bill(normal_bill(person))).state == "DEDUCTING"
    await bridge.receive(deductions(success_row("31", normal_bill(person), date(2023, 10, 20))))
    bill = await bridge.bill(normal_bill(person))
    assert (bill.state, bill.settled_serial, bill.effective_on) == ("PAID", "31", date(2023, 10, 20))
    assert (await bridge.payment("31")).state == "SETTLED"
    assert await bridge.outbox() == ["payment.bill.created.v1", "payment.bill.sent.v1", "payment.settled.v1"]


async def test_personal_failure_then_success_in_a_later_round(bridge: Bridge) -> None:
    """V-54, D3 FAILED→PAID."""
    person = new_id()
    await _sent(bridge, person)
    await bridge.receive(deductions(failure_row("41", normal_bill(person), date(2023, 10, 20))))
    failed = await bridge.bill(normal_bill(person))
    assert (failed.state, failed.cause, failed.round_no) == ("FAILED_PERSONAL", "INSUFFICIENT_BALANCE", 1)
    await bridge.receive(deductions(success_row("42", normal_bill(person), date(2023, 11, 15)), round_no=2))
    assert (await bridge.bill(normal_bill(person))).state == "PAID"


async def test_unpaid_for_personal_cause_at_the_end_is_abandoned(bridge: Bridge) -> None:
    """V-55, payment.bill.abandoned, D3 FAILED_PERSONAL→ABANDONED."""
    people = [new_id() for _ in range(3)]
    for number, person in enumerate(people):
        await _sent(bridge, person)
        row = failure_row(str(50 + number), normal_bill(person), date(2023, 10, 20), FailureCause.ACCOUNT_ABNORMAL)
        await bridge.receive(deductions(row))
    bridge.on(date(2023, 12, 31))
    with pytest.raises(PeriodNotOver):
        await bridge.end_period()
    bridge.on(date(2024, 1, 1))
    assert await bridge.end_period(limit=2) == (2, 1)
    assert await bridge.end_period(limit=2) == (1, 0)
    assert await bridge.end_period(limit=2) == (0, 0)
    assert {(await bridge.bill(normal_bill(person))).state for person in people} == {"ABANDONED"}
    assert (await bridge.outbox()).count("payment.bill.abandoned.v1") == 3
    await bridge.send()
    assert sorted(bridge.tax.recalled) == sorted(str(normal_bill(person)) for person in people)


async def test_a_late_row_with_an_arrival_in_the_period_pays_an_abandoned_bill(bridge: Bridge) -> None:
    """V-57, D3 ABANDONED→PAID."""
    person = new_id()
    await _sent(bridge, person)
    await bridge.receive(deductions(failure_row("61", normal_bill(person), date(2023, 10, 20))))
    bridge.on(date(2024, 1, 1))
    await bridge.end_period()
    bridge.on(date(2024, 1, 3))
    await bridge.receive(deductions(success_row("62", normal_bill(person), date(2023, 12, 30)), round_no=9))
    bill = await bridge.bill(normal_bill(person))
    assert (bill.state, bill.deemed_in_window) == ("PAID", False)


async def test_a_system_failure_is_sent_again_and_deemed_in_the_window(bridge: Bridge) -> None:
    """V-56, D3 FAILED_SYSTEM→RESEND_QUEUED, D3 RESEND_QUEUED→SENT."""
    person = new_id()
    await _sent(bridge, person)
    bridge.on(date(2023, 12, 30))
    await bridge.receive(deductions(failure_row("71", normal_bill(person), date(2023, 12, 30), FailureCause.BANK_SYSTEM)))
    assert (await bridge.bill(normal_bill(person))).state == "RESEND_QUEUED"
    bridge.on(date(2024, 1, 8))
    await bridge.send()
    bill = await bridge.bill(normal_bill(person))
    assert (bill.state, bill.resend_no, bill.effective_on) == ("SENT", 1, date(2024, 1, 8))
    await bridge.receive(deductions(success_row("72", normal_bill(person), date(2024, 1, 10)) | {"resend_no": 1}))
    bill = await bridge.bill(normal_bill(person))
    assert (bill.state, bill.deemed_in_window) == ("PAID", True)


async def test_paid_twice_by_two_channels(bridge: Bridge) -> None:
    """V-58, payment.duplicate_received, D4 RECEIVED→DUPLICATE."""
    person = new_id()
    await _sent(bridge, person)
    await bridge.receive(deductions(success_row("81", normal_bill(person), date(2023, 10, 15))))
    await bridge.receive(sales(sale_row("82", normal_bill(person), date(2023, 10, 15))))
    assert (await bridge.bill(normal_bill(person))).state == "PAID"
    assert [(await bridge.payment(serial)).state for serial in ("81", "82")] == ["SETTLED", "DUPLICATE"]
    assert (await bridge.outbox())[-1] == "payment.duplicate_received.v1"


async def test_what_is_told_of_one_payment_can_be_put_in_order(bridge: Bridge) -> None:
    """Settled by its bill, a duplicate by itself: the later word has the greater version."""
    person = new_id()
    await _sent(bridge, person)
    await bridge.receive(deductions(success_row("85", normal_bill(person), date(2023, 11, 15))))
    await bridge.receive(sales(sale_row("86", normal_bill(person), date(2023, 11, 2))))
    told = [decode(row.event) for row in await bridge.rows("SELECT event FROM outbox ORDER BY id")]
    of_85 = [(event.type, event.aggregateversion) for event in told if getattr(event.data, "tax_serial", "") == "85"]
    assert [name for name, _ in of_85] == ["payment.settled.v1", "payment.duplicate_received.v1"]
    assert of_85[0][1] < of_85[1][1]
    assert (await bridge.payment("86")).state == "SETTLED"


@pytest.mark.parametrize("amount", ["400.00", "405.99", "406.01", "812.00"])
async def test_another_amount_is_a_mismatch_and_pays_nothing(bridge: Bridge, amount: str) -> None:
    """V-59, D4 RECEIVED→MISMATCH."""
    person = new_id()
    await _sent(bridge, person)
    await bridge.receive(deductions(success_row("91", normal_bill(person), date(2023, 10, 15), amount=amount)))
    assert (await bridge.bill(normal_bill(person))).state == "SENT"
    assert (await bridge.payment("91")).state == "MISMATCH"


async def test_money_for_an_unknown_bill_is_kept_and_finds_its_bill_later(bridge: Bridge) -> None:
    """R-057, R-061, D4 RECEIVED→UNMATCHED: the arrival date stays."""
    person = new_id()
    bridge.on(date(2023, 11, 3))
    await bridge.receive(sales(sale_row("95", normal_bill(person), date(2023, 11, 3))))
    payment = await bridge.payment("95")
    assert (payment.state, payment.matched) == ("UNMATCHED", False)
    bridge.on(date(2023, 11, 5))
    await bridge.hear(participation_event(person, registered_on=date(2023, 11, 5)))
    bill = await bridge.bill(normal_bill(person))
    assert (bill.state, bill.effective_on) == ("PAID", date(2023, 11, 3))
    payment = await bridge.payment("95")
    assert (payment.state, payment.arrival_date, payment.matched) == ("SETTLED", date(2023, 11, 3), True)


async def test_money_and_bill_of_one_moment_find_each_other(bridge: Bridge) -> None:
    person = new_id()
    await bridge.receive(sales(sale_row("96", normal_bill(person), date(2023, 10, 10))))
    await bridge.hear(participation_event(person))
    # As if the consumer had not seen the money, and the callback had not seen the bill:
    await bridge.rows("UPDATE payments SET matched = false, state = 'UNMATCHED' WHERE tax_serial = '96' RETURNING 1")
    await bridge.rows("UPDATE bills SET state = 'HELD', settled_serial = NULL RETURNING 1")
    await bridge.process()
    assert (await bridge.bill(normal_bill(person))).state == "PAID"
    assert (await bridge.payment("96")).state == "SETTLED"


async def test_cancelled_before_payment_recalls_the_bill_and_later_money_is_unmatched(bridge: Bridge) -> None:
    """payment.bill.cancelled, payment.unmatched, D3 OPEN→CANCELLED."""
    person = new_id()
    await _sent(bridge, person)
    await bridge.hear(participation_event(person, ParticipationState.CANCELLED, 2))
    assert (await bridge.bill(normal_bill(person))).state == "CANCELLED"
    await bridge.send()
    assert bridge.tax.recalled == [str(normal_bill(person))]
    await bridge.receive(deductions(success_row("97", normal_bill(person), date(2023, 10, 20))))
    assert (await bridge.payment("97")).state == "UNMATCHED"
    assert (await bridge.outbox())[-2:] == ["payment.bill.cancelled.v1", "payment.unmatched.v1"]


async def test_what_was_paid_stays_when_the_participation_ends_later(bridge: Bridge) -> None:
    person = new_id()
    await _sent(bridge, person)
    await bridge.receive(deductions(success_row("98", normal_bill(person), date(2023, 10, 20))))
    ended = participation_event(person, ParticipationState.STOPPED, 3, paid_on=date(2023, 10, 20))
    await bridge.hear(ended)
    assert (await bridge.bill(normal_bill(person))).state == "PAID"


async def test_mid_year_bills_go_at_once_and_expire(bridge: Bridge) -> None:
    """D3: after 30 days CANCELLED; money that arrived before is still good."""
    person = new_id()
    bill_id = bill_id_of(person, BillKind.MIDYEAR, 0)
    bridge.on(date(2024, 3, 12))
    await bridge.hear(participation_event(person, category=Category.MY1, registered_on=date(2024, 3, 12)))
    await bridge.send()
    assert (await bridge.bill(bill_id)).state == "SENT"
    bridge.on(date(2024, 4, 11))
    assert await bridge.expire() == 0
    bridge.on(date(2024, 4, 12))
    assert await bridge.expire() == 1
    assert (await bridge.bill(bill_id)).state == "CANCELLED"
    await bridge.receive(sales(sale_row("99", bill_id, date(2024, 4, 11))))
    assert (await bridge.bill(bill_id)).state == "PAID"


async def test_a_newborn_over_two_years_pays_two_bills(bridge: Bridge) -> None:
    """V-24, R-056: each year is a registration with one bill and stands by itself, in any order and told twice."""
    child, earlier, later = new_id(), new_id(), new_id()
    first, second = bill_id_of(earlier, BillKind.NEWBORN_BIRTHYEAR, 0), bill_id_of(later, BillKind.MIDYEAR, 0)
    bridge.on(date(2024, 2, 1))
    born: dict[str, Any] = {"category": Category.NEWBORN, "birth_date": date(2023, 11, 20), "registered_on": date(2024, 2, 1)}
    of_birth_year = participation_event(earlier, person_id=child, benefit_year=2023, **born)
    await bridge.hear(participation_event(later, person_id=child, **born), of_birth_year)
    await bridge.hear(of_birth_year)
    assert [(await bridge.bill(bill_id)).amount for bill_id in (first, second)] == [38000, 40600]
    assert len(await bridge.rows("SELECT FROM bills")) == 2
    await bridge.receive(sales(sale_row("101", first, date(2024, 2, 1)) | {"amount": "380.00"}))
    assert (await bridge.payment("101")).state == "SETTLED"
    await bridge.receive(sales(sale_row("102", second, date(2024, 5, 31))))
    assert (await bridge.payment("102")).state == "SETTLED"


async def test_the_period_does_not_end_the_next_year_of_a_child(bridge: Bridge) -> None:
    """R-024, R-025, R-058, V-25: it may be paid until the year is over; a bill without a failure is not looked at again and again."""
    child = new_id()
    bridge.on(date(2023, 12, 1))
    born: dict[str, Any] = {"category": Category.NEWBORN, "birth_date": date(2023, 11, 20), "registered_on": date(2023, 12, 1)}
    await bridge.hear(participation_event(child, **born))
    await bridge.pass_check()
    await bridge.send()
    await bridge.receive(deductions(failure_row("103", normal_bill(child), date(2023, 12, 20))))
    bridge.on(date(2024, 1, 2))
    assert await bridge.end_period() == (0, 0)
    assert (await bridge.bill(normal_bill(child))).state == "FAILED_PERSONAL"
    await bridge.receive(sales(sale_row("104", normal_bill(child), date(2024, 6, 1))))
    assert (await bridge.bill(normal_bill(child))).state == "PAID"


async def test_counts_agree_with_the_bills(bridge: Bridge) -> None:
    for number in range(3):
        person = new_id()
        await _sent(bridge, person)
        if number:
            await bridge.receive(deductions(failure_row(str(200 + number), normal_bill(person), date(2023, 10, 20))))
    counted = await bridge.rows("SELECT state, cause, sum(bills) AS bills FROM bill_counts GROUP BY 1, 2 HAVING sum(bills) <> 0 ORDER BY 1")
    found = await bridge.rows("SELECT state, coalesce(cause, ''), count(*) FROM bills GROUP BY 1, 2 ORDER BY 1")
    assert [tuple(row) for row in counted] == [tuple(row) for row in found]


async def _sent(bridge: Bridge, person: object) -> None:
    await bridge.hear(participation_event(person))  # type: ignore[arg-type]
    await bridge.pass_check()
    await bridge.send()
