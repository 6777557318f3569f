"""Dead letters: events no handler could take, kept with fault and origin until an operator replays or discards them.

Of a body that is no event, or whose publisher is not proved, only size, digest and ids are kept: nobody vouches for what it holds.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from enrolment_events.ownership import owner_of, source_of
from event_bus.faults import Fault, FaultKind
from event_bus.tables import dead_letters
from row_sets import Driver, Statement, names_of, reader, row, same_rows, update_rows, value, values_of


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One event put aside. `event` is its JSON (sealed personal fields stay sealed), or what is kept of another body; a list leaves it
    empty. `publisher` is the service that was proved to have published it; without one it is never applied."""

    id: int
    event_id: UUID
    event_type: str
    origin: str
    publisher: str | None
    error: str
    field: str | None
    """Path in the event, None if the fault is of no single field."""
    rule: str | None
    kind: FaultKind
    attempts: int
    failed_at: datetime
    discarded_at: datetime | None
    discarded_by: str | None
    discard_reason: str | None
    event: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """An event to put aside: what could be read of it, who was proved to have published it, and what is kept of its body."""

    event_id: UUID
    event_type: str
    origin: str
    publisher: str | None
    event: str


class LetterCounts(NamedTuple):
    """Open dead letters."""

    faults: int
    """They wait for an operator."""
    unproved: int
    """Those of them whose publisher was not proved."""
    not_yet_known: int
    """They wait for a version that knows them, and are not among the faults."""


_t = dead_letters.c
_fault = (*names_of(Fault), "kind")
_new = insert(dead_letters).values(row(dead_letters, *names_of(Unread), *_fault))
# What was discarded stays so when it is only delivered again: the operator decided on the event, not on one delivery of it.
_KEEP = Statement(
    _new.on_conflict_do_update(
        index_elements=["event_id"],
        set_={name: _new.excluded[name] for name in _fault} | {"attempts": _t.attempts + 1, "failed_at": sa.func.now()},
    )
)
_OPEN = dict.fromkeys(("discarded_at", "discarded_by", "discard_reason"), sa.null())
_FAILED_AGAIN = Statement(
    sa.update(dead_letters)
    .values(row(dead_letters, *_fault) | _OPEN | {"attempts": _t.attempts + 1, "failed_at": sa.func.now()})
    .where(_t.id == value("id", _t.id), _t.discarded_at.is_not_distinct_from(value("discarded_at", _t.discarded_at)))
)
_lines = sa.select(*(_t[name] for name in names_of(DeadLetter, without=["event"])), sa.literal("").label("event"))
_page = _lines.where(_t.id > value("after", _t.id)).order_by(_t.id).limit(value("most", sa.Integer))
_LIST_OPEN, _LIST_DISCARDED = Statement(_page.where(_t.discarded_at.is_(None))), Statement(_page.where(_t.discarded_at.is_not(None)))
_whole = sa.select(*(_t[name] for name in names_of(DeadLetter))).where(_t.id == value("id", _t.id))
_ONE = Statement(_whole)
_several = sa.select(*(_t[name] for name in names_of(DeadLetter))).order_by(_t.id)
_ALL_OPEN = _t.discarded_at.is_(None)
_after = (_t.id > value("after", _t.id), _t.id <= value("up_to", _t.id))
_LOCK_OPEN = Statement(_several.where(_ALL_OPEN, *_after).limit(value("most", sa.Integer)).with_for_update())
_LOCK_NAMED = Statement(_several.where(same_rows(dead_letters, "id")).with_for_update())
_unknown = _t.kind == FaultKind.NOT_YET_KNOWN.value
_next_unknown = _several.where(_ALL_OPEN, _unknown, _t.id > value("after", _t.id)).limit(value("most", sa.Integer))
_LOCK_UNKNOWN = Statement(_next_unknown.with_for_update(skip_locked=True))
_open = sa.select(_t.id).where(same_rows(dead_letters, "id"), _t.discarded_at.is_(None)).order_by(_t.id).with_for_update()
_DISCARD = Statement(
    update_rows(dead_letters, "id", "discard_reason")
    .values(row(dead_letters, "discarded_by", discarded_at=sa.func.clock_timestamp()))
    .where(_t.id.in_(_open.correlate(None)))
    .returning(_t.id)
)
_counts = (sa.func.count().filter(which) for which in (~_unknown, ~_unknown & _t.publisher.is_(None), _unknown))
_COUNT = Statement(sa.select(*_counts).select_from(dead_letters).where(_t.discarded_at.is_(None)))
_DROP = Statement(sa.delete(dead_letters).where(same_rows(dead_letters, "id")))
_letter = reader(DeadLetter)


class _Head(msgspec.Struct):
    id: UUID
    source: str
    type: str


_MOST_IDS = 500


def unread(body: bytes, event_type: str) -> Unread:
    """A proved body that had no effect, as what was sent as this type. The same body always gets the same id."""
    try:
        head = msgspec.json.decode(body, type=_Head)
        event_id, event = head.id, body.decode()
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        event_id, event = _id_of(body), _description(body)
    return Unread(event_id, _storable(event_type), source_of(_storable(event_type)), owner_of(event_type), _storable(event))


def unproved(body: bytes, event_type: str) -> Unread:
    """A body whose publisher is not proved. Its id is of our making: it must not lie where the event lies that it names."""
    return Unread(_id_of(body), event_type, "?", None, _description(body))


def _id_of(body: bytes) -> UUID:
    return UUID(bytes=hashlib.sha256(body).digest()[:16])


def _description(body: bytes) -> str:
    """Size, digest, and the ids of the events that it says it holds, by which their owner finds them again."""
    digest = hashlib.sha256(body).hexdigest()
    return msgspec.json.encode({"bytes": len(body), "sha256": digest, "event_ids": _ids_in(body)}).decode()


def _ids_in(body: bytes) -> list[UUID]:
    try:
        heads = msgspec.json.decode(body, type=list[_Head] | _Head)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return []
    return [head.id for head in (heads if isinstance(heads, list) else [heads])[:_MOST_IDS]]


def _storable(text: str) -> str:
    """PostgreSQL keeps every character but one."""
    return text.replace("\x00", "�")


async def keep_dead_letter(driver: Driver, letter: Unread, fault: Fault) -> None:
    """Puts an event aside within the open transaction; the same event a second time counts as one more attempt."""
    await _KEEP.run(driver, **values_of(letter, fault), kind=fault.kind)


async def list_dead_letters(driver: Driver, *, discarded: bool = False, after: int = 0, limit: int = 100) -> list[DeadLetter]:
    """Open dead letters, or those discarded, by id, oldest first, without bodies."""
    wanted = _LIST_DISCARDED if discarded else _LIST_OPEN
    return [_letter(row) for row in await wanted.rows(driver, after=after, most=limit)]


async def inspect_dead_letter(driver: Driver, letter_id: int) -> DeadLetter | None:
    """One dead letter with its body, or None."""
    found = await _ONE.row(driver, id=letter_id)
    return _letter(found) if found else None


async def lock_open(driver: Driver, *, after: int, up_to: int, most: int) -> list[DeadLetter]:
    """The first open ones of a span, whole, locked until the transaction ends: of two decisions on a letter one comes first."""
    return [_letter(row) for row in await _LOCK_OPEN.rows(driver, after=after, up_to=up_to, most=most)]


async def lock_named(driver: Driver, ids: Sequence[int]) -> list[DeadLetter]:
    """Those of them that are still there, discarded or not, whole and locked."""
    return [_letter(row) for row in await _LOCK_NAMED.rows(driver, id=ids)]


async def lock_not_yet_known(driver: Driver, *, after: int, most: int) -> list[DeadLetter]:
    """The next open ones that a version was missing for, whole and locked, without those somebody has in hand."""
    return [_letter(row) for row in await _LOCK_UNKNOWN.rows(driver, after=after, most=most)]


async def count_dead_letters(driver: Driver) -> LetterCounts:
    """How many are open."""
    row = await _COUNT.row(driver)
    assert row is not None
    return LetterCounts(*row)


async def discard_dead_letters(driver: Driver, reasons: Mapping[int, str], by: str) -> set[int]:
    """Marks those of them that are open, each with its reason (sealed by the caller): they stay, warn no more, and are left out of a
    replay of all. Returns which were open."""
    return set(await _DISCARD.values(driver, id=list(reasons), discard_reason=list(reasons.values()), discarded_by=by))


async def failed_again(driver: Driver, letter: DeadLetter, fault: Fault) -> None:
    """Notes a replay in vain; what had been discarded is open again. Nothing changes if somebody has decided on it meanwhile."""
    await _FAILED_AGAIN.run(driver, id=letter.id, discarded_at=letter.discarded_at, **values_of(fault), kind=fault.kind)


async def drop_dead_letters(driver: Driver, ids: Sequence[int]) -> None:
    """Forgets dead letters whose events have had their effect, in the transaction of that effect."""
    await _DROP.run(driver, id=ids)
