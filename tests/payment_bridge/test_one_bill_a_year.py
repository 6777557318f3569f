"""One person, one year, one bill that is owed (R-056): whichever of two registrations is heard first, and if records become one."""

from datetime import date
from itertools import permutations
from typing import Any
from uuid import UUID

from enrolment_events.envelope import Event
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import Category, ParticipationState, Payer
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import participation_event, sale_row, sales


async def owed(bridge: Bridge, person: UUID) -> list[tuple[str, int, str]]:
    rows = await bridge.rows(
        "SELECT kind, benefit_year, state FROM bills WHERE person_id = :person AND state <> 'CANCELLED' ORDER BY 2, 1", person=person
    )
    return [(kind, year, state) for kind, year, state in rows]


async def test_a_registration_after_one_that_was_cancelled_owes_once_in_any_order(bridge: Bridge) -> None:
    """R-056, R-003, D3 OPEN→CANCELLED: stopped and enrolled again; every order of what is heard ends with one bill."""
    for order in permutations(range(3)):
        person, first, second = new_id(), new_id(), new_id()
        told: list[Event[Any]] = [
            participation_event(first, person_id=person),
            participation_event(first, ParticipationState.CANCELLED, 2, person_id=person),
            participation_event(second, person_id=person),
        ]
        for place in (*order, order[0]):
            await bridge.hear(told[place])
        assert await owed(bridge, person) == [("NORMAL", 2024, "HELD")]


async def test_a_birth_year_that_is_paid_is_not_billed_again_with_the_next_year(bridge: Bridge) -> None:
    """R-024, R-056: registered and paid for 2023, then applied for 2024: two registrations, two bills, whichever is heard first."""
    for order in permutations(range(2)):
        bridge.on(date(2023, 12, 1))
        person, birth_year, next_year = new_id(), new_id(), new_id()
        born: dict[str, Any] = {
            "person_id": person,
            "category": Category.NEWBORN,
            "birth_date": date(2023, 11, 20),
            "registered_on": date(2023, 12, 1),
        }
        told = [participation_event(birth_year, benefit_year=2023, **born), participation_event(next_year, benefit_year=2024, **born)]
        for place in (*order, *order):
            await bridge.hear(told[place])
        (bill,) = await bridge.rows("SELECT bill_id FROM bills WHERE participation_id = :one", one=birth_year)
        await bridge.receive(sales(sale_row(f"{person.int % 10**9 + 10**9}", bill.bill_id, date(2023, 12, 2)) | {"amount": "380.00"}))
        await bridge.hear(*told)
        assert await owed(bridge, person) == [("NEWBORN_BIRTHYEAR", 2023, "PAID"), ("NORMAL", 2024, "HELD")]


async def test_a_filing_that_is_told_of_later_makes_no_second_bill(bridge: Bridge) -> None:
    """R-056, R-065: an older release told no day of the filing; told anew with it, the bill stays what it is and follows its terms."""
    bridge.on(date(2024, 1, 5))
    person, registration = new_id(), new_id()
    own: dict[str, Any] = {"person_id": person, "registered_on": date(2024, 1, 5)}
    await bridge.hear(participation_event(registration, **own))
    await bridge.hear(participation_event(registration, version=2, filed_on=date(2023, 12, 31), payer=Payer.FINANCE, **own))
    rows = await bridge.rows("SELECT kind, payer, last_day FROM bills WHERE person_id = :person", person=person)
    assert [tuple(row) for row in rows] == [("MIDYEAR", "FINANCE", date(2024, 12, 31))]
