"""Households in the tests: what is known of them, and what was told."""

from itertools import count
from uuid import UUID

from enrolment_events.envelope import Event
from enrolment_events.households import HouseholdChangedV1
from tests.registration.world import World

_numbers = count()
ACCOUNT = {"account_holder": "陈大文", "bank": "开平农商银行", "account_number": "9900000000000077"}


async def told_of(world: World, number: str) -> list[Event[HouseholdChangedV1]]:
    """All that was told of the household of this number, oldest first."""
    events = [event for event in await world.published() if isinstance(event.data, HouseholdChangedV1)]
    return [event for event in events if world.opened(event.data.household_no, "household", event.data.household_id) == number]


async def household(world: World, number: str) -> HouseholdChangedV1:
    """What was told of it last; the number is that of one household only."""
    told = await told_of(world, number)
    assert len({event.subject for event in told}) == 1
    return told[-1].data


def fresh_household() -> str:
    """A number that nobody has yet."""
    return f"H-{next(_numbers):04}"


def account_number(world: World, told: HouseholdChangedV1) -> str | None:
    """The account of a household, opened."""
    return world.opened(told.account.number, "account", told.household_id) if told.account else None


async def person_of(world: World, participation_id: str) -> UUID:
    """Whose participation it is."""
    person: UUID = (await world.participation(participation_id))["person_id"]
    return person
