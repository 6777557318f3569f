"""The work in hand, one request or one batch of events: its trace, and what its one log line tells."""

from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

import msgspec
from opentelemetry.trace import Span, SpanKind

from enrolment_events.envelope import Event
from event_bus.tracing import TRACE_ID, Spans, carry_trace, write_traceparent
from row_sets import tally
from row_sets.tally import Tally


@dataclass(slots=True, kw_only=True)
class Work(Tally):
    """Each part of the runtime adds what it knows; nothing here names a person."""

    span: Span
    request_id: str = ""
    """Empty in a batch."""
    published: int = 0
    """Events whose publication is committed."""
    code: str | None = None
    """Of the refusal."""
    replayed: bool = False
    """True if the answer was stored by an earlier request with the same Idempotency-Key."""
    duplicates: int = 0
    poisoned: int = 0
    causes: dict[UUID, str] = field(default_factory=dict)
    """`traceparent` of the events in hand, by id."""

    _traceparent: str = ""

    @property
    def traceparent(self) -> str:
        """Trace and span of the work, as its events carry them on."""
        if not self._traceparent:
            self._traceparent = write_traceparent(self.span.get_span_context())
        return self._traceparent

    @property
    def trace_id(self) -> str:
        """32 hexadecimal digits."""
        return self.traceparent[TRACE_ID]

    def traceparent_of(self, event: Event[Any]) -> str:
        """What a published event carries: the trace of its cause if that is in hand, else the trace of the work."""
        cause = self.causes.get(event.causationid) if isinstance(event.causationid, UUID) else None
        return carry_trace(cause, self.traceparent) if cause else self.traceparent


in_hand = cast("ContextVar[Work | None]", tally.in_hand)
"""None in background work."""


def carry_on(events: Sequence[Event[Any]]) -> None:
    """What these events cause belongs to their traces, if it is published by the work in hand."""
    if work := in_hand.get():
        work.causes |= {event.id: event.traceparent for event in events if isinstance(event.traceparent, str)}


def with_traces(events: Sequence[Event[Any]]) -> list[Event[Any]]:
    """The events with their `traceparent`. Those of background work begin a new trace together."""
    if not events:
        return []
    work = in_hand.get() or Work(span=Spans().begin("publish", SpanKind.PRODUCER))
    return [msgspec.structs.replace(event, traceparent=work.traceparent_of(event)) for event in events]
