"""R-131: the government pays for land-expropriated farmers, and no account of theirs is asked; what is collected has a last day (R-064)."""

from datetime import date

import pytest

from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import Category, Payer
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import deductions, failure_row, normal_bill, participation_event, sale_row, sales
from tests.payment_bridge.test_terms_of_bills import changed


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


@pytest.mark.parametrize("payer", [Payer.SCHOOL, Payer.GOVERNMENT])
async def test_what_is_collected_has_a_last_day(bridge: Bridge, payer: Payer) -> None:
    """R-032, R-064, R-131: due by the end of the period; after it the bill is cancelled once, and money of before it is still good."""
    person = new_id()
    await bridge.hear(participation_event(person, payer=payer, account=None))
    await bridge.pass_check()
    await bridge.send()
    bridge.on(date(2023, 12, 31))
    assert await bridge.expire() == 0
    bridge.on(date(2024, 1, 1))
    assert (await bridge.expire(), await bridge.expire()) == (1, 0)
    bill = await bridge.bill(normal_bill(person))
    assert (bill.state, bill.last_day, bill.effective_on) == ("CANCELLED", date(2023, 12, 31), date(2024, 1, 1))
    await bridge.receive(sales(sale_row("81" if payer is Payer.SCHOOL else "82", normal_bill(person), date(2023, 12, 31))))
    assert (await bridge.bill(normal_bill(person))).state == "PAID"


@pytest.mark.parametrize("end_first", [True, False])
async def test_the_last_day_is_that_of_whoever_pays_now(bridge: Bridge, end_first: bool) -> None:
    """R-044, R-065: a person's bill has none of its own; what failed is cancelled by its last day, whenever the period is ended."""
    first, second = new_id(), new_id()
    school = participation_event(first, payer=Payer.SCHOOL, account=None)
    await bridge.hear(school, changed(first, payer=Payer.PERSON))
    await bridge.hear(participation_event(second), changed(second, payer=Payer.SCHOOL))
    assert [(await bridge.bill(normal_bill(one))).last_day for one in (first, second)] == [None, date(2023, 12, 31)]
    await bridge.pass_check()
    await bridge.send()
    await bridge.receive(deductions(failure_row("83" if end_first else "84", normal_bill(second), date(2023, 10, 20))))
    bridge.on(date(2024, 1, 1))
    for step in ("end", "expire") if end_first else ("expire", "end"):
        await (bridge.end_period() if step == "end" else bridge.expire())
    assert (await bridge.bill(normal_bill(second))).state == "CANCELLED"
