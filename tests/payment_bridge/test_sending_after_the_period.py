"""Bills with a last day of their own are sent after the period, too: whoever pays them, a school or finance, is in time (R-055, H2)."""

from datetime import date

from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import Payer
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import normal_bill, participation_event, sale_row, sales


async def test_filed_in_time_and_approved_in_january(bridge: Bridge) -> None:
    """H2 R-033, R-055: an ordinary bill that goes at once and can be paid for its days; the one that the period ended never goes."""
    late, ended, finance = new_id(), new_id(), new_id()
    bridge.on(date(2023, 12, 31))
    await bridge.hear(participation_event(ended), participation_event(finance, payer=Payer.FINANCE, account=None))
    await bridge.pass_check()
    bridge.on(date(2024, 1, 5))
    await bridge.hear(participation_event(late, registered_on=date(2024, 1, 5), filed_on=date(2023, 12, 31)))
    found = await bridge.bill(normal_bill(late))
    assert (found.kind, found.last_day, found.state) == ("NORMAL", date(2024, 2, 4), "CREATED")
    await bridge.send()
    assert [(await bridge.bill(normal_bill(one))).state for one in (late, finance, ended)] == ["SENT", "SENT", "HELD"]
    await bridge.receive(sales(sale_row("71", normal_bill(late), date(2024, 1, 15))))
    assert (await bridge.bill(normal_bill(late))).state == "PAID"


async def test_what_can_be_paid_no_more_is_not_sent(bridge: Bridge) -> None:
    """R-055, D3: its last day has gone by."""
    person = new_id()
    bridge.on(date(2024, 1, 5))
    await bridge.hear(participation_event(person, registered_on=date(2024, 1, 5), filed_on=date(2023, 12, 31)))
    bridge.on(date(2024, 2, 5))
    await bridge.pass_check()
    await bridge.send()
    assert (await bridge.bill(normal_bill(person))).state == "HELD"
