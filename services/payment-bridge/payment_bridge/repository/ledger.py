"""How far the tax office's ledger was read, and how far its newest part was read once more."""

from datetime import timedelta

import sqlalchemy as sa

from payment_bridge.tables import ledger_cursor, ledger_marks
from row_sets import Driver, Record, Statement, insert_rows, row, value

_now, _after = sa.func.clock_timestamp(), value("after", sa.Text())
_since = _now - ledger_cursor.c.reread_at
_every = value("every", sa.Interval())
_due = ledger_cursor.c.reread_at.is_(None) | ~_since.between(sa.literal_column("interval '0'"), _every)
_CURSOR = Statement(sa.select(ledger_cursor.c.after, ledger_cursor.c.reread_after, _due.label("reread_due")))
_ahead = ledger_cursor.c.after.is_(None) | (
    sa.tuple_(sa.func.length(ledger_cursor.c.after), ledger_cursor.c.after) < sa.tuple_(sa.func.length(_after), _after)
)
_MOVE = Statement(sa.update(ledger_cursor).values(row(ledger_cursor, "after")).where(_ahead))
_READ = Statement(sa.update(ledger_cursor).values(read_at=_now))
_before = ledger_cursor.c.reread_after.is_not_distinct_from(value("before", sa.Text()))
_REREAD = Statement(sa.update(ledger_cursor).values(row(ledger_cursor, "reread_after")).where(_before))
_REREAD_ENDED = Statement(sa.update(ledger_cursor).values(reread_after=sa.null(), reread_at=_now).where(_before))
_FROM_THE_BEGINNING = Statement(sa.update(ledger_cursor).values(reread_after=""))
_STATE = Statement(sa.select(*ledger_cursor.c["after", "read_at", "reread_after", "reread_at"]))
_OLDEST = Statement(sa.select(ledger_marks.c.after).order_by(ledger_marks.c.position).limit(1))
_MARK = Statement(insert_rows(ledger_marks, "after"))
_newest = sa.select(ledger_marks.c.position).order_by(ledger_marks.c.position.desc()).limit(value("most", sa.Integer()))
_FORGET = Statement(sa.delete(ledger_marks).where(ledger_marks.c.position.not_in(_newest.correlate(None))))


async def ledger_cursors(driver: Driver, every: timedelta) -> Record:
    """`after`: the last serial read, None for none; `reread_after`: the same of the rereading that is under way; `reread_due`.

    Due after so long, and when the clock has gone back behind the last one.
    """
    cursors = await _CURSOR.row(driver, every=every)
    assert cursors is not None
    return cursors


async def move_cursor(driver: Driver, after: str) -> None:
    """The ledger was read up to this serial; never back."""
    await _MOVE.run(driver, after=after)


async def ledger_was_read(driver: Driver) -> None:
    """There is nothing after the cursor."""
    await _READ.run(driver)


async def begin_rereading(driver: Driver) -> None:
    """From the oldest mark; with none yet, from where the first one will be."""
    oldest = await _OLDEST.value(driver)
    if oldest is not None:
        await move_rereading(driver, oldest, None)


async def reread_from_the_beginning(driver: Driver) -> None:
    """An operator has asked for it, whether a rereading is under way or not."""
    await _FROM_THE_BEGINNING.run(driver)


async def move_rereading(driver: Driver, after: str, before: str | None) -> None:
    """It was read once more up to this serial, from where it stood `before`; not if it began anew meanwhile."""
    await _REREAD.run(driver, reread_after=after, before=before)


async def end_rereading(driver: Driver, before: str | None) -> None:
    """It was read once more to its end, from where it stood `before`; not if it began anew meanwhile."""
    await _REREAD_ENDED.run(driver, before=before)


async def mark_end(driver: Driver, after: str, most: int) -> None:
    """From here it may be reread later; so many marks are kept."""
    await _MARK.run(driver, after=[after])
    await _FORGET.run(driver, most=most)


async def ledger_state(driver: Driver) -> Record:
    """The last serial read (`after`), when its end was reached, how far it was read once more, and when that was done last."""
    state = await _STATE.row(driver)
    assert state is not None
    return state
