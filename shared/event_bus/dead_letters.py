"""Dead letters: events no handler could take, kept with error and origin until an operator replays them."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_COLUMNS = "id, event_id, event_type, origin, error, attempts, failed_at"
_KEEP = text(
    "INSERT INTO dead_letters (event_id, event_type, event, origin, error) VALUES (:event_id, :event_type, :event, :origin, :error) "
    "ON CONFLICT (event_id) DO UPDATE SET attempts = dead_letters.attempts + 1, error = excluded.error, failed_at = now()"
)
_LIST = text(f"SELECT {_COLUMNS} FROM dead_letters WHERE id > :after ORDER BY id LIMIT :limit")  # noqa: S608
_ONE = text(f"SELECT {_COLUMNS}, event FROM dead_letters WHERE id = :id")  # noqa: S608
_COUNT = text("SELECT count(*) FROM dead_letters")
_DROP = text("DELETE FROM dead_letters WHERE event_id = :event_id")


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One event put aside. `event` is its JSON (sealed personal fields stay sealed); a list leaves it empty."""

    id: int
    event_id: UUID
    event_type: str
    origin: str
    error: str
    attempts: int
    failed_at: datetime
    event: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """An event to put aside: what could be read of it, and the body as it came."""

    event_id: UUID
    event_type: str
    origin: str
    event: str


class _Head(msgspec.Struct):
    id: UUID | None = None
    source: str = "?"
    type: str = "?"


def unread(body: bytes, event_type: str | None = None) -> Unread:
    """What can be said of a body that is no event of a known type. The same body always gets the same id."""
    try:
        head = msgspec.json.decode(body, type=_Head)
    except msgspec.MsgspecError:
        head = _Head()
    event_id = head.id or UUID(bytes=hashlib.sha256(body).digest()[:16])
    kept = body.decode(errors="replace").replace("\x00", "�")
    return Unread(event_id, event_type or head.type, head.source, kept)


async def keep_dead_letter(connection: AsyncConnection, letter: Unread, error: str) -> None:
    """Puts an event aside within the open transaction; the same event a second time counts as one more attempt."""
    row: dict[str, Any] = {"event_id": letter.event_id, "event_type": letter.event_type, "event": letter.event, "origin": letter.origin}
    await connection.execute(_KEEP, row | {"error": error})


async def list_dead_letters(connection: AsyncConnection, *, after: int = 0, limit: int = 100) -> list[DeadLetter]:
    """Dead letters by id, oldest first, without bodies."""
    return [DeadLetter(*row) for row in await connection.execute(_LIST, {"after": after, "limit": limit})]


async def inspect_dead_letter(connection: AsyncConnection, letter_id: int) -> DeadLetter | None:
    """One dead letter with its body, or None."""
    row = (await connection.execute(_ONE, {"id": letter_id})).one_or_none()
    return DeadLetter(*row) if row else None


async def count_dead_letters(connection: AsyncConnection) -> int:
    """How many wait for an operator."""
    return int((await connection.execute(_COUNT)).scalar_one())


async def drop_dead_letter(connection: AsyncConnection, event_id: UUID) -> None:
    """Forgets a dead letter whose event has had its effect, in the transaction of that effect."""
    await connection.execute(_DROP, {"event_id": event_id})
