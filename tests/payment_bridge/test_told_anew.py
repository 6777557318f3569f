"""After a restore bills and money are told anew with the moment of what happened to them, never with that of the telling."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from enrolment_events.catalogue import decode
from enrolment_events.envelope import Event
from enrolment_terms.identifiers import new_id
from payment_bridge.use_cases.tell_anew import AGGREGATES
from service_runtime.retelling import NOBODY, Wanted
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import deductions, normal_bill, participation_event, sale_row, sales, success_row

BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)


async def told_anew(bridge: Bridge, kind: str) -> list[Event[Any]]:
    """What a republication of this kind tells, years later."""
    [last] = await bridge.rows("SELECT max(id) AS id FROM outbox")
    async with bridge.runtime.database.transaction() as tx:
        tx.now += timedelta(days=3000)
        await AGGREGATES.told[kind](tx, Wanted(NOBODY, 500, "%", BEGINNING))
    return [decode(row.event) for row in await bridge.rows("SELECT event FROM outbox WHERE id > :last ORDER BY id", last=last.id)]


async def test_bills_and_second_payments_carry_the_moment_of_the_fact(bridge: Bridge) -> None:
    """R-062, payment.bill.created, payment.settled, payment.duplicate_received."""
    unpaid, paid = new_id(), new_id()
    await bridge.hear(participation_event(unpaid), participation_event(paid))
    await bridge.pass_check()
    await bridge.send()
    bill_id = normal_bill(paid)
    await bridge.receive(deductions(success_row("91", bill_id, date(2023, 11, 15))))
    await bridge.receive(sales(sale_row("92", bill_id, date(2023, 11, 2))))
    changed = {row.bill_id: row.changed_at for row in await bridge.rows("SELECT bill_id, changed_at FROM bills")}
    bills = await told_anew(bridge, "bill")
    assert [(event.recordedtime, event.time) for event in bills] == [(changed[UUID(event.subject)], event.time) for event in bills]
    assert {UUID(event.subject) for event in bills} == {normal_bill(unpaid), bill_id}
    [second] = await told_anew(bridge, "payment")
    [received] = await bridge.rows("SELECT received_at FROM payments WHERE state = 'DUPLICATE'")
    assert second.recordedtime == received.received_at
