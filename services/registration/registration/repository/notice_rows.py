"""Notices that are to be sent. Their times are real time, by the database's clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from registration.domain.notice import STUCK_AFTER, Notice, NoticeState
from registration.tables import notices_to_send
from row_sets import Driver, Statement, columns_of, given_rows, names_of, reader

_GIVEN = names_of(Notice)
_rows = given_rows(notices_to_send, [name for name in _GIVEN if name != "life"], life=sa.Interval)
_NEW = Statement(
    sa.dialects.postgresql.insert(notices_to_send)
    .from_select(
        [*(name for name in _GIVEN if name != "life"), "state", "next_at", "created_at", "ends_at"],
        sa.select(
            *(_rows.c[name] for name in _GIVEN if name != "life"),
            sa.literal_column("'WAITING'"),
            sa.func.now(),
            sa.func.now(),
            sa.func.now() + _rows.c.life,
        ),
    )
    .on_conflict_do_nothing(index_elements=["recipient", "fact", "template"])
)
_CLAIM = Statement(
    """
    UPDATE notices_to_send AS n SET state = 'SENDING', tries = tries + 1, next_at = now() + CAST(:stuck_after AS interval)
    FROM (
        SELECT notice_id FROM notices_to_send WHERE state = 'WAITING' AND next_at <= now() AND ends_at > now()
        ORDER BY next_at LIMIT :most FOR UPDATE SKIP LOCKED
    ) AS due WHERE n.notice_id = due.notice_id
    RETURNING n.notice_id, n.recipient, n.template, n.way, n.content, n.tries,
        (SELECT address FROM logins WHERE subject = n.recipient) AS address,
        (SELECT login_id FROM logins WHERE subject = n.recipient) AS login_id
    """
)
_TELL = Statement(
    """
    UPDATE notices_to_send SET state = :state, next_at = now() + CAST(:pause AS interval),
        done_at = CASE WHEN :state = 'WAITING' THEN NULL ELSE now() END, content = CASE WHEN :state = 'WAITING' THEN content END
    WHERE notice_id = :notice_id AND state = 'SENDING'
    """
)
_GIVE_UP = Statement(
    """
    UPDATE notices_to_send SET state = CASE state WHEN 'WAITING' THEN 'FAILED' ELSE 'UNKNOWN' END, done_at = now(), content = NULL
    WHERE (state = 'WAITING' AND ends_at <= now()) OR (state = 'SENDING' AND next_at <= now())
    """
)
_FORGET = Statement("DELETE FROM notices_to_send WHERE done_at < now() - CAST(:kept AS interval)")
_COUNT = Statement("SELECT count(*) FROM notices_to_send WHERE state IN ('WAITING', 'SENDING')")


@dataclass(frozen=True, slots=True)
class ClaimedNotice:
    """A notice that this process sends now; `address` and `login_id` are those of the recipient's login, if it is one."""

    notice_id: UUID
    recipient: str
    template: str
    way: str
    content: str
    tries: int
    address: str | None
    login_id: UUID | None


_claimed = reader(ClaimedNotice)


async def note_notices(driver: Driver, new: Sequence[Notice]) -> None:
    """In the transaction of the fact. What was noted before is not noted again."""
    if new:
        await _NEW.run(driver, **columns_of(new, _GIVEN))


async def claim_notices(driver: Driver, most: int) -> list[ClaimedNotice]:
    """The next that are due: nobody else takes them, and nobody ever takes one again that may have been sent."""
    await _GIVE_UP.run(driver)
    return [_claimed(row) for row in await _CLAIM.rows(driver, most=most, stuck_after=STUCK_AFTER)]


async def tell_outcome(driver: Driver, notice_id: UUID, state: NoticeState, pause: timedelta) -> None:
    """What became of it. Its content goes as soon as it is not needed."""
    await _TELL.run(driver, notice_id=notice_id, state=state.value, pause=pause)


async def forget_notices(driver: Driver, kept: timedelta) -> None:
    """Those that were done so long ago go."""
    await _FORGET.run(driver, kept=kept)


async def count_waiting(driver: Driver) -> int:
    """Those that are not done."""
    waiting: int = await _COUNT.value(driver)
    return waiting
