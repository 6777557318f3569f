"""One event that a service cannot take, until it lies among the dead letters: then it is as good as any other."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from canbao_suite.chaos.crashes import Crashes, swap
from event_bus import consumption
from event_bus.consumption import Consumption

POISON = "poison"


def plant_poison(crashes: Crashes) -> None:
    """When it is armed, the first event of the next batch fails until it is put aside."""
    poisoned: set[UUID] = set()

    async def take_effect(self: Consumption, transaction: Any, events: Sequence[Any]) -> Sequence[Any]:
        if events and crashes.use_up(POISON):
            poisoned.add(events[0].id)
        if any(event.id in poisoned for event in events):
            raise ValueError("poisoned")
        return cast("Sequence[Any]", await sound(self, transaction, events))

    async def keep(driver: Any, letter: Any, fault: Any) -> None:
        await keep_sound(driver, letter, fault)
        poisoned.discard(letter.event_id)

    sound = swap(Consumption, "take_effect", take_effect)
    keep_sound = swap(consumption, "keep_dead_letter", keep)
