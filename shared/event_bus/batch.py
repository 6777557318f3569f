"""One batch of events as work: its span, linked to the events, and what its one log line tells."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from opentelemetry.trace import SpanContext, SpanKind

from enrolment_events.envelope import Event
from event_bus.tracing import TRACE_ID, Spans, read_traceparent
from event_bus.work import Work, carry_on, in_hand

_MOST_LINKS = 128
"""As many as OpenTelemetry keeps by default."""


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch that has been settled."""

    types: Mapping[str, int]
    """Events by type."""
    traces: int
    """In how many traces its events are."""
    seconds: float
    work: Work


TellBatch = Callable[[Batch], None]


@contextmanager
def batch_in_hand(events: Sequence[Event[Any]], spans: Spans, tell: TellBatch) -> Iterator[None]:
    """The work in hand is this batch; at its end it is told."""
    traces = {event.traceparent[TRACE_ID]: event.traceparent for event in events if isinstance(event.traceparent, str)}
    work = _begin(spans, list(traces.values()))
    token, began = in_hand.set(work), time.perf_counter()
    carry_on(events)
    try:
        yield
    finally:
        in_hand.reset(token)
        batch = Batch(Counter(event.type for event in events), len(traces), time.perf_counter() - began, work)
        tell(batch)
        if work.span.is_recording():
            _end(batch)


def _begin(spans: Spans, traceparents: Sequence[str]) -> Work:
    """Events of one trace have a batch in their trace; a batch of several has a trace of its own, linked to theirs."""
    wanted = traceparents[: _MOST_LINKS if spans.are_recorded else 1]
    contexts: list[SpanContext] = [context for text in wanted if (context := read_traceparent(text))]
    parent = contexts[0] if contexts and len(traceparents) == 1 else None
    return Work(span=spans.begin("process events", SpanKind.CONSUMER, parent, contexts))


def _end(batch: Batch) -> None:
    work = batch.work
    work.span.set_attributes(
        {
            "messaging.operation.type": "process",
            "messaging.batch.message_count": sum(batch.types.values()),
            "canbao.event_types": sorted(batch.types),
            "canbao.duplicates": work.duplicates,
            "canbao.poisoned": work.poisoned,
            "canbao.published": work.published,
            "canbao.statements": work.statements,
            "canbao.database_ms": round(work.database_seconds * 1000, 1),
        }
    )
    work.span.end()
