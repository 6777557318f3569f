"""Any order and any repetition of what is heard ends in the same bills and the same money."""

from collections import Counter
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
    deductions(failure_row("1", BILL, date(2023, 10, 20)), round_no=2),
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

CONTESTED: list[bytes] = [
    deductions(success_row("11", BILL, date(2023, 11, 3), amount="400.00"), round_no=2),
    deductions(success_row("11", BILL, date(2023, 11, 3), amount="401.00"), round_no=2),
    deductions(success_row("11", BILL, date(2023, 11, 4), amount="400.00"), round_no=2),
    sales(sale_row("12", UUID(int=1), date(2023, 11, 2))),
    sales(sale_row("12", UUID(int=2), date(2023, 11, 2))),
    sales(sale_row("12", UUID(int=2), date(2023, 11, 2)) | {"amount": "1.00"}),
]
"""Serials with several contents, none of which pays a bill: which is told first makes no difference to the bills."""
SERIALS = ("11", "12")
LAST_DAY = date(2024, 9, 1)
"""Nothing that is told arrived after it, so the day on which a bill is made is the same in any order."""

Heard = Sequence[Event[Any] | bytes]


@st.composite
def two_orders(draw: st.DrawFn, facts: Heard = FACTS) -> tuple[Heard, Heard]:
    """Some of the facts, heard in two ways."""
    some = draw(st.lists(st.sampled_from(range(len(facts))), min_size=2, max_size=9, unique=True))
    orders = [draw(st.permutations([*some, *draw(st.lists(st.sampled_from(some), max_size=3))])) for _ in range(2)]
    first, second = ([facts[number] for number in order] for order in orders)
    return first, second


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(orders=two_orders())
async def test_any_order_and_repetition_gives_the_same_bills_and_money(bridge: Bridge, orders: tuple[Heard, Heard]) -> None:
    bridge.on(LAST_DAY)
    first, second = [await _after(bridge, order) for order in orders]
    assert first == second


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(orders=two_orders([*CONTESTED, *FACTS]))
async def test_any_order_and_repetition_keeps_every_content_of_a_contested_serial(bridge: Bridge, orders: tuple[Heard, Heard]) -> None:
    """What stands is what was told first; that the others are kept, and all that is not contested, depends on no order."""
    bridge.on(LAST_DAY)
    first, second = [(await _after(bridge, order, without=SERIALS), await _contents(bridge)) for order in orders]
    assert first == second
    told = Counter(
        serial for body in (one for one in CONTESTED if one in orders[0]) for serial in SERIALS if f'"serial":"{serial}"'.encode() in body
    )
    assert {serial: len(contents) for serial, contents in first[1].items()} == {serial: n for serial, n in told.items() if n > 1}


async def test_the_facts_of_one_batch_give_what_they_give_one_by_one(bridge: Bridge) -> None:
    bridge.on(LAST_DAY)
    singly = await _after(bridge, FACTS)
    await bridge.forget()
    for callback in CALLBACKS:
        await bridge.callback(callback)
    await bridge.process()
    await bridge.hear(*EVENTS)
    assert await _there(bridge) == singly


async def _contents(bridge: Bridge) -> dict[str, set[str]]:
    """By contested serial, everything that was told of it."""
    kept: dict[str, set[str]] = {}
    for row in await bridge.rows("SELECT tax_serial, first_side, other_side FROM differences"):
        kept.setdefault(row.tax_serial, set()).update(row[1:])
    counts = Counter(row.tax_serial for row in await bridge.rows("SELECT tax_serial FROM differences"))
    assert {serial: count + 1 for serial, count in counts.items()} == {serial: len(contents) for serial, contents in kept.items()}
    return kept


async def _after(bridge: Bridge, heard: Heard, without: Sequence[str] = ()) -> dict[str, list[Any]]:
    await bridge.forget()
    for fact in heard:
        if isinstance(fact, bytes):
            await bridge.receive(fact)
        else:
            await bridge.hear(fact)
    return await _there(bridge, without)


async def _there(bridge: Bridge, without: Sequence[str] = ()) -> dict[str, list[Any]]:
    bills = """
        SELECT bill_id, person_id, area, amount, payer, kind, state, effective_on, cause, round_no, resend_no, settled_serial,
               deemed_in_window, group_complete FROM bills ORDER BY bill_id
    """
    listed = ", ".join(f"'{serial}'" for serial in without or ("-",))
    payments = f"""
        SELECT tax_serial, bill_id, amount, arrival_date, state, matched FROM payments
        WHERE tax_serial NOT IN ({listed}) ORDER BY tax_serial
    """
    counts = "SELECT state, cause, sum(bills) FROM bill_counts GROUP BY 1, 2 HAVING sum(bills) <> 0 ORDER BY 1, 2"
    failures = "SELECT serial, bill_id, cause, failed_on FROM failures ORDER BY serial"
    return {sql: [tuple(row) for row in await bridge.rows(sql)] for sql in (bills, payments, counts, failures)}
