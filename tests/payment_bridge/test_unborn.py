"""A child that is expected in one year and born in another owes its birth year, once (R-021, R-056, V-33)."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from enrolment_events.envelope import Event
from enrolment_events.registration import ParticipationChangedV1
from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import Category
from tests.payment_bridge.bridge import Bridge
from tests.payment_bridge.builders import participation_event

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


async def test_born_later_it_owes_the_birth_year(bridge: Bridge) -> None:
    """V-33, F-27: once, however often it is told."""
    bridge.on(NOVEMBER)
    child = Child(new_id())
    await bridge.hear(child.told(1, None))
    bridge.on(date(2025, 1, 6))
    for _ in range(2):
        await bridge.hear(child.born(date(2025, 1, 2)))
    assert await billed(bridge) == [("NEWBORN_BIRTHYEAR", 2024), ("MIDYEAR", 2025)]


async def test_a_renewal_has_billed_the_birth_year_already(bridge: Bridge) -> None:
    """R-056: nobody is billed for a year twice."""
    bridge.on(NOVEMBER)
    child, renewed = Child(new_id()), new_id()
    await bridge.hear(child.told(1, None))
    await bridge.hear(participation_event(renewed, person_id=child.participation_id, benefit_year=2025, registered_on=NOVEMBER))
    bridge.on(date(2025, 1, 6))
    await bridge.hear(child.born(date(2025, 1, 2)))
    assert await billed(bridge) == [("NEWBORN_BIRTHYEAR", 2024), ("NORMAL", 2025)]
