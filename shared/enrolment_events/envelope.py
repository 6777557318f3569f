"""One event: a CloudEvents 1.0 envelope around the full public state of one aggregate.

The envelope's attributes are CloudEvents attributes and extensions (lower case, no separators), so that any CloudEvents SDK reads them.
`aggregateversion` grows by one with every change of the aggregate: an older version never overwrites a newer one.
"""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Generic, TypeVar
from uuid import UUID

import msgspec

from enrolment_events.ownership import source_of
from enrolment_terms.identifiers import new_id


class EventData(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all payloads. A subclass names its `event_type`, which ends in its version, and so its producer (the first word)."""

    event_type: ClassVar[str]


Moment = Annotated[datetime, msgspec.Meta(tz=True)]
"""A moment with its time zone."""
D = TypeVar("D", bound=EventData)


class Event(msgspec.Struct, Generic[D], frozen=True, kw_only=True):
    """A CloudEvent. `time` is when the fact happened, `recordedtime` when it was recorded; `subject` is the aggregate's id."""

    specversion: str = "1.0"
    id: UUID
    source: str
    type: str
    subject: str
    time: Moment
    datacontenttype: str = "application/json"
    recordedtime: Moment
    region: str
    personid: UUID
    aggregateversion: int
    correlationid: UUID
    causationid: UUID | msgspec.UnsetType = msgspec.UNSET
    traceparent: str | msgspec.UnsetType = msgspec.UNSET
    data: D


def new_event(
    data: D,
    *,
    aggregate_id: UUID,
    aggregate_version: int,
    person_id: UUID,
    region: str,
    occurred_at: datetime,
    recorded_at: datetime,
    because_of: Event[Any] | None = None,
    correlation_id: UUID | None = None,
) -> Event[D]:
    """An event with a new id. `because_of` is the event that caused it: it hands on its correlation and becomes the causation."""
    event_id = new_id()
    return Event(
        id=event_id,
        source=source_of(data.event_type),
        type=data.event_type,
        subject=str(aggregate_id),
        time=occurred_at,
        recordedtime=recorded_at,
        region=region,
        personid=person_id,
        aggregateversion=aggregate_version,
        correlationid=because_of.correlationid if because_of else correlation_id or event_id,
        causationid=because_of.id if because_of else msgspec.UNSET,
        data=data,
    )


_encoder = msgspec.json.Encoder(uuid_format="canonical")


def encode(event: Event[Any]) -> bytes:
    """The event in CloudEvents JSON."""
    return _encoder.encode(event)
