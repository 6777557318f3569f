"""Drafts: each is its filer's alone. Its files are its own while it is there, and go with it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from registration.domain.draft import Draft
from registration.tables import drafts, materials
from row_sets import Driver, Statement, names_of, reader, row, same_rows, value, values_of

d, m = drafts.c, materials.c
_NAMES = names_of(Draft)
_SHOWN = sa.select(*(d[name] for name in _NAMES)).where(d.filed_by == value("filed_by", d.filed_by), d.ends_at > value("now", d.ends_at))
_MINE = _SHOWN.where(d.draft_id == value("draft_id", d.draft_id))
_INSERT = Statement(sa.insert(drafts).values(row(drafts, *_NAMES)))
_REPLACE = Statement(
    sa.update(drafts).where(d.draft_id == value("draft_id", d.draft_id)).values(row(drafts, "item", "form", "saved_at", "ends_at"))
)
_READ, _LOCK = Statement(_MINE), Statement(_MINE.with_for_update())
_LIST = Statement(_SHOWN.where(d.draft_id > value("after", d.draft_id)).order_by(d.draft_id).limit(value("limit", sa.BigInteger)))
_TAKE_AWAY = Statement(sa.delete(drafts).where(d.draft_id == value("draft_id", d.draft_id)))
_DROP_FILES = Statement(
    sa.update(materials)
    .where(m.application_id == value("draft_id", d.draft_id), sa.not_(same_rows(materials, "material_id")))
    .values(application_id=sa.null(), state=sa.literal_column("'GOING'"))
)
_FORGET = Statement(
    """
    WITH gone AS (
        DELETE FROM drafts WHERE draft_id IN (
            SELECT draft_id FROM drafts WHERE ends_at <= :now ORDER BY ends_at LIMIT :limit FOR UPDATE SKIP LOCKED
        ) RETURNING draft_id
    ), dropped AS (
        UPDATE materials SET application_id = NULL, state = 'GOING' WHERE application_id IN (SELECT draft_id FROM gone)
    )
    SELECT count(*) FROM gone
    """
)
_draft = reader(Draft)
_FIRST = UUID(int=0)


async def insert_draft(driver: Driver, draft: Draft) -> None:
    """A new one."""
    await _INSERT.run(driver, **values_of(draft))


async def replace_draft(driver: Driver, draft: Draft) -> None:
    """The row of a draft that was locked."""
    told = values_of(draft)
    await _REPLACE.run(driver, **{name: told[name] for name in _REPLACE.names})


async def read_draft(driver: Driver, draft_id: UUID, filed_by: str, now: datetime) -> Draft | None:
    """A draft of this login; None if there is none, or none any more."""
    found = await _READ.row(driver, draft_id=draft_id, filed_by=filed_by, now=now)
    return _draft(found) if found else None


async def lock_draft(driver: Driver, draft_id: UUID, filed_by: str, now: datetime) -> Draft | None:
    """The same, locked."""
    found = await _LOCK.row(driver, draft_id=draft_id, filed_by=filed_by, now=now)
    return _draft(found) if found else None


async def list_drafts(driver: Driver, filed_by: str, now: datetime, after: UUID | None, limit: int) -> list[Draft]:
    """The next drafts of this login, the oldest first."""
    return [_draft(found) for found in await _LIST.rows(driver, filed_by=filed_by, now=now, after=after or _FIRST, limit=limit)]


async def take_draft_away(driver: Driver, draft_id: UUID) -> None:
    """The row of a draft that was locked goes."""
    await _TAKE_AWAY.run(driver, draft_id=draft_id)


async def drop_files(driver: Driver, draft_id: UUID, but: Sequence[UUID] = ()) -> None:
    """Files of a draft that it names no longer go with the next purge."""
    await _DROP_FILES.run(driver, draft_id=draft_id, material_id=but)


async def forget_drafts_over(driver: Driver, now: datetime, limit: int) -> int:
    """Drafts that are over go with their files; how many. One that is being handed in is left alone."""
    gone: int = await _FORGET.value(driver, now=now, limit=limit)
    return gone
