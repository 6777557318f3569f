"""All event types by name, and how to read one."""

from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec

from enrolment_events import benefits, dedup, payment, registration
from enrolment_events.envelope import Event, EventData

PUBLISHERS: dict[str, tuple[type[EventData], ...]] = {
    "registration": registration.PUBLISHED,
    "payment-bridge": payment.PUBLISHED,
    "dedup": dedup.PUBLISHED,
    "benefits": benefits.PUBLISHED,
}
EVENT_TYPES: dict[str, type[EventData]] = {data.event_type: data for published in PUBLISHERS.values() for data in published}


_EVENT: Any = Event
_LIST: Any = list
"""For types that are known only when the program runs."""


class _Head(msgspec.Struct):
    type: str


@cache
def decoder(event_type: str) -> Callable[[bytes | str], Event[Any]]:
    """The function that reads events of one type. Raises KeyError for an unknown type; the function raises msgspec.DecodeError."""
    read: Callable[[bytes | str], Event[Any]] = msgspec.json.Decoder(_EVENT[EVENT_TYPES[event_type]]).decode
    return read


def decode(body: bytes | str) -> Event[Any]:
    """One event of any known type."""
    return decoder(msgspec.json.decode(body, type=_Head).type)(body)


@cache
def batch_decoder(event_type: str) -> Callable[[bytes | str], list[Event[Any]]]:
    """The function that reads a CloudEvents JSON batch of one type."""
    read: Callable[[bytes | str], list[Event[Any]]] = msgspec.json.Decoder(_LIST[_EVENT[EVENT_TYPES[event_type]]]).decode
    return read
