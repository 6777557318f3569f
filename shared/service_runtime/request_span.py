"""The server span of a request: begun in the trace of its caller, ended with what the wide line tells."""

import re

from opentelemetry.trace import SpanContext, StatusCode, format_trace_id

from event_bus.tracing import read_traceparent
from event_bus.work import Work

_DIGITS_ALONE = re.compile("[0-9]+")


def trace_of_caller(traceparent: str) -> SpanContext | None:
    """The trace that a header names, None if it is not valid, or all decimal digits: that could be somebody's number.

    Chance makes one in three million ids so.
    """
    trace = read_traceparent(traceparent)
    return None if trace is None or _DIGITS_ALONE.fullmatch(format_trace_id(trace.trace_id)) else trace


def end_span(work: Work, method: str, route: str, status: int, roles: frozenset[str]) -> None:
    """Ends the span of a request that was answered."""
    work.span.update_name(f"{method} {route}")
    work.span.set_attributes(
        {
            "http.request.method": method,
            "http.route": route,
            "http.response.status_code": status,
            "canbao.request_id": work.request_id,
            "canbao.roles": sorted(roles),
            "canbao.replayed": work.replayed,
            "canbao.published": work.published,
            "canbao.statements": work.statements,
            "canbao.database_ms": round(work.database_seconds * 1000, 1),
        }
    )
    if work.code is not None:
        work.span.set_attribute("canbao.code", work.code)
    if status >= 500:
        work.span.set_status(StatusCode.ERROR)
    work.span.end()
