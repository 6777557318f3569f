"""Notices on their way to other regions: claimed by one sender, settled, escalated. Moments are real time."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from dedup.domain.notice_sending import TRIED_OFTEN, Claimed
from dedup.domain.notices import Notice
from dedup.tables import consents, notices
from dedup.tables.notices import TO_LOOK_AT
from enrolment_events.duplicates import NoticeState
from row_sets import Driver, Statement, columns_of, names_of, reader, same_rows, update_rows, value

_NAMES = names_of(Notice)
_SETTLED = (
    "version", "state", "told_version", "attempts", "asked", "next_at", "error", "answered_on", "answer_reason", "step", "due_on",
)  # fmt: skip
_n = notices.c
_found = sa.select(*(_n[name] for name in _NAMES))
# What is told may arrive from here on: the row says so before anybody is called, so that whatever happens then it is taken back if need be.
_CLAIM = Statement(
    """
    WITH due AS (
        SELECT notice_id, told_version FROM notices WHERE next_at <= :now ORDER BY next_at LIMIT :most FOR UPDATE SKIP LOCKED
    )
    UPDATE notices AS n
    SET next_at = :lease, told_version = n.version, attempts = n.attempts + CASE WHEN due.told_version < n.version THEN 1 ELSE 0 END,
        asked = CASE WHEN due.told_version < n.version THEN 0 ELSE n.asked + 1 END
    FROM due WHERE n.notice_id = due.notice_id
    RETURNING {names}, due.told_version AS told_before
    """,
    names=", ".join(f"n.{name}" for name in _NAMES),
)
_one = _found.where(_n.notice_id == value("notice_id", _n.notice_id))
_READ, _LOCK = Statement(_one), Statement(_one.with_for_update())
_SETTLE = Statement(update_rows(notices, "notice_id", *_SETTLED))
_OVERDUE = Statement(
    _found.where(_n.state.in_([NoticeState.OPEN, NoticeState.SENT]), _n.due_on < value("today", _n.due_on))
    .order_by(_n.notice_id)
    .limit(value("most", sa.Integer))
    .with_for_update(skip_locked=True)
)
_SIGNED = Statement(sa.select(consents.c.consent_id, consents.c.signed_on).where(same_rows(consents, "application_id")))
_STATES = Statement(
    """
    SELECT state, count(*) AS number, count(*) FILTER (WHERE next_at IS NOT NULL AND told_version < version) AS waiting,
        count(*) FILTER (WHERE error IS NOT NULL AND (next_at IS NULL OR attempts >= {often} OR asked >= {often})) AS stuck
    FROM notices WHERE {to_look_at} GROUP BY state
    """,
    often=TRIED_OFTEN,
    to_look_at=TO_LOOK_AT,
)
# What a region has agreed to is done when its own word says so, and by nothing else.
_NOT_DONE = """
    FROM notices AS n CROSS JOIN LATERAL (
        SELECT bool_or(t.state = 'ACTIVE' AND (t.paid OR t.subsidised) AND (t.ends_on IS NULL OR t.ends_on >= n.effective_on)) AS active,
            bool_or(t.state = 'SUSPENDED') AS rests
        FROM identities AS i JOIN told_spells AS t ON t.number = i.number AND t.superseded_at IS NULL
        WHERE i.node = n.person_id AND t.scheme = n.scheme AND left(t.area, 4) = left(n.to_area, 4)
            AND (n.benefit_year IS NULL OR coalesce(t.benefit_year, extract(year FROM t.starts_on)) = n.benefit_year)
    ) AS told
    WHERE n.answered_on IS NOT NULL AND n.effective_on <= :since AND n.effective_on > :not_before
        AND CASE WHEN n.kind = 'RESUME_RELATION' THEN told.rests AND NOT told.active ELSE told.active END
"""
_STILL_ACTIVE = Statement(
    """
    SELECT {names} {not_done} AND n.state NOT IN ('REFUSED', 'WITHDRAWN') AND n.notice_id > :after AND n.from_area LIKE ANY(:areas)
    ORDER BY n.notice_id LIMIT :most
    """,
    names=", ".join(f"n.{name}" for name in _NAMES),
    not_done=_NOT_DONE,
)
_PROMISES_BROKEN = Statement(
    """
    SELECT {names} {not_done} AND n.state = 'ACKNOWLEDGED' AND n.answered_on <= :since AND n.due_on <= :today
    ORDER BY n.notice_id LIMIT :most FOR UPDATE OF n SKIP LOCKED
    """,
    names=", ".join(f"n.{name}" for name in _NAMES),
    not_done=_NOT_DONE,
)
_notice = reader(Notice)


class NoticeCount(NamedTuple):
    """How many notices are in a state; of them those that are to be sent, and those that are tried in vain."""

    number: int = 0
    waiting: int = 0
    stuck: int = 0


async def claim_notices(driver: Driver, now: datetime, lease: datetime, most: int) -> list[Claimed]:
    """Those that are due and that no other replica is at; theirs until `lease`."""
    return [Claimed(_notice(row), row["told_before"]) for row in await _CLAIM.rows(driver, now=now, lease=lease, most=most)]


async def read_notice(driver: Driver, notice_id: UUID) -> Notice | None:
    """As it is now."""
    row = await _READ.row(driver, notice_id=notice_id)
    return _notice(row) if row else None


async def lock_notice(driver: Driver, notice_id: UUID) -> Notice | None:
    """As it stands; nobody else changes it until the transaction ends. The person whom it is about is locked before."""
    row = await _LOCK.row(driver, notice_id=notice_id)
    return _notice(row) if row else None


async def settle_notices(driver: Driver, settled: Sequence[Notice]) -> None:
    """How they stand after a call, an answer or a day; they are locked."""
    if settled:
        await _SETTLE.run(driver, **columns_of(settled, ("notice_id", *_SETTLED)))


async def overdue_notices(driver: Driver, today: date, most: int) -> list[Notice]:
    """Without an answer, and their day is over (R-132); locked."""
    return [_notice(row) for row in await _OVERDUE.rows(driver, today=today, most=most)]


async def signing_days(driver: Driver, applications: Collection[UUID]) -> dict[UUID, date]:
    """When the consents of these applications were signed, by consent."""
    return {row["consent_id"]: row["signed_on"] for row in await _SIGNED.rows(driver, application_id=list(applications))}


async def count_notices(driver: Driver) -> dict[NoticeState, NoticeCount]:
    """By state, those that somebody may have to look at."""
    return {NoticeState(row["state"]): NoticeCount(row["number"], row["waiting"], row["stuck"]) for row in await _STATES.rows(driver)}


async def still_active(driver: Driver, areas: Sequence[str], since: date, after: UUID, most: int) -> list[Notice]:
    """Agreed to, their day came within a year before `since`, and the region tells of the relation as if nothing had been asked.

    By id, those that are asked for again too; a list that must be empty.
    """
    given = {"areas": areas, "after": after, "most": most, **_window(since)}
    return [_notice(row) for row in await _STILL_ACTIVE.rows(driver, **given)]


async def promises_broken(driver: Driver, since: date, today: date, most: int) -> list[Notice]:
    """Those of them that were acknowledged last, not after `since`, and whose day for an answer has come; locked."""
    return [_notice(row) for row in await _PROMISES_BROKEN.rows(driver, today=today, most=most, **_window(since))]


def _window(since: date) -> dict[str, date]:
    return {"since": since, "not_before": since - timedelta(days=366)}
