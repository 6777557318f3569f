"""R-131: the government pays for land-expropriated farmers, and no account is asked; money of others has the whole year (H2 R-042)."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from importlib import import_module
from typing import Any
from uuid import UUID

import pytest

from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import BillKind, Category, FailureCause, Payer
from payment_bridge.domain.facts import bill_id_of
from payment_bridge.repository.sweeps import Period
from payment_bridge.use_cases.end_period import periods_to_end
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import deductions, failure_row, normal_bill, participation_event, sale_row, sales
from tests.payment_bridge.test_terms_of_bills import changed

STATEMENT = import_module("payment_bridge.migrations.2026_11_28_1720_last_days_of_payers").LAST_DAYS


async def test_a_bill_of_the_government_is_sent_without_an_account(bridge: Bridge) -> None:
    """V-78: the tax office hears who pays; nothing is deducted from the farmer."""
    person = new_id()
    await bridge.hear(participation_event(person, payer=Payer.GOVERNMENT, category=Category.LAND_EXPROPRIATED, account=None))
    await bridge.pass_check()
    await bridge.send()
    bill = await bridge.bill(normal_bill(person))
    assert (bill.state, bill.payer) == ("SENT", "GOVERNMENT")
    [told] = [one for batch in bridge.tax.batches.values() for one in batch["bills"] if one["bill_id"] == str(normal_bill(person))]
    assert (told["payer"], told.get("account_number")) == ("GOVERNMENT", None)


@pytest.mark.parametrize("payer", [Payer.FINANCE, Payer.SCHOOL, Payer.GOVERNMENT])
async def test_what_others_pay_is_in_time_until_the_year_ends(bridge: Bridge, payer: Payer) -> None:
    """H2 R-042, R-045, R-056, R-064, R-131: not given up with the period; cancelled once after the year."""
    first, second = new_id(), new_id()
    await bridge.hear(*(participation_event(one, payer=payer, account=None) for one in (first, second)))
    await bridge.pass_check()
    await bridge.send()
    bridge.on(date(2024, 3, 4))
    assert (await bridge.end_period(), await bridge.expire()) == ((0, 0), 0)
    await bridge.receive(sales(sale_row("81", normal_bill(first), date(2024, 3, 4))))
    assert (await bridge.bill(normal_bill(first))).state == "PAID"
    bridge.on(date(2024, 12, 31))
    assert await bridge.expire() == 0
    bridge.on(date(2025, 1, 1))
    assert (await bridge.expire(), await bridge.expire()) == (1, 0)
    bill = await bridge.bill(normal_bill(second))
    assert (bill.state, bill.last_day, bill.effective_on) == ("CANCELLED", date(2024, 12, 31), date(2025, 1, 1))
    await bridge.receive(sales(sale_row("82", normal_bill(second), date(2024, 12, 31))))
    assert (await bridge.bill(normal_bill(second))).state == "PAID"


async def test_a_mid_year_bill_of_finance_does_not_expire_after_its_days(bridge: Bridge) -> None:
    """H2 R-042 「先登记参保、后补助缴费」: that of a person does."""
    marked, other = new_id(), new_id()
    bridge.on(date(2024, 3, 12))
    told: dict[str, Any] = {"category": Category.MY8, "registered_on": date(2024, 3, 12)}
    await bridge.hear(participation_event(marked, payer=Payer.FINANCE, account=None, **told), participation_event(other, **told))
    bridge.on(date(2024, 6, 3))
    assert await bridge.expire() == 1
    bills = [await bridge.bill(bill_id_of(one, BillKind.MIDYEAR, 0)) for one in (marked, other)]
    assert [(one.state, one.last_day) for one in bills] == [("CREATED", date(2024, 12, 31)), ("CANCELLED", date(2024, 4, 11))]


@pytest.mark.parametrize("end_first", [True, False])
async def test_the_last_day_is_that_of_whoever_pays_now(bridge: Bridge, end_first: bool) -> None:
    """R-044, R-065: a person's bill has none of its own; what failed is cancelled by its last day, whenever the period is ended."""
    first, second = new_id(), new_id()
    school = participation_event(first, payer=Payer.SCHOOL, account=None)
    await bridge.hear(school, changed(first, payer=Payer.PERSON))
    await bridge.hear(participation_event(second), changed(second, payer=Payer.SCHOOL))
    assert [(await bridge.bill(normal_bill(one))).last_day for one in (first, second)] == [None, date(2024, 12, 31)]
    await bridge.pass_check()
    await bridge.send()
    await bridge.receive(deductions(failure_row("83" if end_first else "84", normal_bill(second), date(2023, 10, 20))))
    bridge.on(date(2025, 1, 1))
    for step in ("end", "expire") if end_first else ("expire", "end"):
        await (bridge.end_period() if step == "end" else bridge.expire())
    assert (await bridge.bill(normal_bill(second))).state == "CANCELLED"


async def test_what_nobody_tried_is_given_up_when_the_days_for_results_are_over(bridge: Bridge) -> None:
    """H1 D3 UNPAID→ABANDONED: held, sent or deducting, without any result ten days after the period; the tax office is told."""
    sent, held, told = new_id(), new_id(), new_id()
    await bridge.hear(*(participation_event(one) for one in (sent, told)))
    await bridge.pass_check()
    await bridge.send()
    await bridge.hear(participation_event(held))
    bridge.on(date(2024, 1, 10))
    assert await bridge.end_period() == (0, 0), "results may still come"
    bridge.on(date(2024, 1, 11))
    await bridge.receive(deductions(failure_row("85", normal_bill(told), date(2023, 12, 30), FailureCause.BANK_SYSTEM)))
    assert [await bridge.end_period(limit=1) for _ in range(3)] == [(1, 1), (1, 0), (0, 0)]
    found = {name: await bridge.bill(normal_bill(one)) for name, one in {"sent": sent, "held": held, "told": told}.items()}
    assert {name: one.state for name, one in found.items()} == {"sent": "ABANDONED", "held": "ABANDONED", "told": "RESEND_QUEUED"}
    assert (found["sent"].cause, found["sent"].effective_on) == (None, date(2024, 1, 11))
    assert (await bridge.outbox()).count("payment.bill.abandoned.v1") == 2
    await bridge.send()
    assert bridge.tax.recalled == [str(normal_bill(sent))]
    assert str(normal_bill(held)) not in {one["bill_id"] for batch in bridge.tax.batches.values() for one in batch["bills"]}


async def test_a_period_that_nobody_has_declared_ended_is_told(bridge: Bridge) -> None:
    """V-55, R-058: operators see from the first day on that two of them have something to do."""
    person = new_id()
    await bridge.hear(participation_event(person))
    await bridge.pass_check()
    await bridge.send()
    await bridge.receive(deductions(failure_row("97", normal_bill(person), date(2023, 10, 20))))

    async def told(day: date) -> list[Period]:
        bridge.on(day)
        async with bridge.runtime.database.read() as read:
            return await periods_to_end(read)

    assert [await told(day) for day in (date(2023, 12, 31), date(2024, 1, 1))] == [[], [Period(2024, "440700")]]
    assert await bridge.end_period() == (1, 0)
    assert await told(date(2024, 1, 2)) == []


async def test_what_follows_the_end_of_a_period_comes_by_the_calendar(bridge: Bridge) -> None:
    """H1 D3, V-55: two people have declared the end; the days for results go by, and nobody asks again."""
    people = [new_id() for _ in range(3)]
    await bridge.hear(*(participation_event(one) for one in people))
    await bridge.pass_check()
    await bridge.send()
    seen = []
    for day, declares in ((date(2024, 1, 1), False), (date(2024, 1, 2), True), (date(2024, 1, 10), False), (date(2024, 1, 14), False)):
        bridge.on(day)
        if declares:
            assert await bridge.end_period() == (0, 0)
        await bridge.do_what_is_due()
        seen.append(Counter([(await bridge.bill(normal_bill(one))).state for one in people]))
    assert seen == [*[Counter(SENT=3)] * 3, Counter(ABANDONED=3)]
    audited = await bridge.rows("SELECT actor, subject, detail ->> 'abandoned' AS many FROM audit_rows WHERE action = 'period.ended'")
    assert [tuple(row) for row in audited] == [("job:end_periods", "440700/2024", "3")]


@pytest.mark.parametrize(
    ("row", "state"),
    [
        (lambda bill: sales(sale_row("86", bill, date(2023, 12, 31))), "PAID"),
        (lambda bill: sales(sale_row("87", bill, date(2024, 1, 5))), "ABANDONED"),
        (lambda bill: deductions(failure_row("88", bill, date(2023, 12, 31))), "ABANDONED"),
        (lambda bill: deductions(failure_row("89", bill, date(2023, 12, 31), FailureCause.TAX_SYSTEM)), "RESEND_QUEUED"),
    ],
)
async def test_a_result_that_comes_later_decides_by_its_day(bridge: Bridge, row: Callable[[UUID], bytes], state: str) -> None:
    """H1 D3 「arrival date still decides」, R-058, R-059: what is told after the bill was given up."""
    person = new_id()
    await bridge.hear(participation_event(person))
    await bridge.pass_check()
    await bridge.send()
    bridge.on(date(2024, 1, 1) + timedelta(days=10))
    assert await bridge.end_period() == (1, 0)
    await bridge.receive(row(normal_bill(person)))
    assert (await bridge.bill(normal_bill(person))).state == state
    assert await bridge.end_period() == (0, 0)


async def test_bills_of_before_get_the_last_day_of_their_payer(bridge: Bridge) -> None:
    """H2 R-042: by the step 1720; those that are paid or given up, and a person's, stay as they are."""
    people = {payer: new_id() for payer in Payer}
    await bridge.hear(*(participation_event(one, payer=payer) for payer, one in people.items()))
    ends = "UPDATE bills SET last_day = CASE payer WHEN 'GOVERNMENT' THEN date '2023-12-31' END RETURNING 1"
    await bridge.rows(ends)
    await bridge.rows(STATEMENT + " RETURNING 1")
    found = {payer: (await bridge.bill(normal_bill(one))).last_day for payer, one in people.items()}
    assert found == dict.fromkeys(Payer, date(2024, 12, 31)) | {Payer.PERSON: None}
