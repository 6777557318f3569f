"""R-131: the government pays for land-expropriated farmers, and no account of theirs is asked."""

from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import Category, Payer
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import normal_bill, participation_event


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
