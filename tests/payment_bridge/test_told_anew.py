"""After a restore bills and money are told anew with the moment of what happened to them, never with that of the telling."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from enrolment_events.catalogue import decode
from enrolment_events.envelope import Event
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.identifiers import new_id
from payment_bridge.use_cases.tell_anew import AGGREGATES
from service_runtime.retelling import NOBODY, Wanted
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import deductions, levy_accepted, normal_bill, participation_event, sale_row, sales, success_row
from tests.payment_bridge.going_back import approved, paid, reversal

BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)


async def told_anew(bridge: Bridge, kind: str) -> list[Event[Any]]:
    """What a republication of this kind tells, years later."""
    [last] = await bridge.rows("SELECT max(id) AS id FROM outbox")
    async with bridge.runtime.database.transaction() as tx:
        tx.now += timedelta(days=3000)
        await AGGREGATES.told[kind](tx, Wanted(NOBODY, 500, "%", BEGINNING))
    return [decode(row.event) for row in await bridge.rows("SELECT event FROM outbox WHERE id > :last ORDER BY id", last=last.id)]


async def told_last(bridge: Bridge) -> dict[UUID, datetime]:
    """By what it is about, when it was told last."""
    events = [decode(row.event) for row in await bridge.rows("SELECT event FROM outbox ORDER BY id")]
    return {UUID(event.subject): event.recordedtime for event in events}


async def test_what_nobody_was_told_moves_no_moment(bridge: Bridge) -> None:
    """D3 SENT→DEDUCTING: a round of deductions begins, and others know the bill as sent already."""
    participation_id = new_id()
    await bridge.hear(participation_event(participation_id))
    await bridge.pass_check()
    await bridge.send()
    bill_id, at_first = normal_bill(participation_id), await told_last(bridge)
    bridge.clock.move_to(datetime(2023, 10, 20, 9, tzinfo=SHANGHAI))
    await bridge.receive(levy_accepted(next(iter(bridge.tax.batches)), bill_id))
    assert (await bridge.bill(bill_id)).state == "DEDUCTING"
    [bill] = [event for event in await told_anew(bridge, "bill") if event.subject == str(bill_id)]
    assert bill.recordedtime == at_first[bill_id]


async def test_bills_and_second_payments_carry_the_moment_of_the_fact(bridge: Bridge) -> None:
    """R-062, payment.bill.created, payment.settled, payment.duplicate_received."""
    unpaid, paid = new_id(), new_id()
    await bridge.hear(participation_event(unpaid), participation_event(paid))
    await bridge.pass_check()
    await bridge.send()
    bill_id = normal_bill(paid)
    await bridge.receive(deductions(success_row("91", bill_id, date(2023, 11, 15))))
    await bridge.receive(sales(sale_row("92", bill_id, date(2023, 11, 2))))
    at_first = await told_last(bridge)
    bills = await told_anew(bridge, "bill")
    assert {UUID(event.subject) for event in bills} == {normal_bill(unpaid), bill_id}
    assert [event.recordedtime for event in bills] == [at_first[UUID(event.subject)] for event in bills]
    [second] = await told_anew(bridge, "payment")
    [received] = await bridge.rows("SELECT received_at FROM payments WHERE state = 'DUPLICATE'")
    assert second.recordedtime == received.received_at


async def test_refunds_and_money_that_counts_no_more(bridge: Bridge) -> None:
    """payment.refund.changed, payment.unsettled: as they stand."""
    person, other = await paid(bridge, "21"), await paid(bridge, "22")
    refund = await approved(bridge, person)
    await bridge.receive(reversal("800", "22", normal_bill(other)))
    [told] = await told_anew(bridge, "refund")
    assert (told.data.refund_id, told.data.state, told.aggregateversion) == (refund.refund_id, "APPROVED", refund.version)
    assert [event.type for event in await told_anew(bridge, "payment")] == ["payment.reversed.v1", "payment.unsettled.v1"]
