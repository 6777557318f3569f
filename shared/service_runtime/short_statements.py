"""Two statements prepared once per connection, so that they travel with BEGIN and with COMMIT in one message: two round trips fewer.

Arguments are literals, since only the simple protocol takes several commands in one message: numbers and hex digits that we made,
and texts that `quoted` wrote. `standard_conforming_strings` is on for every connection of the service.
"""

from datetime import datetime
from typing import Any

from enrolment_events.envelope import Event, encode
from service_runtime.audit import AuditRow
from service_runtime.pool import Held
from service_runtime.refusals import Unprocessable
from service_runtime.stored_answer import StoredAnswer

_PREPARE = """
PREPARE canbao_claim (bigint, bytea) AS
SELECT FROM (SELECT pg_try_advisory_xact_lock($1) AS mine) AS tried
WHERE mine AND NOT EXISTS (SELECT FROM idempotency_keys WHERE scope = $2);
PREPARE canbao_keep (uuid, text, text, timestamptz, text, text, text, text, text, jsonb, bytea, bytea, smallint, text, bytea) AS
WITH published AS (
    INSERT INTO outbox (event_id, event_type, event) SELECT $1, $2, $3 WHERE $1 IS NOT NULL
), audited AS (
    INSERT INTO audit_rows (at, actor, action, subject, purpose, request_id, detail) SELECT $4, $5, $6, $7, $8, $9, $10 WHERE $4 IS NOT NULL
)
INSERT INTO idempotency_keys (scope, request_hash, status, headers, body) SELECT $11, $12, $13, $14, $15 WHERE $11 IS NOT NULL
"""
_NO_EVENT, _NO_AUDIT, _NO_ANSWER = (", ".join(["NULL"] * count) for count in (3, 7, 5))


async def prepare(held: Held) -> None:
    """Before the first of them on a connection."""
    if not held.prepared:
        await held.driver.execute(_PREPARE)
        held.prepared = True


def begin_with_fresh_key(scope: bytes) -> str:
    """BEGIN and a try for the key's lock: ends with "SELECT 1" if the key is fresh and ours, else with "SELECT 0"; never waits."""
    return f"BEGIN; EXECUTE canbao_claim({int.from_bytes(scope[:8], signed=True)}, {_bytes(scope)})"


def keep_and_commit(event: Event[Any] | None, audit: AuditRow | None, answer: StoredAnswer | None) -> str:
    """The rows that go with a transaction of at most one of each, and COMMIT."""
    rows = ", ".join((_event(event), _audit(audit), _answer(answer)))
    return f"EXECUTE canbao_keep({rows}); COMMIT"


def _event(event: Event[Any] | None) -> str:
    return _NO_EVENT if event is None else f"'{event.id}', {quoted(event.type)}, {quoted(encode(event).decode())}"


def _audit(row: AuditRow | None) -> str:
    if row is None:
        return _NO_AUDIT
    texts = (row.actor, row.action, row.subject, row.purpose, row.request_id, row.detail_json)
    return f"{_moment(row.at)}, {', '.join([quoted(text) for text in texts])}"


def _answer(answer: StoredAnswer | None) -> str:
    if answer is None:
        return _NO_ANSWER
    return f"{_bytes(answer.scope)}, {_bytes(answer.request_hash)}, {answer.status:d}, {quoted(answer.headers)}, {_bytes(answer.body)}"


def quoted(text: str | None) -> str:
    """A text as an SQL literal. Raises Unprocessable for NUL, which PostgreSQL cannot store and which would end the message."""
    if text is None:
        return "NULL"
    if "\0" in text:
        raise Unprocessable("INVALID_CONTENT", "提交内容含有不支持的字符")
    return "'" + text.replace("'", "''") + "'"


def _bytes(content: bytes) -> str:
    return f"'\\x{content.hex()}'"


def _moment(moment: datetime) -> str:
    return f"'{moment.isoformat()}'"
