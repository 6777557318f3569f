"""Refunds from request to payout, on a real database (B18, D5)."""

from contextlib import suppress
from datetime import date
from typing import Any
from uuid import UUID

import httpx
import pytest

from enrolment_events.envelope import new_event
from enrolment_events.payment import RefundState
from enrolment_events.registration import DeathRecordedV1
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import Scheme
from payment_bridge.domain.facts import payment_id_of
from payment_bridge.domain.refunds import Decision, Ground, Paper, Refund, payout_id_of
from payment_bridge.errors import NotToBeReplayed, RefundNotPossible, RefundOpen, RefundStateDoesNotAllow, SameReviewer
from payment_bridge.gateways.tax_office import TaxOfficeAway
from payment_bridge.use_cases.pay_back_refunds import call_off_refund, pay_again, pay_back_refunds
from payment_bridge.use_cases.replay_message import replay_outgoing
from payment_bridge.use_cases.review_refund import Review, hand_in_again, review_first, withdraw_refund
from payment_bridge.use_cases.send_messages import send_one_step
from payment_bridge.use_cases.send_refunds import REFUND_PAYOUTS
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import MORNING, normal_bill, participation_event, sale_row, sales
from tests.payment_bridge.going_back import (
    ALL,
    approved,
    asked,
    balances,
    ended,
    first_review,
    paid,
    payout_result,
    reversal,
    row_of,
    second_review,
)


async def test_from_request_to_payout(bridge: Bridge) -> None:
    """R-072, R-073; D5 NEW→REQUESTED, D5 REQUESTED→TAX_FIRST_REVIEW, D5 TAX_FIRST_REVIEW→AGENCY_SECOND_REVIEW,
    D5 AGENCY_SECOND_REVIEW→APPROVED, D5 APPROVED→PAID_BACK; D4 SETTLED→REFUND_PENDING, D4 REFUND_PENDING→REFUNDED; D3 PAID→REFUNDED;
    payment.refund.changed and payment.refund.paid_back are told."""
    person = await paid(bridge, "21")
    assert await balances(bridge) == {"CONTRIBUTIONS": -40600, "TAX_IN_TRANSIT": 40600}
    refund = await approved(bridge, person)
    assert (refund.state, refund.effective_on) == (RefundState.APPROVED, date(2023, 11, 20))
    assert (await bridge.payment("21")).state == "REFUND_PENDING"
    assert await balances(bridge) == {"REFUNDS_PAYABLE": -40600, "TAX_IN_TRANSIT": 40600}
    assert await pay_back_refunds(bridge.runtime) == 0, "the participation has not ended yet"
    await ended(bridge, person)
    assert await pay_back_refunds(bridge.runtime) == 1
    assert await pay_back_refunds(bridge.runtime) == 0, "one payout"
    ordered = await row_of(bridge, refund)
    (payout,) = await bridge.rows("SELECT payout_id FROM refund_payouts")
    await bridge.receive(payout_result("900", payout.payout_id))
    await bridge.receive(payout_result("900", payout.payout_id))
    assert (ordered.payout_no, (await row_of(bridge, refund)).state) == (1, "PAID_BACK")
    assert ((await bridge.bill(normal_bill(person))).state, (await bridge.payment("21")).state) == ("REFUNDED", "REFUNDED")
    assert await balances(bridge) == {"BANK": -40600, "TAX_IN_TRANSIT": 40600}
    assert [one for one in await bridge.outbox() if "refund" in one] == ["payment.refund.changed.v1"] * 5 + ["payment.refund.paid_back.v1"]


async def test_a_second_payment_goes_back_and_the_participation_stays(bridge: Bridge) -> None:
    """R-062, V-58, F-31: at any time; D4 DUPLICATE→REFUND_PENDING."""
    person = await paid(bridge, "21", "22", on=date(2023, 10, 15))
    bridge.on(date(2024, 3, 1))
    refund = await asked(bridge, person, Ground.DUPLICATE_PAYMENT)
    await bridge.receive(first_review(refund))
    await second_review(bridge, refund)
    assert await pay_back_refunds(bridge.runtime) == 1, "nothing has to end"
    (payout,) = await bridge.rows("SELECT payout_id FROM refund_payouts")
    await bridge.receive(payout_result("900", payout.payout_id, on="2024-03-01"))
    assert (await bridge.bill(normal_bill(person))).state == "PAID"
    assert ((await bridge.payment("21")).state, (await bridge.payment("22")).state) == ("SETTLED", "REFUNDED")


@pytest.mark.parametrize(("day", "reasons"), [(date(2023, 12, 31), []), (date(2024, 1, 1), ["BENEFIT_PERIOD_STARTED"])])
async def test_until_the_benefit_period_begins(bridge: Bridge, day: date, reasons: list[str]) -> None:
    """R-070, R-074, V-61."""
    person = await paid(bridge, "21")
    bridge.on(day)
    told = await refused(bridge, person, fact_on=date(2023, 12, 15))
    assert told == (reasons, [])


async def refused(bridge: Bridge, person: UUID, ground: Ground = Ground.EMPLOYEE_SCHEME, **changed: Any) -> tuple[list[str], list[str]]:
    """Reasons and missing papers; nothing of either if it is taken."""
    try:
        await asked(bridge, person, ground, **changed)
    except RefundNotPossible as refusal:
        return [str(one.code) for one in refusal.reasons], [one.field for one in refusal.missing]
    return [], []


async def test_all_reasons_and_all_that_is_missing_at_once(bridge: Bridge) -> None:
    """R-070, R-076, R-077: 一次性告知."""
    person = await paid(bridge, "21")
    bridge.on(date(2024, 2, 1))
    found = await refused(bridge, person, Ground.LOCAL_OTHER, fact_on=date(2024, 3, 1))
    assert found == (["NO_REFUND_GROUND", "DATE_IN_FUTURE", "BENEFIT_PERIOD_STARTED"], ["LOCAL_PROOF"])
    assert await refused(bridge, person, Ground.DEATH, fact_on=None) == ([], ["fact_on", "DEATH_CERTIFICATE", "HEIR_PROOF"])
    assert await refused(bridge, person, Ground.DUPLICATE_PAYMENT) == (["NOTHING_TO_REFUND"], [])
    assert await refused(bridge, person, scheme=Scheme.EMPLOYEE) == (["EMPLOYEE_REFUND_AT_TAX"], [])


async def test_a_login_names_no_other_account_and_asks_for_nobody_who_died(bridge: Bridge) -> None:
    """R-071, R-076: money goes back by the way on which it came; whoever holds a mandate does not turn it to himself."""
    person = await paid(bridge, "21")
    payee = {"holder": "谭示范", "bank": "开平样例银行", "account": "9900000000000001"}
    assert await refused(bridge, person, payee=payee, by_office=False) == (["ASK_OFFICE"], [])
    papers = (Paper("DEATH_CERTIFICATE"), Paper("HEIR_PROOF"))
    assert await refused(bridge, person, Ground.DEATH, papers=papers, by_office=False) == (["ASK_OFFICE"], [])
    assert await refused(bridge, person, payee=payee) == ([], [])


async def test_of_a_death_its_day_decides(bridge: Bridge) -> None:
    """F-12: heirs cannot act in time."""
    person = await paid(bridge, "21")
    bridge.on(date(2024, 2, 1))
    papers = (Paper("DEATH_CERTIFICATE"), Paper("HEIR_PROOF"))
    assert await refused(bridge, person, Ground.DEATH, fact_on=date(2024, 1, 1), papers=papers) == (["BENEFIT_PERIOD_STARTED"], [])
    assert await refused(bridge, person, Ground.DEATH, fact_on=date(2023, 12, 31), papers=papers) == ([], [])


async def test_what_is_known_here_needs_no_paper(bridge: Bridge) -> None:
    """R-070, B20: a death that registration told of, a job that the tax office told of; a correction of the death counts."""
    person = await paid(bridge, "21")
    bridge.on(date(2024, 2, 1))
    for version, day in ((2, date(2023, 12, 20)), (1, date(2024, 1, 9))):
        told = new_event(
            DeathRecordedV1(died_on=day, source="公安"), aggregate_id=person, aggregate_version=version, person_id=person, region="440700",
            occurred_at=MORNING, recorded_at=MORNING,
        )  # fmt: skip
        await bridge.hear(told)
    assert await refused(bridge, person, Ground.DEATH, fact_on=None, papers=(Paper("HEIR_PROOF"),)) == ([], [])


async def test_the_day_of_the_request_decides_and_cover_ends_with_its_beginning(bridge: Bridge) -> None:
    """R-075, V-62: filed 2023-12-29, approved 2024-01-05: ended as of 2024-01-01."""
    person = await paid(bridge, "21")
    bridge.on(date(2023, 12, 29))
    refund = await asked(bridge, person)
    await bridge.receive(first_review(refund))
    bridge.on(date(2024, 1, 5))
    assert (await second_review(bridge, refund)).effective_on == date(2024, 1, 1)


async def test_one_payment_is_in_one_refund(bridge: Bridge) -> None:
    """D5 OPEN→WITHDRAWN; what was paid is never given back twice."""
    person = await paid(bridge, "21")
    refund = await asked(bridge, person)
    with pytest.raises(RefundOpen):
        await asked(bridge, person)
    async with bridge.runtime.database.transaction() as tx:
        await withdraw_refund(tx, refund.refund_id, ALL, "clerk:1")
    assert (await asked(bridge, person)).state is RefundState.TAX_FIRST_REVIEW, "a withdrawn one frees it"


async def test_the_order_and_the_persons_of_the_reviews(bridge: Bridge) -> None:
    """R-072: agency before tax is refused, and so is the same person twice, and a second time."""
    person = await paid(bridge, "21")
    refund = await asked(bridge, person)
    with pytest.raises(RefundStateDoesNotAllow):
        await second_review(bridge, refund)
    await bridge.receive(first_review(refund))
    for somebody in ("tax:T001", "clerk:1"):
        with pytest.raises(SameReviewer):
            await second_review(bridge, refund, by=somebody)
    await second_review(bridge, refund)
    with pytest.raises(RefundStateDoesNotAllow):
        await second_review(bridge, refund)
    steps = await bridge.rows("SELECT detail FROM audit_rows WHERE action = 'refund.step'")
    assert len(steps) == 4, "one audit row for each step"


async def test_sent_back_with_all_that_is_missing_and_handed_in_again(bridge: Bridge) -> None:
    """D5 TAX_FIRST_REVIEW→NEEDS_CORRECTION, D5 AGENCY_SECOND_REVIEW→NEEDS_CORRECTION, D5 NEEDS_CORRECTION→TAX_FIRST_REVIEW; a review told
    again after that is of what was handed in before, and changes nothing."""
    person = await paid(bridge, "21")
    refund = await asked(bridge, person)
    callback = first_review(refund, "CORRECT", missing=["EMPLOYEE_PROOF", "BANK_CARD"])
    await bridge.receive(callback)
    row = await row_of(bridge, refund)
    assert (row.state, row.missing) == ("NEEDS_CORRECTION", ["EMPLOYEE_PROOF", "BANK_CARD"])
    async with bridge.runtime.database.transaction() as tx:
        again = await hand_in_again(tx, refund.refund_id, ALL, [Paper("BANK_CARD")], "clerk:1")
    await bridge.receive(callback)
    assert (await row_of(bridge, refund)).state == "TAX_FIRST_REVIEW"
    await bridge.receive(first_review(again))
    await second_review(bridge, again, Decision.CORRECT, missing=["HOUSEHOLD_BOOK"])
    assert (await row_of(bridge, refund)).state == "NEEDS_CORRECTION"


@pytest.mark.parametrize("by_tax", [True, False])
async def test_either_review_may_refuse(bridge: Bridge, by_tax: bool) -> None:
    """D5 TAX_FIRST_REVIEW→REJECTED, D5 AGENCY_SECOND_REVIEW→REJECTED."""
    person = await paid(bridge, "21")
    refund = await asked(bridge, person)
    await bridge.receive(first_review(refund, "REJECT" if by_tax else "APPROVE", **({"reasons": ["NOT_PROVED"]} if by_tax else {})))
    if not by_tax:
        await second_review(bridge, refund, Decision.REJECT, reasons=["NOT_PROVED"])
    assert (await row_of(bridge, refund)).state == "REJECTED"
    assert (await bridge.payment("21")).state == "SETTLED"


async def test_a_payout_that_fails_is_a_case_and_is_ordered_again_or_called_off(bridge: Bridge) -> None:
    person = await paid(bridge, "21")
    refund = await approved(bridge, person)
    await ended(bridge, person)
    await pay_back_refunds(bridge.runtime)
    (payout,) = await bridge.rows("SELECT payout_id FROM refund_payouts")
    with pytest.raises(RefundStateDoesNotAllow):
        await _again(bridge, refund)
    await bridge.receive(payout_result("900", payout.payout_id, "FAILED", "ACCOUNT_CLOSED"))
    assert [case.kind for case in await bridge.cases()] == ["PAYOUT_FAILED"]
    await _again(bridge, refund)
    payouts = await bridge.rows("SELECT payout_id FROM refund_payouts ORDER BY payout_no")
    await bridge.receive(payout_result("901", payouts[1].payout_id, "FAILED", "ACCOUNT_CLOSED"))
    async with bridge.runtime.database.transaction() as tx:
        await call_off_refund(tx, refund.refund_id, ALL, "operator:1", ["PAYEE_ACCOUNT_CLOSED"])
    assert ((await row_of(bridge, refund)).state, (await bridge.payment("21")).state) == ("REJECTED", "SETTLED")
    assert await balances(bridge) == {"CONTRIBUTIONS": -40600, "TAX_IN_TRANSIT": 40600}


async def _again(bridge: Bridge, refund: Refund) -> None:
    async with bridge.runtime.database.transaction() as tx:
        await pay_again(tx, refund.refund_id, ALL, "operator:1")


@pytest.mark.parametrize("failure_first", [True, False])
async def test_a_payout_that_comes_back_is_refundable_again_in_either_order(bridge: Bridge, failure_first: bool) -> None:
    """A refund that fails after success: the highest serial of the tax office holds."""
    person = await paid(bridge, "21")
    refund = await approved(bridge, person)
    await ended(bridge, person)
    await pay_back_refunds(bridge.runtime)
    (payout,) = await bridge.rows("SELECT payout_id FROM refund_payouts")
    told = [payout_result("900", payout.payout_id), payout_result("901", payout.payout_id, "FAILED", "ACCOUNT_CLOSED")]
    for callback in reversed(told) if failure_first else told:
        await bridge.receive(callback)
    row = await row_of(bridge, refund)
    assert (row.state, row.payout_failed, (await bridge.payment("21")).state) == ("APPROVED", True, "REFUND_PENDING")
    assert await balances(bridge) == {"REFUNDS_PAYABLE": -40600, "TAX_IN_TRANSIT": 40600}
    assert [case.kind for case in await bridge.cases()] == ["PAYOUT_FAILED"]


async def test_a_reversal_before_the_payout_calls_it_off(bridge: Bridge) -> None:
    """Refund and reversal of one payment: one outflow and a flagged case; D4 SETTLED→REVERSED, D3 PAID→SENT."""
    person = await paid(bridge, "21")
    refund = await approved(bridge, person)
    await ended(bridge, person)
    await bridge.receive(reversal("800", "21", normal_bill(person)))
    assert await pay_back_refunds(bridge.runtime) == 1
    assert ((await row_of(bridge, refund)).state, (await bridge.payment("21")).state) == ("REJECTED", "REVERSED")
    assert await bridge.rows("SELECT 1 FROM refund_payouts") == []
    assert [case.kind for case in await bridge.cases()] == ["REVERSED_AND_REFUNDED"]


async def test_a_reversal_after_the_payout_is_a_case(bridge: Bridge) -> None:
    person = await paid(bridge, "21")
    await approved(bridge, person)
    await ended(bridge, person)
    await pay_back_refunds(bridge.runtime)
    (payout,) = await bridge.rows("SELECT payout_id FROM refund_payouts")
    await bridge.receive(payout_result("900", payout.payout_id))
    await bridge.receive(reversal("1000", "21", normal_bill(person)))
    assert (await bridge.payment("21")).state == "REFUNDED"
    assert (await balances(bridge))["BANK"] == -40600, "one outflow"
    assert [case.kind for case in await bridge.cases()] == ["REVERSED_AND_REFUNDED"]


async def test_a_refund_of_reversed_money_is_refused(bridge: Bridge) -> None:
    person = await paid(bridge, "21")
    refund = await asked(bridge, person)
    await bridge.receive(first_review(refund))
    await bridge.receive(reversal("800", "21", normal_bill(person)))
    with pytest.raises(RefundNotPossible):
        await second_review(bridge, refund)
    other = await paid(bridge, "22")
    await bridge.receive(reversal("801", "22", normal_bill(other)))
    assert await refused(bridge, other) == (["NOTHING_TO_REFUND"], [])


async def test_money_without_a_bill_goes_back(bridge: Bridge) -> None:
    """D4 UNMATCHED→REFUND_PENDING: R-061, returned."""
    nobody = new_id()
    await bridge.receive(sales(sale_row("31", normal_bill(nobody), date(2023, 10, 20))))
    refund = await asked(bridge, nobody, Ground.DUPLICATE_PAYMENT, payment_id=payment_id_of("31"))
    await bridge.receive(first_review(refund))
    await second_review(bridge, refund)
    assert (await bridge.payment("31")).state == "REFUND_PENDING"
    await pay_back_refunds(bridge.runtime)
    (payout,) = await bridge.rows("SELECT payout_id FROM refund_payouts")
    await bridge.receive(payout_result("900", payout.payout_id))
    assert (await bridge.payment("31")).state == "REFUNDED"
    assert await balances(bridge) == {"BANK": -40600, "TAX_IN_TRANSIT": 40600}
    await bridge.hear(participation_event(nobody))
    assert (await bridge.bill(normal_bill(nobody))).state == "HELD", "money that went back pays no bill"


async def test_a_payout_that_the_tax_office_refuses_is_never_sent_again(bridge: Bridge) -> None:
    """A definite no: another payout may be ordered, so the refused one must not go out as well."""
    person = await paid(bridge, "21")
    refund = await approved(bridge, person)
    await ended(bridge, person)
    await pay_back_refunds(bridge.runtime)
    bridge.tax.instead["refund-payouts"] = httpx.Response(422)
    await send_one_step(bridge.runtime, bridge.office, REFUND_PAYOUTS)
    assert ((await row_of(bridge, refund)).payout_failed, [case.kind for case in await bridge.cases()]) == (True, ["PAYOUT_FAILED"])
    (payout,) = await bridge.rows("SELECT payout_id FROM refund_payouts")
    with pytest.raises(NotToBeReplayed):
        async with bridge.runtime.database.transaction() as tx:
            await replay_outgoing(tx, payout.payout_id, "operator:1")


async def test_ten_tries_with_lost_answers_are_one_payout(bridge: Bridge) -> None:
    """The id is kept across time-outs; what became of it is asked, and it is sent again under the same id only if it was not received."""
    person = await paid(bridge, "21")
    await approved(bridge, person)
    await ended(bridge, person)
    await pay_back_refunds(bridge.runtime)
    bridge.tax.drops = iter([True] * 10 + [False] * 10)
    for _ in range(20):
        await bridge.rows("UPDATE outgoing_messages SET next_at = clock_timestamp() WHERE state <> 'ANSWERED' RETURNING 1")
        with suppress(TaxOfficeAway):
            await send_one_step(bridge.runtime, bridge.office, REFUND_PAYOUTS)
    (message,) = await bridge.rows("SELECT state FROM outgoing_messages WHERE kind = 'REFUND_PAYOUTS'")
    assert message.state == "ANSWERED"
    assert len({webhook_id for webhook_id, _ in bridge.tax.seen if webhook_id.startswith("payout_")}) == 1


async def test_paid_after_it_was_called_off_is_a_case_and_holds_up_nobody(bridge: Bridge) -> None:
    """D5: the tax office said no, the refund was called off, and then the bank paid: a person must know."""
    person = await paid(bridge, "11")
    refund = await approved(bridge, person)
    await ended(bridge, person)
    assert await pay_back_refunds(bridge.runtime) == 1
    payout_id = payout_id_of(refund.refund_id, 1)
    await bridge.receive(payout_result("21", payout_id, "FAILED", "ACCOUNT_CLOSED"))
    async with bridge.runtime.database.transaction() as tx:
        await call_off_refund(tx, refund.refund_id, ALL, "operator:1", ["NOT_PAYABLE"])
    await bridge.receive(payout_result("22", payout_id))
    assert ("PAYOUT_UNKNOWN", "22") in [(case.kind, case.tax_serial) for case in await bridge.cases()]
    assert (await row_of(bridge, refund)).state == "REJECTED"
    assert await bridge.rows("SELECT state FROM tax_callbacks WHERE state <> 'PROCESSED'") == []


async def test_no_review_and_no_payout_of_a_day_that_cannot_be(bridge: Bridge) -> None:
    """R-057: not after today, and not before what it follows; the row waits for a person."""
    person = await paid(bridge, "11")
    bridge.on(date(2023, 11, 20))
    refund = await asked(bridge, person)
    for number, day in enumerate(("2023-12-31", "2023-11-19")):
        await bridge.callback(first_review(refund, reviewed_on=day))
        await bridge.process()
        assert (await row_of(bridge, refund)).state == "TAX_FIRST_REVIEW"
        assert len(await bridge.cases()) == number + 1
    await bridge.receive(first_review(refund, reviewed_on="2023-11-20"))
    await second_review(bridge, refund)
    await ended(bridge, person)
    assert await pay_back_refunds(bridge.runtime) == 1
    for serial, day in (("21", "2023-12-31"), ("22", "2023-11-19")):
        await bridge.callback(payout_result(serial, payout_id_of(refund.refund_id, 1), on=day))
        await bridge.process()
        assert (await row_of(bridge, refund)).state == "APPROVED"
    assert len(await bridge.cases()) == 4


async def test_whoever_hands_in_what_was_missing_reviews_nothing(bridge: Bridge) -> None:
    """R-009: as whoever filed it, also of the tax office."""
    person = await paid(bridge, "11")
    bridge.on(date(2023, 11, 20))
    refund = await asked(bridge, person)
    first = Review(decision=Decision.APPROVE, by="clerk:1", on=date(2023, 11, 20))
    async with bridge.runtime.database.transaction() as tx:
        with pytest.raises(SameReviewer):
            await review_first(tx, refund.refund_id, ALL, first)
    await bridge.receive(first_review(refund, "CORRECT", missing=["BANK_CARD"]))
    async with bridge.runtime.database.transaction() as tx:
        again = await hand_in_again(tx, refund.refund_id, ALL, [Paper("BANK_CARD")], "clerk:2")
    await bridge.receive(first_review(again))
    with pytest.raises(SameReviewer):
        await second_review(bridge, refund, by="clerk:2")
    await second_review(bridge, refund)
