"""What other regions ask of us. Who asks and his reference: a digest as the key, sealed to be answered."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
import sqlalchemy as sa

from dedup.domain.notice_sending import TRIED_OFTEN
from dedup.domain.received_notices import ReceivedNotice
from dedup.repository.area_scope import is_inside
from dedup.tables import identities, participation_spells, received_notices
from enrolment_events.duplicates import NoticeState
from row_sets import Driver, Statement, names_of, reader, row, value, values_of
from service_runtime import Safe
from service_runtime.retelling import Wanted


class Asker(NamedTuple):
    """Who asks, and how he calls it."""

    source: str
    notice_ref: str


class ReceivedCount(NamedTuple):
    """Requests that wait for an office, of them those whose day is over, and answers that are tried in vain."""

    waiting: int
    overdue: int
    stuck: int


_NAMES = names_of(ReceivedNotice)
_r, _s = received_notices.c, participation_spells.c
_found = sa.select(*(_r[name] for name in _NAMES))
_one, _own = identities.alias("one"), identities.alias("own")
_people = sa.join(_one, _own, _own.c.number == _one.c.number).join(participation_spells, _s.person_id == _own.c.node)
_in_region = sa.func.left(_s.area, 4) == sa.func.left(_r.area, 4)
_can_mean = sa.exists().select_from(_people).where(_one.c.node == sa.any_(_r.nodes), is_inside(_s.area), _in_region)
_mine = _found.where(sa.or_(is_inside(_r.area), _can_mean))
_by_id = _r.notice_id == value("notice_id", _r.notice_id)
_ANY = Statement(_found.where(_by_id))
_ONE = Statement(_mine.where(_by_id))
_state = value("state", _r.state)
_LIST = Statement(
    _mine.where(sa.or_(_state.is_(None), _r.state == _state), _r.notice_id > value("after", _r.notice_id))
    .order_by(_r.notice_id)
    .limit(value("limit", sa.Integer))
)
_AFTER = Statement(
    _found.where(_r.notice_id > value("after", _r.notice_id), _r.area.like(value("area", _r.area)))
    .order_by(_r.notice_id)
    .limit(value("most", sa.Integer))
)
_INSERT = Statement(sa.insert(received_notices).values(row(received_notices, *_NAMES)))
_REPLACE = Statement(
    sa.update(received_notices).where(_by_id).values(row(received_notices, *(name for name in _NAMES if name != "notice_id")))
)
_CLAIM = Statement(
    """
    WITH due AS (SELECT notice_id FROM received_notices WHERE next_at <= :now ORDER BY next_at LIMIT :most FOR UPDATE SKIP LOCKED)
    UPDATE received_notices AS r SET next_at = :lease, attempts = r.attempts + 1 FROM due WHERE r.notice_id = due.notice_id
    RETURNING {names}
    """,
    names=", ".join(f"r.{name}" for name in _NAMES),
)
_SETTLE = Statement(
    sa.update(received_notices)
    .where(_by_id, _r.version == value("version", _r.version), _r.state == value("state", _r.state))
    .values(row(received_notices, "told_version", "attempts", "next_at", "error"))
)
_COUNT = Statement(
    """
    SELECT count(*) FILTER (WHERE state = 'OPEN') AS waiting, count(*) FILTER (WHERE state = 'OPEN' AND due_on < :today) AS overdue,
        count(*) FILTER (WHERE error IS NOT NULL AND (next_at IS NULL OR attempts >= {often})) AS stuck
    FROM received_notices WHERE state = 'OPEN' OR next_at IS NOT NULL OR error IS NOT NULL
    """,
    often=TRIED_OFTEN,
)
_notice = reader(ReceivedNotice, nodes=tuple)
_encode, _decode = msgspec.json.Encoder().encode, msgspec.json.Decoder(Asker).decode
_PURPOSE = "received_notice"
REASON, REQUEST, ACTOR = "refusal_reason", "request_reason", "decided_by"
"""What is written of a request: why we do not do it, why it is asked, who decided."""


def notice_key(safe: Safe, asker: Asker) -> UUID:
    """Equal for one reference of one source, and for nothing else."""
    return UUID(bytes=safe.digest_bytes("\0".join(asker).encode(), _PURPOSE)[:16])


def seal_word(safe: Safe, purpose: str, word: str, notice_id: UUID) -> str:
    """One of these, as it is kept."""
    return safe.seal(word, purpose, str(notice_id))


def open_word(safe: Safe, purpose: str, sealed: str | None, notice_id: UUID) -> str | None:
    """The same, to be shown."""
    return None if sealed is None else safe.open(sealed, purpose, str(notice_id))


def seal_asker(safe: Safe, asker: Asker, notice_id: UUID) -> str:
    """Who asks and his reference, as they are kept."""
    return safe.seal(_encode(asker).decode(), _PURPOSE, str(notice_id))


def open_asker(safe: Safe, notice: ReceivedNotice) -> Asker:
    """The same, to answer him."""
    return _decode(safe.open(notice.reference, _PURPOSE, str(notice.notice_id)))


async def received_notice(driver: Driver, notice_id: UUID) -> ReceivedNotice | None:
    """As it stands; its key is locked by whoever changes it."""
    found = await _ANY.row(driver, notice_id=notice_id)
    return _notice(found) if found else None


async def received_notice_in(driver: Driver, notice_id: UUID, areas: Sequence[str]) -> ReceivedNotice | None:
    """The request, if the place or a participation that it can mean is inside the areas (LIKE patterns)."""
    found = await _ONE.row(driver, notice_id=notice_id, areas=areas)
    return _notice(found) if found else None


async def list_received(
    driver: Driver, areas: Sequence[str], *, state: NoticeState | None, after: UUID, limit: int
) -> list[ReceivedNotice]:  # fmt: skip
    """Requests inside the areas, by id."""
    return [_notice(found) for found in await _LIST.rows(driver, areas=areas, state=state, after=after, limit=limit)]


async def received_after(driver: Driver, wanted: Wanted) -> list[ReceivedNotice]:
    """A batch to tell anew, by id."""
    return [_notice(found) for found in await _AFTER.rows(driver, after=wanted.after, area=wanted.area, most=wanted.most)]


async def keep_received(driver: Driver, notice: ReceivedNotice, *, is_new: bool) -> None:
    """As it stands now; its key is locked."""
    values = values_of(notice) | {"nodes": list(notice.nodes)}
    await (_INSERT if is_new else _REPLACE).run(driver, **values)


async def claim_answers(driver: Driver, now: datetime, lease: datetime, most: int) -> list[ReceivedNotice]:
    """Whose answer is due and that no other replica is at; theirs until `lease`."""
    return [_notice(found) for found in await _CLAIM.rows(driver, now=now, lease=lease, most=most)]


async def settle_answer(driver: Driver, settled: ReceivedNotice) -> None:
    """After a call, unless the request has changed meanwhile."""
    names = ("notice_id", "version", "state", "told_version", "attempts", "next_at", "error")
    await _SETTLE.run(driver, **{name: getattr(settled, name) for name in names})


async def count_received(driver: Driver, today: date) -> ReceivedCount:
    """For health and figures."""
    found = await _COUNT.row(driver, today=today)
    assert found is not None
    return ReceivedCount(found["waiting"], found["overdue"], found["stuck"])
