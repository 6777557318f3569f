"""Trace context (W3C): from a request to the events it publishes, and from an event to those that its handlers publish."""

import re
from collections.abc import Iterable
from random import getrandbits

from opentelemetry.context import Context
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    Span,
    SpanContext,
    SpanKind,
    TraceFlags,
    Tracer,
    TraceState,
    format_span_id,
    format_trace_id,
    get_current_span,
    set_span_in_context,
)
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_NAME = "traceparent"
TRACE_ID, SPAN_ID = slice(3, 35), slice(36, 52)
"""Their places in a traceparent."""
_NOT_SAMPLED, _NO_STATE = TraceFlags(), TraceState()
_WRITTEN = re.compile("00-(?!0{32})[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_propagator = TraceContextTextMapPropagator()


def read_traceparent(text: str) -> SpanContext | None:
    """The context that a `traceparent` names, None if it is not valid."""
    context = get_current_span(_propagator.extract({_NAME: text}, Context())).get_span_context()
    return context if context.is_valid else None


def write_traceparent(context: SpanContext) -> str:
    """The same as text. By hand: the propagator takes ten times as long, and this is done for each request."""
    return f"00-{format_trace_id(context.trace_id)}-{format_span_id(context.span_id)}-{int(context.trace_flags):02x}"


def carry_trace(cause: str, mine: str) -> str:
    """My span in the trace of the cause; mine as it is if that of the cause is not well formed."""
    return f"{cause[:36]}{mine[SPAN_ID]}{cause[52:]}" if _WRITTEN.fullmatch(cause) else mine


class Spans:
    """Begins the spans of one service. Without a tracer they have an identity only: nothing is recorded, nothing to be ended."""

    def __init__(self, tracer: Tracer | None = None) -> None:
        self._tracer = tracer

    @property
    def are_recorded(self) -> bool:
        """True if somebody exports them."""
        return self._tracer is not None

    def begin(self, name: str, kind: SpanKind, parent: SpanContext | None = None, links: Iterable[SpanContext] = ()) -> Span:
        """A span below `parent`, or the first of a new trace."""
        if self._tracer is None:
            return NonRecordingSpan(_child_of(parent))
        above = set_span_in_context(NonRecordingSpan(parent), Context()) if parent else Context()
        linked = [Link(context) for context in links]
        return self._tracer.start_span(name, above, kind, links=linked, record_exception=False, set_status_on_exception=False)


def _child_of(parent: SpanContext | None) -> SpanContext:
    span_id = getrandbits(64) or 1
    if parent:
        return SpanContext(parent.trace_id, span_id, False, parent.trace_flags, _NO_STATE)
    return SpanContext(getrandbits(128) or 1, span_id, False, _NOT_SAMPLED, _NO_STATE)
