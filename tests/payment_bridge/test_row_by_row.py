"""One unknown channel, field or kind costs its own row and nothing else; the row waits until somebody or some version can take it."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enrolment_terms.identifiers import new_id
from payment_bridge.errors import StillNotTaken
from payment_bridge.gateways import tax_messages
from payment_bridge.use_cases import retry_tax_rows
from payment_bridge.use_cases.check_health import tax_and_money_health
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import deductions, failure_row, normal_bill, participation_event, sale_row, sales, success_row

DAY = date(2023, 10, 20)
PEOPLE = [UUID(int=number) for number in range(0xA0, 0xA4)]
BILLS = [normal_bill(person) for person in PEOPLE]
GOOD = [sale_row(f"100000000{number}", bill, DAY) for number, bill in enumerate(BILLS)]
BAD: list[Any] = [
    GOOD[0] | {"serial": "1000000010", "channel": "NEW_CHANNEL"},
    GOOD[1] | {"serial": "1000000011", "amount": "0.00"},
    GOOD[2] | {"serial": 12, "bill_id": "44079919790712003X"},
    {},
    None,
    [1],
]
WITH_MORE = [row | {"more": {"deep": [1]}} for row in GOOD]


async def test_of_a_full_callback_with_one_unknown_channel_all_others_are_paid(bridge: Bridge) -> None:
    people = [new_id() for _ in range(40)]
    await bridge.hear(*(participation_event(person) for person in people))
    rows = [sale_row(str(1000000100 + number), normal_bill(person), DAY) for number, person in enumerate(people)]
    rows[20] |= {"channel": "NEW_CHANNEL"}
    await bridge.receive(sales(*rows))
    assert await bridge.rows("SELECT state, count(*) FROM bills GROUP BY 1 ORDER BY 1") == [("HELD", 1), ("PAID", 39)]
    (case,) = await bridge.cases()
    assert (case.kind, case.told_by, case.tax_serial, case.bill_id) == (
        "ROW_NOT_READ",
        "CALLBACK",
        "1000000120",
        normal_bill(people[20]),
    )
    assert (case.field, case.rule) == ("channel", "Invalid enum value")
    assert b"NEW_CHANNEL" not in case.raw_sealed
    assert await bridge.rows("SELECT state FROM tax_callbacks") == [("PROCESSED",)]


async def test_the_ledger_goes_on_behind_a_row_that_it_cannot_read(bridge: Bridge) -> None:
    await bridge.hear(*(participation_event(person) for person in PEOPLE))
    for number, bill in enumerate(BILLS):
        bridge.tax.note(str(1000000001 + number), bill, "2023-10-20")
    bridge.tax.ledger[0] |= {"channel": "NEW_CHANNEL"}
    bridge.tax.ledger[1] |= {"kind": "ADJUSTMENT"}
    bridge.tax.ledger[2] |= {"more": 1}
    await bridge.read_ledger()
    assert [(await bridge.bill(bill)).state for bill in BILLS] == ["HELD", "HELD", "PAID", "PAID"]
    assert (await bridge.rows("SELECT after FROM ledger_cursor"))[0].after == "1000000004"
    assert [(case.kind, case.field) for case in await bridge.cases()] == [("ROW_NOT_READ", "channel"), ("ROW_NOT_READ", "kind")]
    assert [case.kind for case in await bridge.cases("RESOLVED")] == ["ROW_WITH_MORE"], "the field that we do not know is kept"
    await bridge.reread_ledger()
    await bridge.reread_ledger()
    assert len(await bridge.rows("SELECT 1 FROM tax_cases")) == 3, "told again, it is the same case"


async def test_a_row_is_taken_when_a_version_starts_that_knows_its_channel(bridge: Bridge, monkeypatch: pytest.MonkeyPatch) -> None:
    """The older version that runs beside it does not try it again and again."""
    await bridge.hear(participation_event(PEOPLE[0]))
    await bridge.receive(sales(GOOD[0] | {"channel": "NEW_CHANNEL"}))
    assert await retry_tax_rows.retry_untried_rows(bridge.runtime) == 0, "this version has tried it"
    monkeypatch.setattr(retry_tax_rows, "READS", "of a version that knows no more")
    assert await retry_tax_rows.retry_untried_rows(bridge.runtime) == 1
    assert await retry_tax_rows.retry_untried_rows(bridge.runtime) == 0
    assert len(await bridge.cases()) == 1
    monkeypatch.setattr(retry_tax_rows, "READS", "of a version that knows the channel")
    raw = msgspec.json.decode((tax_messages.read_callback(sales(GOOD[0] | {"channel": "NEW_CHANNEL"})).aside[0]).raw)
    raw["row"]["channel"] = "TAX_HALL"
    read = tax_messages.read_kept
    monkeypatch.setattr(retry_tax_rows, "read_kept", lambda *_: read(msgspec.json.encode(raw)))
    assert await retry_tax_rows.retry_untried_rows(bridge.runtime) == 1
    assert (await bridge.bill(BILLS[0])).state == "PAID"
    assert [case.state for case in await bridge.rows("SELECT state FROM tax_cases")] == ["RESOLVED"]


async def test_a_row_that_cannot_be_processed_stands_alone(bridge: Bridge) -> None:
    await bridge.hear(*(participation_event(person) for person in PEOPLE))
    await bridge.rows("UPDATE bills SET benefit_year = 1999 WHERE bill_id = :id RETURNING 1", id=BILLS[1])
    await bridge.receive(sales(*GOOD))
    assert [(await bridge.bill(bill)).state for bill in BILLS] == ["PAID", "HELD", "PAID", "PAID"]
    (case,) = await bridge.cases()
    assert (case.kind, case.tax_serial, case.bill_id) == ("ROW_NOT_TAKEN", GOOD[1]["serial"], BILLS[1])


async def test_an_entry_of_the_ledger_that_cannot_be_processed_stands_alone(bridge: Bridge) -> None:
    await bridge.hear(*(participation_event(person) for person in PEOPLE))
    await bridge.rows("UPDATE bills SET benefit_year = 1999 WHERE bill_id = :id RETURNING 1", id=BILLS[1])
    for number, bill in enumerate(BILLS):
        bridge.tax.note(str(1000000001 + number), bill, "2023-10-20")
    await bridge.read_ledger()
    assert [(await bridge.bill(bill)).state for bill in BILLS] == ["PAID", "HELD", "PAID", "PAID"]
    assert [(case.kind, case.told_by, case.bill_id) for case in await bridge.cases()] == [("ROW_NOT_TAKEN", "LEDGER", BILLS[1])]
    assert (await bridge.rows("SELECT after FROM ledger_cursor"))[0].after == "1000000004"


async def test_a_bill_of_a_batch_in_collection_that_is_no_id_costs_itself(bridge: Bridge) -> None:
    await bridge.hear(participation_event(PEOPLE[0]))
    await bridge.pass_check()
    await bridge.send()
    (batch_id,) = bridge.tax.batches
    told = {"batch_id": batch_id, "bill_ids": ["nonsense", str(BILLS[0])]}
    await bridge.receive(msgspec.json.encode({"type": "tax.levy.accepted", "timestamp": "2023-10-10T09:00:00+08:00", "data": told}))
    assert (await bridge.bill(BILLS[0])).state == "DEDUCTING"
    assert [case.kind for case in await bridge.cases()] == ["ROW_NOT_READ"]


async def test_health_warns_of_rows_set_aside(bridge: Bridge) -> None:
    await bridge.receive(sales(GOOD[0] | {"channel": "NEW_CHANNEL"}))
    figures = {one.name: (one.status, one.value) for one in await tax_and_money_health(bridge.office)(bridge.runtime)}
    assert (figures["tax-rows:set-aside"], figures["tax-cases:open"]) == (("warn", 1), ("pass", 0))


@st.composite
def mixtures(draw: st.DrawFn) -> list[list[Any]]:
    """Callbacks of good and bad rows in any order, with any repetition; every good row is in one of them."""
    rows = draw(st.permutations([*GOOD, *draw(st.lists(st.sampled_from([*GOOD, *WITH_MORE, *BAD]), max_size=12))]))
    cuts = sorted({0, len(rows), *draw(st.lists(st.integers(1, len(rows) - 1), max_size=3))})
    return [rows[first:last] for first, last in pairwise(cuts)]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(callbacks=mixtures())
async def test_any_mixture_pays_the_good_rows_once(bridge: Bridge, callbacks: Sequence[list[Any]]) -> None:
    await bridge.forget()
    bridge.on(DAY)
    await bridge.hear(*(participation_event(person) for person in PEOPLE))
    for rows in callbacks:
        await bridge.callback(sales(*rows))
    await bridge.process()
    assert await bridge.rows("SELECT state, count(*) FROM bills GROUP BY 1") == [("PAID", 4)]
    assert await bridge.rows("SELECT state, count(*) FROM payments GROUP BY 1") == [("SETTLED", 4)]
    bad = {msgspec.json.encode(row, order="sorted") for rows in callbacks for row in rows if row in BAD}
    assert len(await bridge.cases()) == len(bad)
    assert await bridge.rows("SELECT 1 FROM tax_callbacks WHERE state <> 'PROCESSED'") == []


async def test_a_failure_beside_a_bad_row_counts(bridge: Bridge) -> None:
    await bridge.hear(*(participation_event(person) for person in PEOPLE))
    await bridge.receive(
        deductions(failure_row("1", BILLS[0], DAY), success_row("2", BILLS[1], DAY) | {"result": "MAYBE"}, success_row("3", BILLS[2], DAY))
    )
    assert [(await bridge.bill(bill)).state for bill in BILLS[:3]] == ["FAILED_PERSONAL", "HELD", "PAID"]


async def test_a_row_of_a_day_to_come_is_set_aside_alone(bridge: Bridge) -> None:
    """R-057, R-032: the arrival date decides, so none lies after today; it is taken when its day has come."""
    await bridge.hear(*(participation_event(person) for person in PEOPLE))
    today, to_come = bridge.clock.today(), bridge.clock.today() + timedelta(days=1)
    await bridge.callback(sales(sale_row("1", BILLS[0], to_come), sale_row("2", BILLS[1], today)))
    await bridge.callback(deductions(failure_row("3", BILLS[2], to_come), success_row("4", BILLS[3], today)))
    await bridge.process()
    assert [(await bridge.bill(bill)).state for bill in BILLS] == ["HELD", "PAID", "HELD", "PAID"]
    cases = await bridge.cases()
    assert {(one.kind, one.tax_serial, one.field, one.rule) for one in cases} == {
        ("ROW_NOT_TAKEN", serial, "arrival_date", "a day after today") for serial in ("1", "3")
    }
    (first,) = [one.case_id for one in cases if one.tax_serial == "1"]
    with pytest.raises(StillNotTaken):
        await _retried(bridge, first)
    bridge.on(to_come)
    await _retried(bridge, first)
    assert (await bridge.bill(BILLS[0])).state == "PAID"


async def _retried(bridge: Bridge, case_id: UUID) -> None:
    async with bridge.runtime.database.transaction() as tx:
        await retry_tax_rows.retry_tax_row(tx, case_id, "operator:1")


async def test_a_row_that_the_database_refuses_costs_no_other(bridge: Bridge) -> None:
    """Whatever no rule has foreseen: it stands aside for a person, and all that comes after it is taken."""
    await bridge.hear(*(participation_event(person) for person in PEOPLE))
    await bridge.rows("ALTER TABLE payments ADD CONSTRAINT planted CHECK (tax_serial <> '1000000001')")
    try:
        await bridge.receive(sales(*GOOD))
        assert [(await bridge.bill(bill)).state for bill in BILLS] == ["PAID", "HELD", "PAID", "PAID"]
        (case,) = await bridge.cases()
        assert (case.kind, case.tax_serial) == ("ROW_NOT_TAKEN", "1000000001")
    finally:
        await bridge.rows("ALTER TABLE payments DROP CONSTRAINT planted")
