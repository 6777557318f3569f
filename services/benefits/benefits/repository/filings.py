"""Filings for care elsewhere."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from enrolment_events.benefits import FilingState


class Filing(NamedTuple):
    """One filing in its newest state. `history`: every move with its time and actor."""

    filing_id: UUID
    person_id: UUID
    version: int
    area: str
    type: str
    channel: str
    state: FilingState
    destination: str
    starts_on: date
    ends_on: date | None
    promise_only: bool
    form: dict[str, Any]
    end_reason: str | None
    filed_by: str
    filed_at: datetime
    changed_at: datetime
    history: list[dict[str, Any]]


_COLUMNS = ", ".join(Filing._fields)
_READ = _COLUMNS.replace("form", "form::text").replace("history", "history::text")
_SAVE = text(f"""
INSERT INTO filings ({_COLUMNS})
SELECT filing_id, person_id, version, area, type, channel, state, destination, starts_on, ends_on, promise_only, form::json, end_reason,
    filed_by, filed_at, changed_at, history::json
FROM unnest(CAST(:filing_id AS uuid[]), CAST(:person_id AS uuid[]), CAST(:version AS int[]), CAST(:area AS text[]), CAST(:type AS text[]),
    CAST(:channel AS text[]), CAST(:state AS text[]), CAST(:destination AS text[]), CAST(:starts_on AS date[]), CAST(:ends_on AS date[]),
    CAST(:promise_only AS boolean[]), CAST(:form AS text[]), CAST(:end_reason AS text[]), CAST(:filed_by AS text[]),
    CAST(:filed_at AS timestamptz[]), CAST(:changed_at AS timestamptz[]), CAST(:history AS text[]))
    AS told ({_COLUMNS})
ON CONFLICT (filing_id) DO UPDATE SET version = excluded.version, type = excluded.type, channel = excluded.channel,
    state = excluded.state, destination = excluded.destination, starts_on = excluded.starts_on, ends_on = excluded.ends_on,
    promise_only = excluded.promise_only, form = excluded.form, end_reason = excluded.end_reason, changed_at = excluded.changed_at,
    history = excluded.history
WHERE excluded.version > filings.version
""")  # noqa: S608
_ONE = text(f"SELECT {_READ} FROM filings WHERE filing_id = :filing AND area LIKE ANY(:areas)")  # noqa: S608
_OWN = text(f"SELECT {_READ} FROM filings WHERE filing_id = :filing AND filed_by = :subject")  # noqa: S608
_OF_PERSON = text(f"SELECT {_READ} FROM filings WHERE person_id = :person ORDER BY starts_on, filing_id")  # noqa: S608
_OPEN = text(f"""
SELECT {_READ} FROM filings WHERE person_id = ANY(CAST(:persons AS uuid[])) AND state IN ('SCHEDULED', 'EFFECTIVE')
ORDER BY person_id, starts_on, filing_id
""")  # noqa: S608
_encode = msgspec.json.Encoder().encode


def _filing(row: Any) -> Filing:
    values = dict(zip(Filing._fields, row, strict=True))
    values["state"] = FilingState(values["state"])
    values["form"], values["history"] = msgspec.json.decode(values["form"]), msgspec.json.decode(values["history"])
    return Filing(**values)


async def save_filings(connection: AsyncConnection, filings: Sequence[Filing]) -> None:
    """Write new states; an older version never overwrites a newer one."""
    columns: dict[str, list[Any]] = {name: [getattr(filing, name) for filing in filings] for name in Filing._fields}
    columns["state"] = [filing.state.value for filing in filings]
    columns["form"] = [_encode(filing.form).decode() for filing in filings]
    columns["history"] = [_encode(filing.history).decode() for filing in filings]
    await connection.execute(_SAVE, columns)


async def filing_in(connection: AsyncConnection, filing: UUID, areas: Sequence[str]) -> Filing | None:
    """The filing if it is of these areas."""
    row = (await connection.execute(_ONE, {"filing": filing, "areas": list(areas)})).one_or_none()
    return None if row is None else _filing(row)


async def filing_by(connection: AsyncConnection, filing: UUID, subject: str) -> Filing | None:
    """The filing if this subject handed it in."""
    row = (await connection.execute(_OWN, {"filing": filing, "subject": subject})).one_or_none()
    return None if row is None else _filing(row)


async def filings_of(connection: AsyncConnection, person: UUID) -> list[Filing]:
    """All filings of a person."""
    return [_filing(row) for row in await connection.execute(_OF_PERSON, {"person": person})]


async def open_filings(connection: AsyncConnection, persons: Sequence[UUID]) -> list[Filing]:
    """Approved filings of these people that are not over."""
    return [_filing(row) for row in await connection.execute(_OPEN, {"persons": list(persons)})]
