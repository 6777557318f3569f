"""One wide line for each request and each batch of events, of values that are known to be harmless: written without redaction."""

import json
import logging
import sys
from datetime import UTC, datetime
from functools import lru_cache

from event_bus.batch import Batch
from event_bus.work import Work


class WideLog:
    """Of one service. Never tells who called, a path, a body or an id of a person: docs/runbooks/tracing.md lists the fields."""

    def __init__(self, service: str, level: str) -> None:
        self._service = service
        self._wanted = logging.getLevelNamesMapping()[level.upper()] <= logging.INFO

    def request(self, method: str, route: str, status: int, seconds: float, roles: frozenset[str], work: Work) -> None:
        """`route` is the template, never the path."""
        if self._wanted:
            sys.stderr.write(
                f'{{"component": "http", "event": "request", "service": "{self._service}", "method": "{method}", "route": "{route}", '
                f'"status": {status}, "ms": {seconds * 1000:.1f}, "code": {_text(work.code)}, "roles": {_list(roles)}, '
                f'{_shared(work)}, "replayed": {"true" if work.replayed else "false"}, "request_id": "{work.request_id}", {_end(work)}}}\n'
            )

    def batch(self, batch: Batch) -> None:
        """A batch of events that has been taken."""
        if self._wanted:
            work = batch.work
            sys.stderr.write(
                f'{{"component": "bus", "event": "batch", "service": "{self._service}", "types": {json.dumps(batch.types)}, '
                f'"events": {sum(batch.types.values())}, "duplicates": {work.duplicates}, "poisoned": {work.poisoned}, '
                f'"ms": {batch.seconds * 1000:.1f}, {_shared(work)}, "traces": {batch.traces}, {_end(work)}}}\n'
            )


@lru_cache(maxsize=128)
def _list(roles: frozenset[str]) -> str:
    return json.dumps(sorted(roles))


def _shared(work: Work) -> str:
    return f'"statements": {work.statements}, "database_ms": {work.database_seconds * 1000:.1f}, "published": {work.published}'


def _end(work: Work) -> str:
    return f'"trace_id": "{work.trace_id}", "level": "info", "timestamp": "{datetime.now(UTC).isoformat()}"'


def _text(value: str | None) -> str:
    return "null" if value is None else f'"{value}"'
