"""Dead letters: events no handler could take, kept with fault and origin until an operator replays or discards them."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from event_bus.faults import Fault

_COLUMNS = "id, event_id, event_type, origin, error, field, rule, attempts, failed_at, discarded_at, discarded_by, discard_reason"
# What was discarded stays so when it is only delivered again: the operator decided on the event, not on one delivery of it.
_KEEP = text(
    "INSERT INTO dead_letters (event_id, event_type, event, origin, error, field, rule) "
    "VALUES (:event_id, :event_type, :event, :origin, :error, :field, :rule) "
    "ON CONFLICT (event_id) DO UPDATE SET attempts = dead_letters.attempts + 1, error = excluded.error, field = excluded.field, "
    "rule = excluded.rule, failed_at = now()"
)
_FAILED_AGAIN = text(
    "UPDATE dead_letters SET attempts = attempts + 1, error = :error, field = :field, rule = :rule, failed_at = now(), "
    "discarded_at = NULL, discarded_by = NULL, discard_reason = NULL "
    "WHERE id = :id AND discarded_at IS NOT DISTINCT FROM CAST(:discarded_at AS timestamptz)"
)
_LIST_OPEN = text(f"SELECT {_COLUMNS} FROM dead_letters WHERE discarded_at IS NULL AND id > :after ORDER BY id LIMIT :limit")  # noqa: S608
_LIST_DISCARDED = text(
    f"SELECT {_COLUMNS} FROM dead_letters WHERE discarded_at IS NOT NULL AND id > :after ORDER BY id LIMIT :limit"  # noqa: S608
)
_ONE = text(f"SELECT {_COLUMNS}, event FROM dead_letters WHERE id = :id")  # noqa: S608
_LOCK = text(f"SELECT {_COLUMNS}, event FROM dead_letters WHERE id = :id AND (:any OR discarded_at IS NULL) FOR UPDATE")  # noqa: S608
_DISCARD = text(
    "UPDATE dead_letters SET discarded_at = clock_timestamp(), discarded_by = :by, discard_reason = :reason WHERE id IN "
    "(SELECT id FROM dead_letters WHERE id = ANY(CAST(:ids AS bigint[])) AND discarded_at IS NULL ORDER BY id FOR UPDATE) RETURNING id"
)
_COUNT = text("SELECT count(*) FROM dead_letters WHERE discarded_at IS NULL")
_DROP = text("DELETE FROM dead_letters WHERE id = :id")


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One event put aside. `event` is its JSON (sealed personal fields stay sealed); a list leaves it empty."""

    id: int
    event_id: UUID
    event_type: str
    origin: str
    error: str
    field: str | None
    """Path in the event, None if the fault is of no single field."""
    rule: str | None
    attempts: int
    failed_at: datetime
    discarded_at: datetime | None
    discarded_by: str | None
    discard_reason: str | None
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
    return Unread(event_id, _storable(event_type or head.type), _storable(head.source), _storable(body.decode(errors="replace")))


def _storable(text: str) -> str:
    """PostgreSQL keeps every character but one."""
    return text.replace("\x00", "�")


async def keep_dead_letter(connection: AsyncConnection, letter: Unread, fault: Fault) -> None:
    """Puts an event aside within the open transaction; the same event a second time counts as one more attempt."""
    await connection.execute(_KEEP, asdict(letter) | asdict(fault))


async def list_dead_letters(connection: AsyncConnection, *, discarded: bool = False, after: int = 0, limit: int = 100) -> list[DeadLetter]:
    """Open dead letters, or those discarded, by id, oldest first, without bodies."""
    wanted = _LIST_DISCARDED if discarded else _LIST_OPEN
    return [DeadLetter(*row) for row in await connection.execute(wanted, {"after": after, "limit": limit})]


async def inspect_dead_letter(connection: AsyncConnection, letter_id: int) -> DeadLetter | None:
    """One dead letter with its body, or None."""
    row = (await connection.execute(_ONE, {"id": letter_id})).one_or_none()
    return DeadLetter(*row) if row else None


async def lock_dead_letter(connection: AsyncConnection, letter_id: int, *, even_discarded: bool) -> DeadLetter | None:
    """One dead letter, locked until the transaction ends, so that of two decisions on it one comes first; None if it is gone."""
    row = (await connection.execute(_LOCK, {"id": letter_id, "any": even_discarded})).one_or_none()
    return DeadLetter(*row) if row else None


async def count_dead_letters(connection: AsyncConnection) -> int:
    """How many wait for an operator."""
    return int((await connection.execute(_COUNT)).scalar_one())


async def discard_dead_letters(connection: AsyncConnection, letter_ids: Sequence[int], by: str, reason: str) -> set[int]:
    """Marks those of them that are open: they stay, warn no more, and are left out of a replay of all. Returns which were open."""
    row = {"ids": list(letter_ids), "by": by, "reason": reason}
    return set((await connection.execute(_DISCARD, row)).scalars())


async def failed_again(connection: AsyncConnection, letter: DeadLetter, fault: Fault) -> None:
    """Notes a replay in vain; what had been discarded is open again. Nothing changes if somebody has decided on it meanwhile."""
    await connection.execute(_FAILED_AGAIN, {"id": letter.id, "discarded_at": letter.discarded_at} | asdict(fault))


async def drop_dead_letter(connection: AsyncConnection, letter_id: int) -> None:
    """Forgets a dead letter whose event has had its effect, in the transaction of that effect."""
    await connection.execute(_DROP, {"id": letter_id})
