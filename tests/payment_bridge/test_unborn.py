"""A child that is expected in one year and born in another owes its birth year, once (R-021, R-056, V-33)."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from enrolment_events.envelope import Event
from enrolment_events.registration import ParticipationChangedV1
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import BillKind, Category
from payment_bridge.domain.facts import bill_id_of
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import participation_event, sale_row, sales

NOVEMBER = date(2024, 11, 2)


@dataclass(frozen=True)
class Child:
    """Enrolled for 2024 in November, expected on 28 December."""

    participation_id: UUID

    def told(self, version: int, birth: date | None, **more: Any) -> Event[Any]:
        """The participation with its person."""
        event = participation_event(
            self.participation_id, version=version, birth_date=birth, category=Category.NEWBORN, registered_on=NOVEMBER, **more
        )
        person = msgspec.structs.replace(event.data.person, sex=None, expected_on=date(2024, 12, 28), provisional=True)
        return event.__replace__(data=msgspec.structs.replace(event.data, person=person))

    def born(self, on: date) -> Event[Any]:
        """What registration tells when the child has its name and day of birth."""
        return self.told(2, on, kind=ParticipationChangedV1, changed=("person",))


async def billed(bridge: Bridge) -> list[tuple[str, int]]:
    rows = await bridge.rows("SELECT kind, benefit_year FROM bills ORDER BY benefit_year, kind")
    return [(kind, year) for kind, year in rows]


async def test_an_expected_child_is_billed_by_the_expected_day(bridge: Bridge) -> None:
    """R-020, R-024, B6."""
    bridge.on(NOVEMBER)
    child = Child(new_id())
    await bridge.hear(child.told(1, None))
    assert await billed(bridge) == [("NEWBORN_BIRTHYEAR", 2024)]


async def test_born_as_expected_it_owes_nothing_more(bridge: Bridge) -> None:
    """R-026: no second bill by an identity."""
    bridge.on(NOVEMBER)
    child = Child(new_id())
    await bridge.hear(child.told(1, None))
    await bridge.hear(child.born(date(2024, 12, 20)), child.born(date(2024, 12, 20)))
    assert await billed(bridge) == [("NEWBORN_BIRTHYEAR", 2024)]


async def test_born_in_another_year_the_bill_stays_what_it_was(bridge: Bridge) -> None:
    """V-33, F-27: whichever is heard first; the birth year is a registration of its own, with its own bill."""
    for born_first in (False, True):
        bridge.on(date(2025, 1, 6))
        child = Child(new_id())
        told = [child.told(1, None), child.born(date(2025, 1, 2))]
        for event in reversed(told) if born_first else told:
            await bridge.hear(event)
        birth_year = participation_event(
            new_id(), person_id=child.participation_id, category=Category.NEWBORN, benefit_year=2025, birth_date=date(2025, 1, 2)
        )
        await bridge.hear(birth_year, child.born(date(2025, 1, 2)))
    assert await billed(bridge) == [("NEWBORN_BIRTHYEAR", 2024)] * 2 + [("NEWBORN_BIRTHYEAR", 2025)] * 2


async def test_a_year_that_was_over_at_birth_is_owed_no_more(bridge: Bridge) -> None:
    """V-33 「2024 money never covered a day」, F-27: unpaid it is cancelled once the birth is told; paid it stays for a refund."""
    bridge.on(NOVEMBER)
    unpaid, paid, in_time = (Child(new_id()) for _ in range(3))
    await bridge.hear(*(child.told(1, None) for child in (unpaid, paid, in_time)))
    bills = [bill_id_of(child.participation_id, BillKind.NEWBORN_BIRTHYEAR, 0) for child in (unpaid, paid, in_time)]
    await bridge.receive(sales(sale_row("91", bills[1], NOVEMBER)))
    bridge.on(date(2025, 1, 6))
    assert await bridge.expire() == 0, "it may still be born in December"
    await bridge.hear(unpaid.born(date(2025, 1, 2)), paid.born(date(2025, 1, 2)), in_time.born(date(2024, 12, 30)))
    assert (await bridge.expire(), await bridge.expire()) == (1, 0)
    found = [await bridge.bill(bill) for bill in bills]
    assert [(one.state, one.last_day) for one in found] == [
        ("CANCELLED", date(2024, 12, 31)),
        ("PAID", date(2025, 6, 30)),
        ("HELD" if found[2].held else "CREATED", date(2025, 6, 30)),
    ]


async def test_a_birth_year_billed_in_the_old_way_is_not_billed_again(bridge: Bridge) -> None:
    """R-056: a registration of before made the bills of both years."""
    child, before = new_id(), new_id()
    born: dict[str, Any] = {"person_id": child, "category": Category.NEWBORN, "birth_date": date(2023, 11, 20)}
    bridge.on(date(2024, 2, 1))
    await bridge.hear(participation_event(before, registered_on=date(2024, 2, 1), **born))
    await bridge.rows("UPDATE bills SET benefit_year = 2023, kind = 'NEWBORN_BIRTHYEAR' RETURNING 1")
    await bridge.hear(participation_event(new_id(), benefit_year=2023, registered_on=date(2024, 2, 1), **born))
    assert await billed(bridge) == [("NEWBORN_BIRTHYEAR", 2023)]
