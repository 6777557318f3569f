"""What the ledger says otherwise than the callbacks, later than they, or not at all."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from payment_bridge.domain.scope import Scope
from payment_bridge.gateways.tax_messages import LedgerPage
from payment_bridge.gateways.tax_office import TaxOfficeAway
from payment_bridge.repository.tax_cases import cases_in_state
from payment_bridge.use_cases import read_ledger
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import deductions, failure_row, normal_bill, participation_event, success_row

PEOPLE = [UUID(int=number) for number in range(0xB0, 0xB4)]
BILLS = [normal_bill(person) for person in PEOPLE]
DAY = date(2023, 10, 20)
SERIAL, OTHER, THIRD = "1000000001", "1000000002", "1000000003"


async def begin(bridge: Bridge) -> None:
    bridge.on(DAY + timedelta(days=1))
    await bridge.hear(*(participation_event(person) for person in PEOPLE))


def take_back(bridge: Bridge, serial: str, takes_back: str | None, bill: UUID, amount: str = "406.00") -> None:
    entry = {"serial": serial, "kind": "REVERSAL", "bill_id": str(bill), "amount": amount, "arrival_date": "2023-10-21"}
    bridge.tax.ledger.append(entry | ({"reverses": takes_back} if takes_back else {}))


@pytest.mark.parametrize("cause", ["INSUFFICIENT_BALANCE", "BANK_SYSTEM"])
async def test_a_failure_told_by_a_callback_that_is_money_in_the_ledger_pays(bridge: Bridge, cause: str) -> None:
    await begin(bridge)
    await bridge.receive(deductions(failure_row(SERIAL, BILLS[0], DAY) | {"cause": cause}))
    assert (await bridge.bill(BILLS[0])).state in ("FAILED_PERSONAL", "RESEND_QUEUED")
    bridge.tax.note(SERIAL, BILLS[0], "2023-10-20")
    for _ in range(2):
        await bridge.read_ledger()
        await bridge.reread_ledger()
        await bridge.receive(deductions(failure_row(SERIAL, BILLS[0], DAY) | {"cause": cause}))
        assert (await bridge.bill(BILLS[0])).state == "PAID"
        assert (await bridge.payment(SERIAL)).state == "SETTLED"
    assert await bridge.rows("SELECT state, told_by FROM differences") == [("OPEN", "LEDGER")]


async def test_money_told_by_a_callback_that_the_ledger_lacks_is_a_case_when_its_day_is_over(bridge: Bridge) -> None:
    await begin(bridge)
    bridge.on(DAY)
    bridge.tax.note("1000000000", BILLS[3], "2023-10-19")
    await bridge.read_ledger()
    await bridge.reread_ledger()
    await bridge.receive(deductions(success_row(SERIAL, BILLS[0], DAY), success_row(OTHER, BILLS[1], DAY)))
    bridge.tax.note(OTHER, BILLS[1], "2023-10-20")
    await bridge.read_ledger()
    await bridge.reread_ledger()
    assert await bridge.cases() == [], "the day is not over"
    bridge.on(DAY + timedelta(days=1))
    await bridge.reread_ledger()
    (case,) = await bridge.cases()
    assert (case.kind, case.tax_serial, case.bill_id, case.amount) == ("NOT_IN_LEDGER", SERIAL, BILLS[0], 40600)
    assert (await bridge.bill(BILLS[0])).state == "PAID", "R-063: cover that was given is not taken away by a contradiction"
    bridge.tax.ledger.insert(1, bridge.tax.ledger[1] | {"serial": SERIAL, "bill_id": str(BILLS[0])})
    await bridge.reread_ledger()
    assert await bridge.cases() == [], "booked late, it settles itself"


async def test_money_behind_the_end_of_the_ledger_is_missed_too(bridge: Bridge) -> None:
    await begin(bridge)
    await bridge.reread_ledger()
    await bridge.receive(deductions(success_row("99999999999", BILLS[0], DAY)))
    await bridge.reread_ledger()
    assert [case.tax_serial for case in await bridge.cases()] == ["99999999999"]


async def test_reversals_become_cases_and_never_stop_the_reading(bridge: Bridge) -> None:
    await begin(bridge)
    take_back(bridge, "1000000000", SERIAL, BILLS[0])
    bridge.tax.note(SERIAL, BILLS[0], "2023-10-20")
    bridge.tax.note(OTHER, BILLS[1], "2023-10-20")
    bridge.tax.note(THIRD, BILLS[2], "2023-10-20")
    take_back(bridge, "1000000004", OTHER, BILLS[1])
    take_back(bridge, "1000000005", OTHER, BILLS[1])
    take_back(bridge, "1000000006", THIRD, BILLS[2], amount="6.00")
    take_back(bridge, "1000000007", None, BILLS[3])
    bridge.tax.note("1000000008", BILLS[3], "2023-10-20")
    await bridge.read_ledger()
    await bridge.reread_ledger()
    assert [(case.tax_serial, case.kind) for case in await bridge.cases()] == [
        ("1000000005", "REVERSED_AGAIN"),
        ("1000000006", "REVERSED_IN_PART"),
        ("1000000007", "REVERSAL_WITHOUT_MONEY"),
    ]
    settled = [(case.tax_serial, case.kind) for case in await bridge.cases("RESOLVED")]
    assert settled == [("1000000000", "REVERSAL"), ("1000000004", "REVERSAL")]
    assert [(await bridge.bill(bill)).state for bill in BILLS] == ["HELD", "HELD", "PAID", "PAID"], "taken back whole, and in part"


async def test_what_is_booked_late_is_found_without_doubles(bridge: Bridge) -> None:
    await begin(bridge)
    bridge.tax.note(SERIAL, BILLS[0], "2023-10-20")
    await bridge.read_ledger()
    await bridge.reread_ledger()
    bridge.tax.note(THIRD, BILLS[2], "2023-10-20")
    await bridge.read_ledger()
    bridge.tax.ledger.insert(1, bridge.tax.ledger[0] | {"serial": OTHER, "bill_id": str(BILLS[1])})
    await bridge.read_ledger()
    assert (await bridge.bill(BILLS[1])).state == "HELD"
    await bridge.reread_ledger()
    assert [(await bridge.bill(bill)).state for bill in BILLS[:3]] == ["PAID"] * 3
    assert len(await bridge.rows("SELECT 1 FROM payments")) == 3


async def test_the_newest_part_is_read_once_more_and_the_cursor_stays_where_it_is(bridge: Bridge, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a process that is killed while it reads it once more begins there again."""
    monkeypatch.setattr(read_ledger, "PAGE", 2)
    await begin(bridge)
    await bridge.reread_ledger()
    for number, bill in enumerate(BILLS):
        bridge.tax.note(str(1000000001 + number), bill, "2023-10-20")
    await bridge.read_ledger()
    await bridge.rows("UPDATE ledger_cursor SET reread_at = NULL RETURNING 1")
    assert await read_ledger.reread_one_page(bridge.runtime, bridge.office), "there is a second page"
    assert await bridge.rows("SELECT after, reread_after FROM ledger_cursor") == [("1000000004", "1000000002")]


async def ask_for_all(bridge: Bridge) -> None:
    """An operator has it read once more."""
    async with bridge.runtime.database.transaction() as tx:
        await read_ledger.reread_ledger(tx, "operator:1")


async def test_what_was_booked_into_a_part_that_is_not_reread_comes_when_an_operator_asks(
    bridge: Bridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-096: all of it is read then, once; the next hour it is the newest part again."""
    monkeypatch.setattr(read_ledger, "MARKS", 1)
    await begin(bridge)
    for serial, bill in ((SERIAL, BILLS[0]), (THIRD, BILLS[2])):
        bridge.tax.note(serial, bill, "2023-10-20")
    await bridge.read_ledger()
    await bridge.reread_ledger()
    bridge.tax.ledger.insert(1, bridge.tax.ledger[0] | {"serial": OTHER, "bill_id": str(BILLS[1])})
    await bridge.reread_ledger()
    assert (await bridge.bill(BILLS[1])).state == "HELD"
    marks = await bridge.rows("SELECT position FROM ledger_marks")
    await ask_for_all(bridge)
    while await read_ledger.reread_one_page(bridge.runtime, bridge.office):
        pass
    assert (await bridge.bill(BILLS[1])).state == "PAID"
    assert await bridge.rows("SELECT position FROM ledger_marks") == marks, "the hours that are reread are not fewer by it"
    assert await bridge.rows("SELECT reread_after, reread_at > now() - interval '1 minute' FROM ledger_cursor") == [(None, True)]


@pytest.mark.parametrize("page", [1, 2])
async def test_a_rereading_that_is_asked_for_while_another_is_under_way_begins_anew(
    bridge: Bridge, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    """The step that is at a page, or at the last one, does not go on from there."""
    monkeypatch.setattr(read_ledger, "PAGE", page)
    await begin(bridge)
    for number, bill in enumerate(BILLS[:3]):
        bridge.tax.note(str(1000000001 + number), bill, "2023-10-20")
    await bridge.rows(f"UPDATE ledger_cursor SET reread_after = '{SERIAL}' RETURNING 1")
    read_page = bridge.office.ledger

    async def asked_meanwhile(after: str | None, limit: int) -> LedgerPage:
        await ask_for_all(bridge)
        return await read_page(after, limit)

    monkeypatch.setattr(bridge.office, "ledger", asked_meanwhile)
    await read_ledger.reread_one_page(bridge.runtime, bridge.office)
    assert await bridge.rows("SELECT reread_after FROM ledger_cursor") == [("",)]


async def test_pages_that_repeat_overlap_or_turn_back_end_and_lose_nothing(bridge: Bridge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_ledger, "PAGE", 2)
    await begin(bridge)
    for number, bill in enumerate(BILLS):
        bridge.tax.note(str(1000000001 + number), bill, "2023-10-20")
    bridge.tax.turn_back = 1
    await bridge.read_ledger()
    assert {(await bridge.bill(bill)).state for bill in BILLS} == {"PAID"}
    assert len(await bridge.rows("SELECT 1 FROM payments")) == 4


async def test_a_page_that_leads_nowhere_is_no_answer_and_no_endless_loop(bridge: Bridge) -> None:
    await begin(bridge)
    bridge.tax.note(SERIAL, BILLS[0], "2023-10-20")
    await bridge.read_ledger()
    bridge.tax.stuck = True
    with pytest.raises(TaxOfficeAway):
        await bridge.read_ledger()
    bridge.tax.stuck = False
    assert (await bridge.rows("SELECT after FROM ledger_cursor"))[0].after == SERIAL
    await bridge.rows("UPDATE tax_endpoints SET not_before = NULL RETURNING 1")
    await bridge.read_ledger()


async def test_one_serial_with_two_contents_in_one_page_is_a_difference(bridge: Bridge) -> None:
    await begin(bridge)
    bridge.tax.note(SERIAL, BILLS[0], "2023-10-20")
    bridge.tax.note(SERIAL, BILLS[1], "2023-10-20")
    await bridge.read_ledger()
    assert [(await bridge.bill(bill)).state for bill in BILLS[:2]] == ["PAID", "HELD"]
    assert await bridge.rows("SELECT state FROM differences") == [("OPEN",)]


@pytest.mark.parametrize("ahead", ["1 hour", "400 days"])
async def test_a_clock_that_goes_back_stops_nothing(bridge: Bridge, ahead: str) -> None:
    """What was written in the future of a clock that has gone back: readings, waits and claims."""
    await begin(bridge)
    await bridge.pass_check()
    bridge.tax.note(SERIAL, BILLS[0], "2023-10-20")
    for column in ("read_at", "reread_at"):
        await bridge.rows(f"UPDATE ledger_cursor SET {column} = clock_timestamp() + interval '{ahead}' RETURNING 1")
    await bridge.rows(
        "INSERT INTO tax_endpoints (endpoint, refusing_since, status, tries, refused, not_before) VALUES ('LEDGER', clock_timestamp() +"
        f" interval '{ahead}', 'HTTP 500', 1, 0, clock_timestamp() + interval '{ahead}' + interval '1 minute') RETURNING 1"
    )
    assert not await read_ledger.read_ledger(bridge.runtime, bridge.office)
    assert (await bridge.bill(BILLS[0])).state == "PAID"
    assert await bridge.rows("SELECT 1 FROM ledger_marks") == [(1,)], "and it is reread"
    bridge.tax.lose_answers = 1
    with pytest.raises(TaxOfficeAway):
        await bridge.send()
    await bridge.rows(
        f"UPDATE outgoing_messages SET noted_at = clock_timestamp() + interval '{ahead}',"
        f" next_at = clock_timestamp() + interval '2 hours' + interval '{ahead}' RETURNING 1"
    )
    await bridge.send()
    assert await bridge.rows("SELECT 1 FROM levy_batches WHERE answered_at IS NULL") == []


async def test_a_clock_that_goes_back_does_not_leave_the_ledger_to_the_callbacks(bridge: Bridge) -> None:
    """While they come it is read now and then; when it was read in the clock's future, that is now."""
    await begin(bridge)
    bridge.tax.note(SERIAL, BILLS[0], "2023-10-20")
    await bridge.reread_ledger()
    bridge.tax.note(OTHER, BILLS[1], "2023-10-20")
    await bridge.rows("UPDATE ledger_cursor SET read_at = clock_timestamp() RETURNING 1")
    await bridge.receive(deductions(success_row(THIRD, BILLS[2], DAY)))
    await read_ledger.read_ledger(bridge.runtime, bridge.office)
    assert (await bridge.bill(BILLS[1])).state == "HELD"
    await bridge.rows("UPDATE ledger_cursor SET read_at = clock_timestamp() + interval '1 hour' RETURNING 1")
    await read_ledger.read_ledger(bridge.runtime, bridge.office)
    assert (await bridge.bill(BILLS[1])).state == "PAID"


async def test_cases_belong_to_the_office_of_their_bill(bridge: Bridge) -> None:
    async def seen(*areas: str, everywhere: bool = False) -> list[str]:
        async with bridge.runtime.database.read() as read:
            scope = Scope([f"{area}%" for area in areas], everywhere=everywhere)
            return [row["tax_serial"] for row in await cases_in_state(read.driver, "OPEN", None, scope, 10)]

    await begin(bridge)
    take_back(bridge, SERIAL, "77", BILLS[0])
    take_back(bridge, OTHER, "78", UUID(int=1))
    await bridge.read_ledger()
    assert [await seen("440783"), await seen("440785"), await seen()] == [[SERIAL], [], []]
    assert await seen("44", everywhere=True) == [OTHER, SERIAL]
