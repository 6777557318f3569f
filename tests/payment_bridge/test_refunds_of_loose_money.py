"""Money that no bill had when its refund was asked for, and a bill that takes it meanwhile: one clear end, with its reason (R-061, D5)."""

import asyncio
from datetime import date
from uuid import UUID

import pytest

from enrolment_events.payment import RefundState
from enrolment_terms.identifiers import new_id
from enrolment_terms.reasons import ReasonCode
from payment_bridge.domain.facts import payment_id_of
from payment_bridge.domain.refunds import Decision, Ground, Refund
from payment_bridge.errors import RefundNotPossible
from payment_bridge.use_cases.pay_back_refunds import pay_back_refunds
from payment_bridge.use_cases.record_registrations import record_registrations
from payment_bridge.use_cases.review_refund import Review, review_second
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import normal_bill, participation_event, sale_row, sales
from tests.payment_bridge.going_back import ALL, asked, balances, first_review, paid, reversal, row_of, second_review
from tests.payment_bridge.test_guards import until_it_waits

_PAYS = {"CONTRIBUTIONS": -40600, "TAX_IN_TRANSIT": 40600}


async def loose_money(bridge: Bridge) -> tuple[UUID, Refund]:
    """Of somebody who is not registered; its refund has passed the tax office."""
    nobody = new_id()
    await bridge.receive(sales(sale_row("31", normal_bill(nobody), date(2023, 10, 20))))
    refund = await asked(bridge, nobody, Ground.DUPLICATE_PAYMENT, payment_id=payment_id_of("31"))
    await bridge.receive(first_review(refund))
    return nobody, refund


async def test_a_bill_that_takes_the_money_calls_the_refund_off(bridge: Bridge) -> None:
    """R-061, D5 AGENCY_SECOND_REVIEW→REJECTED: paid, and told why; no second review gives the cover away."""
    nobody, refund = await loose_money(bridge)
    await bridge.hear(participation_event(nobody))
    assert ((await bridge.bill(normal_bill(nobody))).state, (await bridge.payment("31")).state) == ("PAID", "SETTLED")
    with pytest.raises(RefundNotPossible) as refused:
        await second_review(bridge, refund)
    assert [one.code for one in refused.value.reasons] == [ReasonCode.MONEY_MATCHED]
    assert await pay_back_refunds(bridge.runtime) == 1
    assert await pay_back_refunds(bridge.runtime) == 0
    row = await row_of(bridge, refund)
    assert (row.state, row.reasons) == ("REJECTED", ["MONEY_MATCHED"])
    assert (await asked(bridge, nobody)).state is RefundState.TAX_FIRST_REVIEW, "with a ground of its own it may go back"


async def test_a_second_payment_that_becomes_the_first_one_stays(bridge: Bridge) -> None:
    """R-062: the first payment was taken back, the second one pays the bill now."""
    person = await paid(bridge, "21", "22", on=date(2023, 10, 15))
    refund = await asked(bridge, person, Ground.DUPLICATE_PAYMENT)
    await bridge.receive(first_review(refund, "CORRECT", missing=["BANK_CARD"]))
    await bridge.receive(reversal("800", "21", normal_bill(person)))
    assert [(await bridge.payment(one)).state for one in ("21", "22")] == ["REVERSED", "SETTLED"]
    assert await pay_back_refunds(bridge.runtime) == 1
    assert ((await row_of(bridge, refund)).state, await balances(bridge)) == ("REJECTED", _PAYS)


async def test_a_bill_that_is_made_while_the_second_review_approves_waits_and_stays_unpaid(bridge: Bridge) -> None:
    """The review was first: the money goes back, once, and is booked once."""
    nobody, refund = await loose_money(bridge)
    async with bridge.runtime.database.transaction() as tx:
        await review_second(tx, refund.refund_id, ALL, Review(decision=Decision.APPROVE, by="reviewer:2", on=tx.now.date()))
        registered = asyncio.create_task(bridge.hear(participation_event(nobody)))
        await until_it_waits(bridge, registered)
    await registered
    assert ((await bridge.bill(normal_bill(nobody))).state, (await bridge.payment("31")).state) == ("HELD", "REFUND_PENDING")
    assert (await row_of(bridge, refund)).state == "APPROVED"
    await bridge.hear(participation_event(nobody, version=2))
    owed = await balances(bridge)
    assert owed["REFUNDS_PAYABLE"] == -40600


async def test_a_second_review_that_approves_while_the_bill_is_made_waits_and_is_refused(bridge: Bridge) -> None:
    """The bill was first: it is paid, and the refund is called off."""
    nobody, refund = await loose_money(bridge)
    async with bridge.runtime.database.transaction() as tx:
        await record_registrations(tx, [participation_event(nobody)])
        reviewed = asyncio.create_task(second_review(bridge, refund))
        await until_it_waits(bridge, reviewed)
    with pytest.raises(RefundNotPossible) as refused:
        await reviewed
    assert [one.code for one in refused.value.reasons] == [ReasonCode.MONEY_MATCHED]
    assert await pay_back_refunds(bridge.runtime) == 1
    assert ((await row_of(bridge, refund)).state, (await bridge.payment("31")).state) == ("REJECTED", "SETTLED")
    assert await balances(bridge) == _PAYS
