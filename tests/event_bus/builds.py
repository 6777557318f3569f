"""Two builds of one listener, each a process of its own: `python -m tests.event_bus.builds old|new DATABASE BROKER PREFIX`.

The new one knows what registration tells in its next release: another event type, another code, another optional field.
"""

import asyncio
import sys
from collections.abc import Sequence
from typing import Any, ClassVar

from enrolment_events.catalogue import EVENT_TYPES
from enrolment_events.envelope import Event, EventData
from enrolment_events.listeners import LISTENERS
from enrolment_events.registration import ApplicationSubmittedV1
from event_bus import BusMember, Handler, RabbitBus, replays
from service_runtime import Transaction
from tests.event_bus.effects import Service, keep_effects, service_on
from tests.event_keys import PUBLISHERS, signer_of

LATER = "registration.later.told.v1"
LOOK_SECONDS = 0.05


class SubmittedOfNextRelease(EventData, frozen=True, kw_only=True):
    """The same event with more codes and one more field."""

    event_type: ClassVar[str] = ApplicationSubmittedV1.event_type

    area: str
    category: str
    remark: str | None = None


class LaterToldV1(EventData, frozen=True, kw_only=True):
    """An event type of the next release."""

    event_type: ClassVar[str] = LATER

    area: str


async def listen(build: str, database: str, broker: str, prefix: str) -> None:
    """Until it is killed."""
    async with service_on(database, "dedup", build) as service:
        handlers: dict[type[EventData], Handler] = {ApplicationSubmittedV1: service.when_submitted}
        if build == "new":
            known: tuple[type[EventData], ...] = (SubmittedOfNextRelease, LaterToldV1)
            EVENT_TYPES.update({data.event_type: data for data in known})
            LISTENERS.update({data.event_type: ("dedup",) for data in known})
            handlers = dict.fromkeys(known, _writes_as(service))
            replays.KNOWN_SECONDS = LOOK_SECONDS
        bus = RabbitBus(broker, prefix=prefix, expects=(), settle_seconds=0)
        member = BusMember("dedup", service.database, handlers, signer=signer_of("dedup"), publishers=PUBLISHERS)
        membership = await bus.join(member)
        while True:
            if not await membership.replay_some():
                await asyncio.sleep(LOOK_SECONDS)


def _writes_as(service: Service) -> Handler:
    async def write(tx: Transaction, events: Sequence[Event[Any]]) -> None:
        await keep_effects(tx, events, service.replica)

    return write


if __name__ == "__main__":
    asyncio.run(listen(*sys.argv[1:]))
