"""Money that left beside what bills and refunds account for: it stands in the ledger, a person is told, and there is a way out (D4, D5)."""

import asyncio
from datetime import date
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from enrolment_terms.identifiers import new_id
from payment_bridge.domain.claims import Resolution
from payment_bridge.domain.refunds import Ground, PayoutResult, Refund, ToldResult, payout_id_of
from payment_bridge.errors import NothingToRecover, RefundStateDoesNotAllow, ResolutionExpected
from payment_bridge.use_cases.close_tax_case import close_tax_case, require_open_case
from payment_bridge.use_cases.pay_back_refunds import call_off_refund, pay_again, pay_back_refunds, take_payout_results
from payment_bridge.use_cases.settle_claim import book_older_claims, hold_claim
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import normal_bill, sale_row, sales
from tests.payment_bridge.going_back import ALL, approved, asked, balances, ended, paid, payout_result, reversal, row_of
from tests.payment_bridge.test_guards import until_it_waits

SETTLED = {"CONTRIBUTIONS": -40600, "TAX_IN_TRANSIT": 40600}
TO_RECOVER = {"TO_RECOVER": 40600}


async def ordered(bridge: Bridge, person: UUID) -> Refund:
    """A refund whose payout is on its way."""
    refund = await approved(bridge, person)
    await ended(bridge, person)
    assert await pay_back_refunds(bridge.runtime) == 1
    return refund


async def called_off(bridge: Bridge, person: UUID) -> Refund:
    """… that failed, and was given up."""
    refund = await ordered(bridge, person)
    await bridge.receive(payout_result("900", payout_id_of(refund.refund_id, 1), "FAILED", "ACCOUNT_CLOSED"))
    async with bridge.runtime.database.transaction() as tx:
        await call_off_refund(tx, refund.refund_id, ALL, "operator:1", ["NOT_PAYABLE"])
    return refund


async def close(bridge: Bridge, case: Any, resolution: Resolution | None = None) -> None:
    """As the endpoint does for the second of two persons."""
    async with bridge.runtime.database.transaction() as tx:
        await hold_claim(tx, case.case_id)
        await require_open_case(tx, case.case_id, ALL, resolution)
        await close_tax_case(tx, case.case_id, "已与税务部门核对", "operator:1", resolution)


async def open_kinds(bridge: Bridge) -> list[str]:
    return sorted(case.kind for case in await bridge.cases())


async def claim(bridge: Bridge) -> Any:
    """The one case whose money is out."""
    (case,) = [case for case in await bridge.cases() if case.kind not in ("PAYOUT_FAILED",)]
    return case


async def test_paid_after_it_was_called_off_stands_in_the_ledger_until_it_is_back(bridge: Bridge) -> None:
    """D5: the money has left; a person says that it was got back, and it is on its way from the tax office again."""
    refund = await called_off(bridge, await paid(bridge, "21"))
    await bridge.receive(payout_result("901", payout_id_of(refund.refund_id, 1)))
    assert await balances(bridge) == SETTLED | TO_RECOVER | {"BANK": -40600}
    assert ((await row_of(bridge, refund)).state, (await bridge.payment("21")).state) == ("REJECTED", "SETTLED")
    case = await claim(bridge)
    with pytest.raises(ResolutionExpected):
        await close(bridge, case)
    await close(bridge, case, Resolution.RECOVERED)
    assert await balances(bridge) == SETTLED | {"BANK": -40600, "TAX_IN_TRANSIT": 81200}
    await bridge.receive(payout_result("902", payout_id_of(refund.refund_id, 1), "FAILED", "RETURNED"))
    assert await balances(bridge) == SETTLED, "the tax office tells of the same money once more"


async def test_a_late_payout_that_comes_back_settles_itself(bridge: Bridge) -> None:
    refund = await called_off(bridge, await paid(bridge, "21"))
    await bridge.receive(payout_result("901", payout_id_of(refund.refund_id, 1)))
    await bridge.receive(payout_result("902", payout_id_of(refund.refund_id, 1), "FAILED", "RETURNED"))
    assert await balances(bridge) == SETTLED
    assert await open_kinds(bridge) == ["PAYOUT_FAILED"]


async def test_the_refund_may_stand_after_all(bridge: Bridge) -> None:
    """R-073: no refund leaves a paid participation behind: the refund is what it was, registration hears of it and ends the cover."""
    person = await paid(bridge, "21")
    refund = await called_off(bridge, person)
    await bridge.receive(payout_result("901", payout_id_of(refund.refund_id, 1)))
    await close(bridge, await claim(bridge), Resolution.REFUND_STANDS)
    row = await row_of(bridge, refund)
    assert (row.state, row.paid_back_on, (await bridge.payment("21")).state) == ("PAID_BACK", date(2023, 11, 20), "REFUNDED")
    assert (await bridge.bill(normal_bill(person))).state == "REFUNDED"
    assert await balances(bridge) == {"TAX_IN_TRANSIT": 40600, "BANK": -40600}
    assert "payment.refund.paid_back.v1" in await bridge.outbox()


async def test_it_does_not_stand_when_its_money_is_in_another_refund(bridge: Bridge) -> None:
    """Σ of refunds ≤ what was paid: what was paid out then is to be got back."""
    person = await paid(bridge, "21")
    refund = await called_off(bridge, person)
    await asked(bridge, person)
    await bridge.receive(payout_result("901", payout_id_of(refund.refund_id, 1)))
    case = await claim(bridge)
    with pytest.raises(RefundStateDoesNotAllow):
        await close(bridge, case, Resolution.REFUND_STANDS)
    assert (await claim(bridge)).state == "OPEN"
    await close(bridge, case, Resolution.RECOVERED)
    (failed,) = await bridge.cases()
    with pytest.raises(NothingToRecover):
        await close(bridge, failed, Resolution.RECOVERED)


async def test_two_payouts_of_one_refund_are_one_refund_and_one_claim(bridge: Bridge) -> None:
    """In any order, and each told twice: the refund is paid, the other payout is to be got back."""
    seen = []
    for order in permutations([1, 2]):
        await bridge.forget()
        refund = await ordered(bridge, await paid(bridge, "21"))
        await bridge.receive(payout_result("900", payout_id_of(refund.refund_id, 1), "FAILED", "ACCOUNT_CLOSED"))
        async with bridge.runtime.database.transaction() as tx:
            await pay_again(tx, refund.refund_id, ALL, "operator:1")
        for number in (*order, *order):
            await bridge.receive(payout_result(f"90{number}", payout_id_of(refund.refund_id, number)))
            assert (await row_of(bridge, refund)).state == "PAID_BACK", "the first that is paid pays it"
        cases = [(case.kind, case.tax_serial) for case in await bridge.cases() if case.kind != "PAYOUT_FAILED"]
        seen.append((await balances(bridge), cases))
    assert seen == [({"BANK": -81200, "TAX_IN_TRANSIT": 40600} | TO_RECOVER, [("PAYOUT_UNKNOWN", "901")])] * 2


async def test_a_payout_of_another_amount_or_of_nobody_stands_in_the_ledger(bridge: Bridge) -> None:
    """D5: it pays no refund; whoever gets it back may order another payout."""
    refund = await ordered(bridge, await paid(bridge, "21"))
    await bridge.receive(payout_result("901", payout_id_of(refund.refund_id, 1), amount="400.00"))
    await bridge.receive(payout_result("902", new_id(), amount="6.00"))
    assert await bridge.rows("SELECT 1 FROM tax_callbacks WHERE state <> 'PROCESSED'") == []
    payable = {"REFUNDS_PAYABLE": -40600, "TAX_IN_TRANSIT": 40600}
    assert await balances(bridge) == payable | {"BANK": -40600, "TO_RECOVER": 40600}
    first, second = await bridge.cases()
    assert (first.kind, second.kind, second.bill_id) == ("PAYOUT_UNKNOWN", "PAYOUT_UNKNOWN", None)
    await close(bridge, first, Resolution.RECOVERED)
    with pytest.raises(RefundStateDoesNotAllow):
        await close(bridge, second, Resolution.REFUND_STANDS)
    await close(bridge, second, Resolution.RECOVERED)
    assert await balances(bridge) == payable | {"BANK": -40600, "TAX_IN_TRANSIT": 81200}
    assert (await row_of(bridge, refund)).payout_failed
    async with bridge.runtime.database.transaction() as tx:
        await pay_again(tx, refund.refund_id, ALL, "operator:1")


async def test_what_is_taken_back_in_part_again_or_of_nothing_stands_in_the_ledger(bridge: Bridge) -> None:
    """D4: REVERSED_IN_PART, REVERSED_AGAIN, REVERSAL_WITHOUT_MONEY, in any order; every fen that left is in TO_RECOVER."""
    seen = []
    for order in list(permutations(range(4)))[::5]:
        await bridge.forget()
        person, day = new_id(), date(2023, 10, 20)
        bill = normal_bill(person)
        facts = [
            sales(sale_row("31", bill, day)),
            reversal("801", "31", bill),
            reversal("802", "31", bill, "100.00"),
            reversal("803", "99", bill),
        ]
        for number in order:
            await bridge.receive(facts[number])
        seen.append(await balances(bridge))
    assert seen == [{"TO_RECOVER": 50600, "TAX_IN_TRANSIT": -50600}] * 5


async def test_a_reversal_that_the_tax_office_makes_good_is_closed_as_recovered(bridge: Bridge) -> None:
    person = await paid(bridge, "31")
    await bridge.receive(reversal("801", "31", normal_bill(person), "100.00"))
    assert await balances(bridge) == SETTLED | {"TO_RECOVER": 10000, "TAX_IN_TRANSIT": 30600}
    with pytest.raises(RefundStateDoesNotAllow):
        await close(bridge, await claim(bridge), Resolution.REFUND_STANDS)
    await close(bridge, await claim(bridge), Resolution.RECOVERED)
    assert await balances(bridge) == SETTLED


@pytest.mark.parametrize("has_bill", [True, False])
async def test_reversed_and_paid_back_is_one_outflow_too_many(bridge: Bridge, has_bill: bool) -> None:
    """The payout was under way when the tax office took the money back: either order, money with and without a bill."""
    seen = []
    for order in permutations(["back", "paid"]):
        await bridge.forget()
        person = await paid(bridge, "21") if has_bill else new_id()
        if not has_bill:
            await bridge.receive(sales(sale_row("21", normal_bill(person), date(2023, 10, 20))))
        refund = await approved(bridge, person, Ground.EMPLOYEE_SCHEME if has_bill else Ground.DUPLICATE_PAYMENT)
        if has_bill:
            await ended(bridge, person)
        await pay_back_refunds(bridge.runtime)
        told = {"back": reversal("800", "21", normal_bill(person)), "paid": payout_result("900", payout_id_of(refund.refund_id, 1))}
        for name in order:
            await bridge.receive(told[name])
        seen.append(((await bridge.payment("21")).state, await balances(bridge), await open_kinds(bridge)))
    assert seen == [("REFUNDED", {"BANK": -40600} | TO_RECOVER, ["REVERSED_AND_REFUNDED"])] * 2


async def test_a_reversal_of_refunded_money_that_is_made_good_took_nothing(bridge: Bridge) -> None:
    """D4, D5: the refund stands alone; when its payout comes back and it is called off, the money pays its bill again."""
    person = await paid(bridge, "21")
    refund = await ordered(bridge, person)
    await bridge.receive(reversal("800", "21", normal_bill(person)))
    await bridge.receive(payout_result("900", payout_id_of(refund.refund_id, 1)))
    await close(bridge, await claim(bridge), Resolution.RECOVERED)
    assert ((await bridge.payment("21")).state, await balances(bridge)) == ("REFUNDED", {"BANK": -40600, "TAX_IN_TRANSIT": 40600})
    await bridge.receive(payout_result("901", payout_id_of(refund.refund_id, 1), "FAILED", "RETURNED"))
    assert (await bridge.payment("21")).state == "REFUND_PENDING"
    assert await balances(bridge) == {"REFUNDS_PAYABLE": -40600, "TAX_IN_TRANSIT": 40600}
    async with bridge.runtime.database.transaction() as tx:
        await call_off_refund(tx, refund.refund_id, ALL, "operator:1", ["NOT_PAYABLE"])
    assert ((await bridge.payment("21")).state, await balances(bridge)) == ("SETTLED", SETTLED)


async def test_what_an_earlier_release_did_not_book_is_booked_once(bridge: Bridge) -> None:
    """D4, D5: cases that it opened, one of them closed since, and one that is whole by what is known now; a second run finds nothing."""
    bills = [normal_bill(await paid(bridge, serial)) for serial in ("31", "32")]
    await bridge.receive(reversal("801", "31", bills[0], "100.00"))
    await bridge.receive(reversal("802", "32", bills[1], "400.00"))
    await bridge.receive(payout_result("901", new_id(), amount="6.00"))
    booked = await balances(bridge)
    async with bridge.runtime.database.transaction() as tx:  # as the release before left it
        await tx.driver.execute("SET LOCAL session_replication_role = replica")
        await tx.driver.execute("DELETE FROM ledger_postings WHERE 'TO_RECOVER' IN (debit, credit)")
        await tx.driver.execute(
            "UPDATE tax_cases SET state = 'CLOSED', closed_at = now(), closed_by = 'a', close_reason_sealed = 'b' WHERE tax_serial = '801'"
        )
    assert "TO_RECOVER" not in await balances(bridge)
    assert [await book_older_claims(bridge.runtime) for _ in range(2)] == [3, 0]
    assert await balances(bridge) == booked
    async with bridge.runtime.database.transaction() as tx:
        await tx.driver.execute("UPDATE tax_cases SET tried_with = '{}'")
        await tx.driver.execute(
            "INSERT INTO differences (difference_id, tax_serial, told_by, first_bill_id, other_bill_id, first_side, other_side)"
            " SELECT gen_random_uuid(), tax_serial, 'LEDGER', bill_id, bill_id, '{}', '{\"result\": \"SUCCESS\", \"amount\": 40000}'"
            " FROM payments WHERE tax_serial = '32'"
        )
    assert [await book_older_claims(bridge.runtime) for _ in range(2)] == [3, 0]
    assert (await bridge.payment("32")).state == "REVERSED"
    assert await open_kinds(bridge) == ["PAYOUT_UNKNOWN"]


async def test_two_tellings_of_a_payout_that_nobody_ordered_see_one_another(bridge: Bridge) -> None:
    """Paid and come back, told at once: nothing stands out, whichever commits last."""
    payout_id, day = new_id(), date(2023, 10, 10)
    paid_out = ToldResult("901", payout_id, PayoutResult.PAID, 40600, day)
    came_back = ToldResult("902", payout_id, PayoutResult.FAILED, 40600, day, "RETURNED")

    async def tell() -> None:
        async with bridge.runtime.database.transaction() as tx:
            await take_payout_results(tx, [came_back])

    async with bridge.runtime.database.transaction() as tx:
        await take_payout_results(tx, [paid_out])
        task = asyncio.create_task(tell())
        await until_it_waits(bridge, task)
    await task
    assert await balances(bridge) == {}
