"""The ledger is the truth: what no callback told is found there."""

from datetime import date

import pytest

from enrolment_terms.identifiers import new_id
from payment_bridge.gateways.tax_office import TaxOfficeAway
from payment_bridge.use_cases import read_ledger
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import deductions, normal_bill, participation_event, success_row


async def test_lost_callbacks_are_healed(bridge: Bridge) -> None:
    paid, failed = new_id(), new_id()
    await bridge.hear(participation_event(paid), participation_event(failed))
    bridge.tax.note("1000000001", normal_bill(failed), "2023-10-20", "INSUFFICIENT_BALANCE")
    bridge.tax.note("1000000002", normal_bill(paid), "2023-10-20")
    await bridge.read_ledger()
    assert (await bridge.bill(normal_bill(paid))).state == "PAID"
    assert (await bridge.bill(normal_bill(failed))).state == "FAILED_PERSONAL"


async def test_what_a_callback_told_is_not_taken_twice(bridge: Bridge) -> None:
    person = new_id()
    await bridge.hear(participation_event(person))
    await bridge.receive(deductions(success_row("1000000001", normal_bill(person), date(2023, 10, 20))))
    published = await bridge.outbox()
    bridge.tax.note("1000000001", normal_bill(person), "2023-10-20")
    await bridge.read_ledger()
    assert await bridge.outbox() == published
    assert len(await bridge.rows("SELECT 1 FROM payments")) == 1


async def test_reading_goes_on_where_it_stopped(bridge: Bridge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_ledger, "PAGE", 2)
    bridge.on(date(2023, 10, 20))
    people = [new_id() for _ in range(5)]
    await bridge.hear(*(participation_event(person) for person in people))
    for number, person in enumerate(people):
        bridge.tax.note(str(1000000001 + number), normal_bill(person), "2023-10-20")
    assert await read_ledger.read_one_page(bridge.runtime, bridge.office)
    assert (await bridge.rows("SELECT after FROM ledger_cursor"))[0].after == "1000000002"
    bridge.tax.lose_answers = 1
    with pytest.raises(TaxOfficeAway):
        await bridge.read_ledger()
    await bridge.read_ledger()
    assert len(await bridge.rows("SELECT 1 FROM bills WHERE state = 'PAID'")) == 5


async def test_an_entry_that_cannot_be_processed_stands_alone(bridge: Bridge) -> None:
    person = new_id()
    await bridge.hear(participation_event(person))
    await bridge.rows("UPDATE bills SET benefit_year = 1999 RETURNING 1")
    other = new_id()
    await bridge.hear(participation_event(other))
    bridge.tax.note("1000000001", normal_bill(person), "2023-10-20", "INSUFFICIENT_BALANCE")
    bridge.tax.note("1000000002", normal_bill(other), "2023-10-20")
    await bridge.read_ledger()
    await bridge.process()
    assert (await bridge.bill(normal_bill(other))).state == "PAID"
    (case,) = await bridge.cases()
    assert (case.kind, case.tax_serial, case.bill_id) == ("ROW_NOT_TAKEN", "1000000001", normal_bill(person))
    assert case.error.startswith("PolicyNotKnown")


async def test_an_entry_that_contradicts_itself_holds_up_no_other(bridge: Bridge) -> None:
    people = [new_id() for _ in range(2)]
    await bridge.hear(*(participation_event(person) for person in people))
    bridge.tax.note("1000000001", normal_bill(people[0]), "2023-10-20", amount="0.00")
    bridge.tax.note("1000000002", normal_bill(people[1]), "2023-10-20")
    await bridge.read_ledger()
    await bridge.process()
    assert [(await bridge.bill(normal_bill(person))).state for person in people] == ["HELD", "PAID"]
    assert [(case.kind, case.tax_serial, case.field) for case in await bridge.cases()] == [("ROW_NOT_READ", "1000000001", "amount")]


async def test_the_ledger_counts_as_read_at_its_end_only(bridge: Bridge, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise health would take a reading that breaks off after each page for a ledger that is read."""
    monkeypatch.setattr(read_ledger, "PAGE", 1)
    bridge.on(date(2023, 10, 20))
    people = [new_id() for _ in range(2)]
    await bridge.hear(*(participation_event(person) for person in people))
    for number, person in enumerate(people):
        bridge.tax.note(str(1000000001 + number), normal_bill(person), "2023-10-20")
    await bridge.rows("UPDATE ledger_cursor SET read_at = NULL RETURNING 1")
    assert await read_ledger.read_ledger(bridge.runtime, bridge.office)
    assert (await bridge.rows("SELECT read_at FROM ledger_cursor"))[0].read_at is None
    await bridge.callback(deductions(success_row("1000000009", new_id(), date(2023, 10, 20))))
    assert not await read_ledger.read_ledger(bridge.runtime, bridge.office), "begun, it is read to its end also while callbacks come"
    assert (await bridge.rows("SELECT read_at FROM ledger_cursor"))[0].read_at is not None
    assert (await bridge.bill(normal_bill(people[1]))).state == "PAID"
