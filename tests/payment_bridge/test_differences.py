"""One serial with two contents: neither side is dropped, what was told first stands, a person closes it (R-057, R-096)."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID

import msgspec
import pytest

from enrolment_terms.identifiers import new_id
from payment_bridge.domain.differences import Side, TaxSource
from payment_bridge.domain.scope import Scope
from payment_bridge.domain.tax_rows import TaxReport
from payment_bridge.gateways.tax_messages import read_callback
from payment_bridge.repository.differences import differences_in_state
from payment_bridge.use_cases.check_health import tax_and_money_health
from payment_bridge.use_cases.take_report import take_report
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import (
    OCTOBER,
    deductions,
    failure_row,
    normal_bill,
    participation_event,
    sale_row,
    sales,
    success_row,
)
from tests.payment_bridge.test_guards import until_it_waits

PERSON, OTHER = UUID(int=0xA), UUID(int=0xB)
BILL, OTHER_BILL = normal_bill(PERSON), normal_bill(OTHER)
DAY = date(2023, 10, 20)
SERIAL = "1000000001"

Tell = Callable[[Bridge], Awaitable[None]]


def by_callback(*rows: dict[str, Any], round_no: int = 1) -> Tell:
    return lambda bridge: bridge.receive(deductions(*rows, round_no=round_no))


def by_ledger(bill: UUID, on: str, **told: Any) -> Tell:
    async def tell(bridge: Bridge) -> None:
        bridge.tax.ledger = []
        bridge.tax.note(SERIAL, bill, on, **told)
        await bridge.rows("UPDATE ledger_cursor SET after = NULL RETURNING 1")
        await bridge.read_ledger()

    return tell


FIRST = by_callback(success_row(SERIAL, BILL, DAY))
OTHERS: dict[str, tuple[Tell, str]] = {
    "ledger, another amount": (by_ledger(BILL, "2023-10-20", amount="400.00"), "amount"),
    "ledger, another date": (by_ledger(BILL, "2023-10-21"), "arrival_date"),
    "ledger, another bill": (by_ledger(OTHER_BILL, "2023-10-20"), "bill_id"),
    "ledger, a failure": (by_ledger(BILL, "2023-10-20", cause="INSUFFICIENT_BALANCE"), "result"),
    "callback, another amount": (by_callback(success_row(SERIAL, BILL, DAY, amount="400.00")), "amount"),
    "callback, another bill": (by_callback(success_row(SERIAL, OTHER_BILL, DAY)), "bill_id"),
    "callback, another round": (by_callback(success_row(SERIAL, BILL, DAY), round_no=2), "round_no"),
    "callback, a failure": (by_callback(failure_row(SERIAL, BILL, DAY)), "result"),
    "callback, another channel": (lambda bridge: bridge.receive(sales(sale_row(SERIAL, BILL, DAY))), "channel"),
}


async def begin(bridge: Bridge) -> None:
    await bridge.forget()
    bridge.on(OCTOBER + timedelta(days=20))
    await bridge.hear(participation_event(PERSON), participation_event(OTHER))


async def kept(bridge: Bridge) -> list[tuple[Side, Side]]:
    """Both sides of every difference."""
    rows = await bridge.rows("SELECT first_side, other_side FROM differences ORDER BY position")
    return [tuple(msgspec.json.decode(side, type=Side) for side in row) for row in rows]  # type: ignore[misc]


@pytest.mark.parametrize("other", OTHERS)
async def test_another_content_under_a_serial_opens_a_difference_whichever_came_first(bridge: Bridge, other: str) -> None:
    tell, field = OTHERS[other]
    sides = []
    for order in ((FIRST, tell), (tell, FIRST), (FIRST, tell, FIRST, tell)):
        await begin(bridge)
        for one in order:
            await one(bridge)
        found = await kept(bridge)
        assert len(found) == 1, "told again, it is the same difference"
        sides.append(found[0])
        (row,) = await bridge.rows("SELECT tax_serial, state FROM differences")
        assert (row.tax_serial, row.state) == (SERIAL, "OPEN")
        (audited,) = await bridge.rows("SELECT detail FROM audit_rows WHERE action = 'difference.opened'")
        assert field in msgspec.json.decode(audited.detail)["differs_in"]
        assert await bridge.rows("SELECT 1 FROM tax_callbacks WHERE state <> 'PROCESSED'") == []
        stored = await bridge.rows("SELECT 1 FROM payments UNION ALL SELECT 1 FROM failures")
        assert len(stored) == 1, "one serial is one row"
    assert sides[0] == sides[2]
    assert {msgspec.json.encode(side) for side in sides[0]} == {msgspec.json.encode(side) for side in sides[1]}, "no side is dropped"


async def test_what_was_told_first_stands_and_nothing_told_then_gives_cover(bridge: Bridge) -> None:
    """R-063: cover that was given is not taken away by a contradiction."""
    await begin(bridge)
    await FIRST(bridge)
    published = await bridge.outbox()
    for tell, _ in OTHERS.values():
        await tell(bridge)
    assert ((await bridge.bill(BILL)).state, (await bridge.bill(OTHER_BILL)).state) == ("PAID", "HELD")
    assert await bridge.outbox() == published
    assert len(await kept(bridge)) == 6, "callback and ledger tell three of them alike"
    await begin(bridge)
    await OTHERS["ledger, another amount"][0](bridge)
    await FIRST(bridge)
    assert (await bridge.bill(BILL)).state == "HELD"
    assert (await bridge.payment(SERIAL)).state == "MISMATCH"


async def test_every_order_of_contradictions_keeps_all_contents(bridge: Bridge) -> None:
    tells = [FIRST, *(OTHERS[name][0] for name in ("ledger, another amount", "callback, another bill"))]
    contents = set()
    for order in permutations(tells):
        await begin(bridge)
        for tell in (*order, *reversed(order)):
            await tell(bridge)
        found = await kept(bridge)
        assert len(found) == 2
        contents.add(frozenset(msgspec.json.encode(side) for pair in found for side in pair))
        (counted,) = await bridge.rows("SELECT sum(bills) AS bills FROM bill_counts")
        assert counted.bills == 2
    assert len(contents) == 1
    assert len(next(iter(contents))) == 3


async def test_many_rows_at_once_differ_in_one_only(bridge: Bridge) -> None:
    await begin(bridge)
    await bridge.callback(deductions(success_row(SERIAL, BILL, DAY), success_row("1000000002", OTHER_BILL, DAY)))
    await bridge.callback(deductions(success_row(SERIAL, BILL, DAY, amount="400.00"), success_row("1000000002", OTHER_BILL, DAY)))
    await bridge.process()
    assert len(await kept(bridge)) == 1
    assert {(await bridge.bill(bill)).state for bill in (BILL, OTHER_BILL)} == {"PAID"}


REPORTS = [
    read_callback(deductions(success_row(SERIAL, BILL, DAY))),
    read_callback(deductions(success_row(SERIAL, OTHER_BILL, DAY))),
    read_callback(deductions(failure_row(SERIAL, OTHER_BILL, DAY))),
    read_callback(deductions(success_row(SERIAL, new_id(), DAY, amount="400.00"))),
]


@pytest.mark.parametrize("other", range(1, 4))
async def test_of_two_that_tell_at_once_both_are_kept(bridge: Bridge, other: int) -> None:
    """By a callback and by the ledger: for two bills, which no lock of a bill keeps apart."""

    async def take(report: TaxReport, told_by: TaxSource) -> None:
        async with bridge.runtime.database.transaction() as tx:
            await take_report(tx, report, told_by)

    await begin(bridge)
    async with bridge.runtime.database.transaction() as tx:
        await take_report(tx, REPORTS[0], TaxSource.CALLBACK)
        task = asyncio.create_task(take(REPORTS[other], TaxSource.LEDGER))
        await until_it_waits(bridge, task)
    await task
    assert len(await kept(bridge)) == 1
    assert [row.bill_id for row in await bridge.rows("SELECT bill_id FROM bills WHERE state = 'PAID'")] == [BILL]
    assert await bridge.rows("SELECT told_by FROM differences") == [("LEDGER",)]


async def test_health_warns_of_open_differences_and_of_ids_in_conflict(bridge: Bridge) -> None:
    async def told() -> dict[str, tuple[str, object]]:
        figures = await tax_and_money_health(bridge.office)(bridge.runtime)
        return {figure.name: (figure.status, figure.value) for figure in figures}

    await begin(bridge)
    await FIRST(bridge)
    before = await told()
    assert (before["payments:differences"], before["callbacks:conflicting"]) == (("pass", 0), ("pass", 0))
    await OTHERS["ledger, another date"][0](bridge)
    await bridge.callback(b"{}", "msg")
    await bridge.callback(b"[]", "msg")
    after = await told()
    assert (after["payments:differences"], after["callbacks:conflicting"]) == (("warn", 1), ("warn", 1))


async def test_differences_are_listed_where_all_their_bills_are(bridge: Bridge) -> None:
    async def seen(*areas: str, everywhere: bool = False) -> int:
        async with bridge.runtime.database.read() as read:
            scope = Scope([f"{area}%" for area in areas], everywhere=everywhere)
            return len(await differences_in_state(read.driver, "OPEN", scope, 10))

    await bridge.forget()
    await bridge.hear(participation_event(PERSON), participation_event(OTHER, area="440785001"))
    await FIRST(bridge)
    await OTHERS["callback, another bill"][0](bridge)
    assert [await seen(area) for area in ("440783", "440785", "4407", "4408")] == [0, 0, 1, 0]
    assert await seen("440783", "440785") == 1
    assert await seen() == 0
    await by_callback(success_row(SERIAL, new_id(), DAY))(bridge)
    assert [await seen("440783"), await seen("44"), await seen("44", everywhere=True)] == [1, 2, 2]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM differences RETURNING 1",
        "UPDATE differences SET other_side = '{}' RETURNING 1",
        "UPDATE differences SET first_bill_id = gen_random_uuid() RETURNING 1",
        "UPDATE differences SET state = 'CLOSED' RETURNING 1",
    ],
)
async def test_no_side_can_be_taken_away(bridge: Bridge, statement: str) -> None:
    await begin(bridge)
    await FIRST(bridge)
    await OTHERS["ledger, another date"][0](bridge)
    with pytest.raises(Exception, match=r"append-only|differences_closed"):
        await bridge.rows(statement)
