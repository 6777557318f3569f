"""Rows that the runtime keeps with a transaction: outbox, audit and idempotency rows in one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from event_bus.tables import OUTBOX_COLUMNS, outbox
from row_sets import Columns, Driver, Statement, columns_of, names_of, typed
from service_runtime.runtime_tables import audit_rows, idempotency_keys


@dataclass(frozen=True, slots=True)
class AuditRow:
    """Who did what to whom, for which purpose; ids and masked values only."""

    at: datetime
    actor: str
    action: str
    subject: str
    purpose: str | None
    request_id: str | None
    detail: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """The answer that an Idempotency-Key gets from now on."""

    scope: bytes
    """Keyed digest of caller, method, path and key."""
    request_hash: bytes
    status: int
    body: bytes
    """Headers and body, sealed."""


_encode = msgspec.json.Encoder(enc_hook=str).encode
_AUDIT, _ANSWER = names_of(AuditRow), names_of(StoredAnswer)
_PARTS = {
    "event": typed(outbox, *OUTBOX_COLUMNS),
    "audit": typed(audit_rows, *_AUDIT),
    "answer": typed(idempotency_keys, *_ANSWER),
}
_KEEP = Statement(
    """
    WITH published AS (
        INSERT INTO outbox ({event.names}) SELECT {event.names} FROM {event.rows}
    ), audited AS (
        INSERT INTO audit_rows ({audit.names}) SELECT {audit.names} FROM {audit.rows}
    )
    INSERT INTO idempotency_keys ({answer.names}) SELECT {answer.names} FROM {answer.rows}
    """,
    **_PARTS,
)
_KEEP_ONE = Statement(
    """
    WITH published AS (
        INSERT INTO outbox ({event.names}) SELECT {event.values} WHERE :event_id IS NOT NULL
    ), audited AS (
        INSERT INTO audit_rows ({audit.names}) SELECT {audit.values} WHERE :at IS NOT NULL
    )
    INSERT INTO idempotency_keys ({answer.names}) SELECT {answer.values} WHERE :scope IS NOT NULL
    """,
    **_PARTS,
)
"""At most one row of each, without arrays: what most requests end with."""


async def keep_rows(driver: Driver, events: Columns, audit: Sequence[AuditRow], answer: StoredAnswer | None) -> None:
    """Write them within the open transaction."""
    kept = columns_of(audit, _AUDIT) | {"detail": [_json(row.detail) for row in audit]}
    columns = events | kept | columns_of([answer] if answer else [], _ANSWER)
    if any(len(column) > 1 for column in columns.values()):
        await _KEEP.run(driver, **columns)
    else:
        await _KEEP_ONE.run(driver, **{name: column[0] if column else None for name, column in columns.items()})


def _json(detail: Mapping[str, Any] | None) -> str | None:
    return None if detail is None else _encode(detail).decode()
