"""Repair of a wait: a bill in a group of its own, once the year is paid, until the wait is over (B19, R-105, V-16, V-18)."""

from datetime import date, datetime, time
from itertools import permutations
from typing import Any
from uuid import UUID

import msgspec

from enrolment_events.benefits import RepairRegisteredV2
from enrolment_events.envelope import Event, new_event
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import BillKind
from payment_bridge.domain.facts import bill_id_of
from payment_bridge.use_cases.bill_repairs import bill_waiting_repairs
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import KAIPING, REGION, normal_bill, participation_event, sale_row, sales

PAID_ON, OVER = date(2027, 10, 10), date(2028, 6, 1)


def wanted(person: UUID, version: int = 1, **changed: Any) -> Event[RepairRegisteredV2]:
    """Two useful years of three that were missed, for 2028 (V-16)."""
    plain: dict[str, Any] = {
        "repair_id": UUID(int=person.int ^ 7), "repair_no": 1, "participation_id": person, "benefit_year": 2028, "area": KAIPING,
        "years": 2, "missed_years": (2025, 2026, 2027), "unit_rate": 49000, "registered_on": PAID_ON, "pay_before": OVER, **changed,
    }  # fmt: skip
    moment = datetime.combine(PAID_ON, time(12, version), SHANGHAI)
    return new_event(
        RepairRegisteredV2(**plain), aggregate_id=plain["repair_id"], aggregate_version=version, person_id=person, region=REGION,
        occurred_at=moment, recorded_at=moment,
    )  # fmt: skip


def repair_bill(person: UUID, number: int = 1) -> UUID:
    return bill_id_of(person, BillKind.REPAIR, number)


def money(serial: str, bill: UUID, on: date, amount: str) -> bytes:
    return sales(sale_row(serial, bill, on) | {"amount": amount})


async def paid(bridge: Bridge) -> UUID:
    """Somebody whose year 2028 is paid in the period."""
    person = new_id()
    bridge.on(PAID_ON)
    await bridge.hear(participation_event(person, benefit_year=2028, registered_on=PAID_ON))
    await bridge.receive(money(f"{person.int % 10**9 + 10**9}", normal_bill(person), PAID_ON, "490.00"))
    return person


async def of(bridge: Bridge, bill: UUID) -> list[str]:
    return [row.state for row in await bridge.rows("SELECT state FROM bills WHERE bill_id = :bill", bill=bill)]


async def test_a_repair_is_billed_at_todays_rate_and_stands_alone(bridge: Bridge) -> None:
    """V-16, R-105, D3 NEW→SENT, D3 SENT→PAID: the settled year stays settled; money on the last day before the wait ends counts."""
    person = await paid(bridge)
    await bridge.hear(wanted(person), wanted(person))
    bill, main = await bridge.bill(repair_bill(person)), await bridge.bill(normal_bill(person))
    assert (bill.kind, bill.amount, bill.last_day, bill.repair_years, bill.state) == ("REPAIR", 98000, date(2028, 5, 31), 2, "CREATED")
    assert (main.state, main.group_complete) == ("PAID", True)
    await bridge.send()
    assert await of(bridge, repair_bill(person)) == ["SENT"]
    await bridge.receive(money("71", repair_bill(person), date(2028, 5, 31), "980.00"))
    assert await of(bridge, repair_bill(person)) == ["PAID"]
    assert (await bridge.bill(normal_bill(person))).version == main.version


async def test_repair_money_is_told_as_such_and_by_nothing_else(bridge: Bridge) -> None:
    """R-105: `payment.repair.settled` with its years, no `payment.settled`."""
    person = await paid(bridge)
    await bridge.hear(wanted(person))
    before = (await bridge.outbox()).count("payment.settled.v1")
    await bridge.receive(money("72", repair_bill(person), date(2028, 1, 15), "980.00"))
    told = await bridge.outbox()
    assert (told.count("payment.repair.settled.v1"), told.count("payment.settled.v1")) == (1, before)
    [data] = await bridge.rows("SELECT event::jsonb -> 'data' AS data FROM outbox WHERE event LIKE '%payment.repair.settled.v1%'")
    assert '"repair_years":2' in str(data.data).replace(" ", "")


async def test_money_after_the_wait_is_over_pays_nothing(bridge: Bridge) -> None:
    """V-16c, R-107: the bill expires with the day before it."""
    person = await paid(bridge)
    await bridge.hear(wanted(person))
    bridge.on(OVER)
    assert await bridge.expire() == 1
    await bridge.receive(money("73", repair_bill(person), date(2028, 6, 5), "980.00"))
    assert await of(bridge, repair_bill(person)) == ["CANCELLED"]
    assert (await bridge.payment("73")).state == "UNMATCHED"


async def test_nothing_is_billed_before_the_year_is_paid(bridge: Bridge) -> None:
    """V-18: whatever is heard first; it is billed as soon as the year is."""
    person = new_id()
    bridge.on(PAID_ON)
    await bridge.hear(wanted(person), participation_event(person, benefit_year=2028, registered_on=PAID_ON))
    assert (await of(bridge, repair_bill(person)), await bill_waiting_repairs(bridge.runtime)) == ([], 0)
    await bridge.receive(money("74", normal_bill(person), PAID_ON, "490.00"))
    assert (await bill_waiting_repairs(bridge.runtime), await bill_waiting_repairs(bridge.runtime)) == (1, 0)
    assert await of(bridge, repair_bill(person)) == ["CREATED"]


async def test_withdrawn_it_is_owed_no_more_in_any_order(bridge: Bridge) -> None:
    """B19: the newest word stands; fewer years ask for less; what was paid stays."""
    fewer, withdrawn = {"years": 1}, {"years": 1, "withdrawn": True}
    for order in permutations([1, 2, 3]):
        person = await paid(bridge)
        told = {1: wanted(person), 2: wanted(person, 2, **fewer), 3: wanted(person, 3, **withdrawn)}
        for version in order:
            await bridge.hear(told[version])
        assert await of(bridge, repair_bill(person)) in ([], ["CANCELLED"])
        assert await bill_waiting_repairs(bridge.runtime) == 0
        await bridge.hear(wanted(person, 4))
        assert await of(bridge, repair_bill(person)) == ["CREATED"], "wanted once more"
        assert (await bridge.bill(repair_bill(person))).amount == 98000
    await bridge.receive(money("75", repair_bill(person), PAID_ON, "980.00"))
    bridge.on(date(2027, 10, 11))
    await bridge.hear(wanted(person, 5, **withdrawn))
    assert await of(bridge, repair_bill(person)) == ["PAID"]


async def test_withdrawn_it_asks_for_what_it_asked_for(bridge: Bridge) -> None:
    """B19: whoever withdraws says no years, or others; money of the day before, told later, counts for all that it was paid for."""
    for number, years in enumerate((0, 1)):
        person, last = await paid(bridge), date(2028, 2, 9)
        await bridge.hear(wanted(person))
        bridge.on(date(2028, 2, 10))
        event = wanted(person, 2, years=years, withdrawn=True)
        on = datetime.combine(date(2028, 2, 10), time(9), SHANGHAI)
        await bridge.hear(msgspec.structs.replace(event, recordedtime=on))
        assert await of(bridge, repair_bill(person)) == ["CANCELLED"]
        await bridge.receive(money(f"8{number}", repair_bill(person), last, "980.00"))
        assert await of(bridge, repair_bill(person)) == ["PAID"]
