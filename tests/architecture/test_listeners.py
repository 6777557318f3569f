"""The declared listeners of each event type are the services that handle it."""

import benefits.consumers
import dedup.consumers
import payment_bridge.consumers
import registration.consumers
from enrolment_events.catalogue import EVENT_TYPES
from enrolment_events.listeners import LISTENERS, heard_by

HANDLERS = {
    "registration": registration.consumers.HANDLERS,
    "payment-bridge": payment_bridge.consumers.HANDLERS,
    "dedup": dedup.consumers.HANDLERS,
    "benefits": benefits.consumers.HANDLERS,
}


def test_every_type_is_declared() -> None:
    assert LISTENERS.keys() == EVENT_TYPES.keys()


def test_declared_listeners_are_those_that_handle() -> None:
    for service, handlers in HANDLERS.items():
        assert sorted(heard_by(service)) == sorted(data.event_type for data in handlers), service
