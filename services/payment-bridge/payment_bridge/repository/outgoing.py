"""Messages to the tax office: stored, claimed by one sender, settled. The database's clock may go back: no wait outlasts that."""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from payment_bridge.domain.outgoing import Claimed, OutgoingState
from payment_bridge.repository.figures import Waiting
from payment_bridge.tables import outgoing_attempts, outgoing_messages
from row_sets import Driver, Record, Statement, reader, row, value

_m, _now = outgoing_messages.c, "clock_timestamp()"
_shown = tuple(column for column in _m if column.name not in ("body_sealed", "next_at", "noted_at", "size"))
_KEEP = Statement(
    insert(outgoing_messages)
    .values(row(outgoing_messages, "message_id", "kind", "body_sealed", "size"))
    .on_conflict_do_nothing(index_elements=["message_id"])
    .returning(_m.message_id)
)
# Small messages go first: parts of one that was refused. What was noted in the future was noted before the clock went back.
_CLAIM = Statement(
    """
    WITH due AS (
        SELECT message_id, state FROM outgoing_messages
        WHERE kind = :kind AND state IN ('PENDING', 'UNKNOWN') AND (next_at <= {now} OR noted_at > {now} + interval '1 minute')
        ORDER BY size, position LIMIT :most FOR UPDATE SKIP LOCKED
    ), claimed AS (
        UPDATE outgoing_messages AS m
        SET state = 'UNKNOWN', noted_at = {now}, next_at = {now} + CAST(:lease AS interval), error = NULL, attempts = m.attempts + 1,
            tries = m.tries + CASE due.state WHEN 'PENDING' THEN 1 ELSE 0 END,
            asked = CASE due.state WHEN 'PENDING' THEN 0 ELSE m.asked + 1 END,
            since = CASE due.state WHEN 'PENDING' THEN {now} ELSE m.since END
        FROM due WHERE m.message_id = due.message_id
        RETURNING m.message_id, due.state AS was, m.body_sealed, m.size, m.tries, m.asked, m.attempts AS no
    ), noted AS (
        INSERT INTO outgoing_attempts (message_id, no, contact)
        SELECT message_id, no, CASE was WHEN 'PENDING' THEN 'SEND' ELSE 'QUERY' END FROM claimed
    )
    SELECT * FROM claimed
    """,
    now=_now,
)
_OUTCOME = Statement(
    sa.update(outgoing_attempts)
    .values(row(outgoing_attempts, "outcome", "seconds"))
    .where(outgoing_attempts.c.message_id == value("message_id", _m.message_id), outgoing_attempts.c.no == value("no", sa.Integer()))
)
# Of two who are at one message (a lease ran out), the later changes nothing that the other has settled for good.
_SETTLE = Statement(
    """
    UPDATE outgoing_messages
    SET state = :state, error = :error, noted_at = {now}, next_at = {now} + CAST(:pause AS interval),
        since = CASE WHEN state = CAST(:state AS text) THEN since ELSE {now} END,
        body_sealed = CASE WHEN :done THEN NULL ELSE body_sealed END
    WHERE message_id = :message_id AND state IN ('PENDING', 'UNKNOWN') AND (:final OR attempts = :no)
    RETURNING message_id
    """,
    now=_now,
)
# A message that never left, because its endpoint is not to be called now, is as it was.
_UNCLAIM = Statement(
    """
    WITH gone AS (DELETE FROM outgoing_attempts WHERE message_id = :message_id AND no = :no)
    UPDATE outgoing_messages
    SET state = :was, error = :error, noted_at = {now}, next_at = {now} + CAST(:pause AS interval), attempts = attempts - 1,
        tries = tries - CASE CAST(:was AS text) WHEN 'PENDING' THEN 1 ELSE 0 END, asked = greatest(asked - 1, 0)
    WHERE message_id = :message_id AND state = 'UNKNOWN' AND attempts = :no
    """,
    now=_now,
)
_FORWARD = Statement(
    """
    UPDATE outgoing_messages SET next_at = {now}, noted_at = {now}
    WHERE state IN ('PENDING', 'UNKNOWN') AND error IS NOT NULL AND next_at > {now}
      AND (kind = :kind OR :everything OR (:unknown AND state = 'UNKNOWN'))
    """,
    now=_now,
)
_ERROR = Statement(
    sa.select(_m.error)
    .where(_m.kind == value("kind", _m.kind), _m.state.in_(["PENDING", "UNKNOWN"]), _m.error.is_not(None))
    .order_by(_m.position)
    .limit(1)
)
_page = sa.select(*_shown).where(_m.position < value("before", _m.position)).order_by(_m.position.desc()).limit(value("most", sa.Integer()))
_state, _kind = value("state", sa.Text()), value("kind", sa.Text())
_LIST = Statement(_page.where(_state.is_(None) | (_m.state == _state), _kind.is_(None) | (_m.kind == _kind)))
_ONE = Statement(sa.select(*_shown).where(_m.message_id == value("message_id", _m.message_id)))
_ATTEMPTS = Statement(
    sa.select(*(column for column in outgoing_attempts.c if column.name != "message_id"))
    .where(outgoing_attempts.c.message_id == value("message_id", _m.message_id), outgoing_attempts.c.no > value("after", sa.Integer()))
    .order_by(outgoing_attempts.c.no)
    .limit(value("most", sa.Integer()))
)
# A levy's body lies with its batch.
_REPLAY = Statement(
    """
    UPDATE outgoing_messages AS m
    SET state = CASE m.state WHEN 'UNKNOWN' THEN 'UNKNOWN' ELSE 'PENDING' END, tries = 0, asked = 0, next_at = {now}, noted_at = {now},
        since = CASE m.state WHEN 'UNKNOWN' THEN m.since ELSE {now} END
    WHERE message_id = :message_id AND state <> 'ANSWERED' AND NOT (state = 'UNKNOWN' AND error IS NULL)
      AND (body_sealed IS NOT NULL OR EXISTS (SELECT FROM levy_batches AS b WHERE batch_id = message_id AND b.body_sealed IS NOT NULL))
    RETURNING message_id
    """,
    now=_now,
)
_TO_LOOK_AT = Statement(
    """
    SELECT state, count(*) AS number, greatest(extract(epoch FROM {now} - min(since)), 0)::float8 AS oldest
    FROM outgoing_messages WHERE state IN ('UNKNOWN', 'EXHAUSTED') GROUP BY state
    """,
    now=_now,
)
_claimed, _read_waiting = reader(Claimed), reader(Waiting)
NEWEST = 2**63 - 1
"""Before which position the newest messages are."""


class Outcome(NamedTuple):
    """What became of one attempt: `state` of the message then, and for how many seconds nothing is done with it."""

    state: OutgoingState
    text: str
    pause: float = 0.0
    done: bool = False
    """Its body is not needed any more."""


async def keep_outgoing(driver: Driver, kind: str, message_id: UUID, body_sealed: str | None, size: int) -> bool:
    """Store a message before it is sent; False if there is one of this id."""
    return await _KEEP.row(driver, message_id=message_id, kind=kind, body_sealed=body_sealed, size=size) is not None


async def claim_messages(driver: Driver, kind: str, lease: float, most: int) -> list[Claimed]:
    """Messages of this kind that are due and that no other replica is at; theirs for so many seconds."""
    return [_claimed(one) for one in await _CLAIM.rows(driver, kind=kind, lease=timedelta(seconds=lease), most=most)]


async def settle(driver: Driver, one: Claimed, outcome: Outcome, seconds: float, attempt: str | None = None) -> bool:
    """Note what became of the attempt, and the state it leads to; False if another has settled it. `attempt`: told of the attempt alone."""
    await _OUTCOME.run(driver, message_id=one.message_id, no=one.no, outcome=attempt or outcome.text, seconds=seconds)
    final = outcome.state in (OutgoingState.ANSWERED, OutgoingState.REFUSED)
    noted = {"state": outcome.state, "error": None if outcome.state is OutgoingState.ANSWERED else outcome.text, "done": outcome.done}
    pause = timedelta(seconds=outcome.pause)
    return await _SETTLE.row(driver, message_id=one.message_id, no=one.no, final=final, pause=pause, **noted) is not None


async def unclaim(driver: Driver, one: Claimed, error: str, pause: float) -> None:
    """Nobody was called: again after so many seconds, and no attempt is counted."""
    await _UNCLAIM.run(driver, message_id=one.message_id, no=one.no, was=one.was, error=error, pause=timedelta(seconds=pause))


async def bring_forward(driver: Driver, kind: str, *, everything: bool = False, unknown: bool = False) -> None:
    """The office answers again: what waits for its next try at this endpoint, at any, or to be asked for, is due now."""
    await _FORWARD.run(driver, kind=kind, everything=everything, unknown=unknown)


async def error_of_waiting_message(driver: Driver, kind: str) -> str | None:
    """Why the oldest message of this kind that was tried in vain has no answer; None if there is no such message."""
    error: str | None = await _ERROR.value(driver, kind=kind)
    return error


async def messages_of(driver: Driver, state: str | None, kind: str | None, most: int, before: int = NEWEST) -> list[Record]:
    """Messages, newest first; older ones than the one at `before`."""
    return await _LIST.rows(driver, state=state, kind=kind, most=most, before=before)


async def message_of(driver: Driver, message_id: UUID) -> Record | None:
    """One as it is listed, None if there is none."""
    return await _ONE.row(driver, message_id=message_id)


async def attempts_of(driver: Driver, message_id: UUID, after: int, most: int) -> list[Record]:
    """Every time that the office was called for it, oldest first."""
    return await _ATTEMPTS.rows(driver, message_id=message_id, after=after, most=most)


async def replay_message(driver: Driver, message_id: UUID) -> bool:
    """Have it sent, or asked for, at once, on a schedule that begins anew; False if it is answered, on its way, or its body is gone."""
    return await _REPLAY.row(driver, message_id=message_id) is not None


async def to_look_at(driver: Driver) -> dict[str, Waiting]:
    """How many are UNKNOWN and EXHAUSTED, and for how long the oldest."""
    return {row["state"]: _read_waiting(row) for row in await _TO_LOOK_AT.rows(driver)}
