"""A row that was set aside settles itself once its serial is taken from another telling, whichever came first (R-057, R-096)."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from enrolment_terms.identifiers import new_id
from payment_bridge.domain.differences import TaxSource
from payment_bridge.gateways.tax_messages import read_callback
from payment_bridge.use_cases.take_report import take_report
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import deductions, failure_row, normal_bill, participation_event, sale_row, sales
from tests.payment_bridge.going_back import reversal
from tests.payment_bridge.test_files import come, row
from tests.payment_bridge.test_guards import until_it_waits

DAY, SERIAL = date(2023, 10, 20), "1000000001"
PERSON = UUID(int=0xA)
BILL = normal_bill(PERSON)
SALE = sale_row(SERIAL, BILL, DAY)
ODD = {
    "channel": sales(SALE | {"channel": "NEW_CHANNEL"}),
    "amount": sales(SALE | {"amount": "406"}),
    "no bill": sales({name: told for name, told in SALE.items() if name != "bill_id"}),
}
Tell = Callable[[Bridge], Awaitable[None]]


def by_callback(body: bytes) -> Tell:
    return lambda bridge: bridge.receive(body)


async def by_ledger(bridge: Bridge) -> None:
    bridge.tax.ledger = []
    bridge.tax.note(SERIAL, BILL, DAY.isoformat())
    await bridge.rows("UPDATE ledger_cursor SET after = NULL RETURNING 1")
    await bridge.read_ledger()


async def states_after(bridge: Bridge, *tells: Tell) -> list[str]:
    """Of the cases, once all was told."""
    await bridge.forget()
    await bridge.hear(participation_event(PERSON))
    for tell in tells:
        await tell(bridge)
    return [case.state for case in await bridge.rows("SELECT state FROM tax_cases ORDER BY position")]


@pytest.mark.parametrize("odd", ODD)
async def test_a_row_is_settled_by_another_telling_of_its_serial(bridge: Bridge, odd: str) -> None:
    """R-057: told anew by a callback, or by the ledger; before it or after it."""
    for good in (by_callback(sales(SALE)), by_ledger):
        for order in permutations([by_callback(ODD[odd]), good]):
            assert await states_after(bridge, *order) == ["RESOLVED"], order
            assert (await bridge.bill(BILL)).state == "PAID"


async def test_a_file_settles_it_too(bridge: Bridge) -> None:
    await states_after(bridge, by_callback(ODD["channel"]))
    await come(bridge, row(SERIAL, BILL))
    assert await bridge.cases() == []


async def test_of_two_that_tell_at_once_the_later_settles_it(bridge: Bridge) -> None:
    """The row waits for whoever takes its serial meanwhile, and finds the money there."""
    await states_after(bridge)

    async def take(body: bytes) -> None:
        async with bridge.runtime.database.transaction() as tx:
            await take_report(tx, read_callback(body), TaxSource.CALLBACK)

    bridge.on(DAY)
    async with bridge.runtime.database.transaction() as tx:
        await take_report(tx, read_callback(sales(SALE)), TaxSource.LEDGER)
        task = asyncio.create_task(take(ODD["channel"]))
        await until_it_waits(bridge, task)
    await task
    assert [case.state for case in await bridge.rows("SELECT state FROM tax_cases")] == ["RESOLVED"]


NOT_SETTLED: dict[str, list[Tell]] = {
    "another bill": [by_callback(ODD["channel"]), by_callback(sales(sale_row(SERIAL, normal_bill(new_id()), DAY)))],
    "a failure where the row may be money": [by_callback(ODD["channel"]), by_callback(deductions(failure_row(SERIAL, BILL, DAY)))],
    "another serial": [by_callback(ODD["channel"]), by_callback(sales(sale_row("1000000002", BILL, DAY)))],
}


@pytest.mark.parametrize("told", NOT_SETTLED)
async def test_what_may_be_other_money_waits_for_a_person(bridge: Bridge, told: str) -> None:
    assert await states_after(bridge, *NOT_SETTLED[told]) == ["OPEN"]
    assert await states_after(bridge, *reversed(NOT_SETTLED[told])) == ["OPEN"]


async def test_failures_and_reversals_settle_their_own(bridge: Bridge) -> None:
    """R-058, D4: a failure of an unknown cause, and a reversal whose amount could not be read."""
    failure, back = failure_row(SERIAL, BILL, DAY), reversal("801", SERIAL, BILL)
    pairs: list[tuple[Any, Any]] = [
        (deductions(failure | {"cause": "NEW_CAUSE"}), deductions(failure)),
        (back.replace(b"406.00", b"406"), back),
    ]
    for odd, good in pairs:
        for order in permutations([by_callback(odd), by_callback(good)]):
            await states_after(bridge, *order)
            assert [case.kind for case in await bridge.cases() if case.kind.startswith("ROW")] == []
            assert [case.kind for case in await bridge.cases("RESOLVED") if case.kind.startswith("ROW")] != []
