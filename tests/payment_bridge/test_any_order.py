"""Any order and any repetition of what is heard ends in the same bills and the same money."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enrolment_events.envelope import Event
from enrolment_terms.scheme import BillKind, Category, FailureCause, ParticipationState
from payment_bridge.domain.facts import bill_id_of
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import deductions, failure_row, normal_bill, participation_event, sale_row, sales, success_row

ADULT, CHILD = UUID(int=0xA), UUID(int=0xC)
BILL = normal_bill(ADULT)
FIRST, SECOND = bill_id_of(CHILD, BillKind.NEWBORN_BIRTHYEAR, 0), bill_id_of(CHILD, BillKind.MIDYEAR, 0)
BORN: dict[str, Any] = {"category": Category.NEWBORN, "birth_date": date(2023, 11, 20), "registered_on": date(2024, 2, 1)}

EVENTS: list[Event[Any]] = [
    participation_event(ADULT),
    participation_event(ADULT, ParticipationState.CANCELLED, 2),
    participation_event(CHILD, **BORN),
    participation_event(CHILD, ParticipationState.TERMINATED, 3, paid_on=date(2024, 2, 3), **BORN),
]
CALLBACKS: list[bytes] = [
    deductions(failure_row("1", BILL, date(2023, 10, 20))),
    deductions(failure_row("2", BILL, date(2023, 12, 30), FailureCause.BANK_SYSTEM), round_no=2),
    deductions(failure_row("3", BILL, date(2024, 1, 5), resend_no=1), round_no=3),
    deductions(success_row("4", BILL, date(2023, 11, 15)), round_no=2),
    deductions(success_row("5", BILL, date(2024, 1, 10)), round_no=4),
    deductions(success_row("6", BILL, date(2023, 11, 16), amount="400.00"), round_no=2),
    sales(sale_row("7", BILL, date(2023, 11, 2))),
    deductions(success_row("4", BILL, date(2023, 11, 15)), failure_row("1", BILL, date(2023, 10, 20)), round_no=2),
    sales(sale_row("8", FIRST, date(2024, 2, 1)) | {"amount": "380.00"}),
    sales(sale_row("9", SECOND, date(2024, 2, 3)), sale_row("10", FIRST, date(2024, 9, 1)) | {"amount": "380.00"}),
]
FACTS: list[Event[Any] | bytes] = [*EVENTS, *CALLBACKS]
"""Serials 1 and 4 come in two callbacks; 4 and 7 pay one bill twice; 5 counts only if the failures let it; 10 is too late."""

Heard = Sequence[Event[Any] | bytes]


@st.composite
def two_orders(draw: st.DrawFn) -> tuple[Heard, Heard]:
    """Some of the facts, heard in two ways."""
    some = draw(st.lists(st.sampled_from(range(len(FACTS))), min_size=2, max_size=9, unique=True))
    orders = [draw(st.permutations([*some, *draw(st.lists(st.sampled_from(some), max_size=3))])) for _ in range(2)]
    first, second = ([FACTS[number] for number in order] for order in orders)
    return first, second


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(orders=two_orders())
async def test_any_order_and_repetition_gives_the_same_bills_and_money(bridge: Bridge, orders: tuple[Heard, Heard]) -> None:
    bridge.on(date(2024, 2, 5))
    first, second = [await _after(bridge, order) for order in orders]
    assert first == second


async def test_the_facts_of_one_batch_give_what_they_give_one_by_one(bridge: Bridge) -> None:
    bridge.on(date(2024, 2, 5))
    singly = await _after(bridge, FACTS)
    await bridge.forget()
    for callback in CALLBACKS:
        await bridge.callback(callback)
    await bridge.process()
    await bridge.hear(*EVENTS)
    assert await _there(bridge) == singly


async def _after(bridge: Bridge, heard: Heard) -> dict[str, list[Any]]:
    await bridge.forget()
    for fact in heard:
        if isinstance(fact, bytes):
            await bridge.receive(fact)
        else:
            await bridge.hear(fact)
    return await _there(bridge)


async def _there(bridge: Bridge) -> dict[str, list[Any]]:
    bills = """
        SELECT bill_id, person_id, area, amount, payer, kind, state, effective_on, cause, round_no, resend_no, settled_serial,
               deemed_in_window, group_complete FROM bills ORDER BY bill_id
    """
    payments = "SELECT tax_serial, bill_id, amount, arrival_date, state, matched FROM payments ORDER BY tax_serial"
    counts = "SELECT state, cause, bills FROM bill_counts WHERE bills <> 0 ORDER BY 1, 2, 3"
    failures = "SELECT serial, bill_id, cause, failed_on FROM failures ORDER BY serial"
    return {sql: [tuple(row) for row in await bridge.rows(sql)] for sql in (bills, payments, counts, failures)}
