"""Replays of dead letters: batch by batch in the background, each batch with its progress in one transaction.

So a replay goes on where it was after a restart, and of several replicas one has it in hand at a time. A batch that fails is tried with
half as many letters, down to the one that fails by itself.
"""

import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from enrolment_events.envelope import Event
from event_bus.batch import batch_in_hand
from event_bus.consumption import Consumption, fault_again
from event_bus.dead_letters import DeadLetter, drop_dead_letters, failed_again, lock_named, lock_not_yet_known, lock_open
from event_bus.member import BusMember
from event_bus.tables import dead_letters, replays
from event_bus.transaction import BusTransaction
from event_bus.transient import Trouble, error_name, is_transient, trouble_of
from row_sets import Driver, Statement, names_of, reader, row, value

_log = logging.getLogger("event_bus.replays")
AT_ONCE = 200
"""Letters of one transaction."""
KNOWN_SECONDS = 600.0
"""Between two looks at what was not yet known."""


class ReplayState(StrEnum):
    """How far a replay is."""

    RUNNING = "RUNNING"
    DONE = "DONE"
    STOPPED = "STOPPED"
    """Tables or rights are not as this version needs them; the letters that are left are untouched."""


@dataclass(frozen=True, slots=True)
class Replay:
    """One replay. `gone` letters were decided by somebody else before their turn."""

    id: int
    state: ReplayState
    total: int
    replayed: int
    failed: int
    gone: int
    error: str | None
    asked_by: str
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class _InHand:
    """What is needed to go on with one."""

    id: int
    letter_ids: tuple[int, ...] | None
    up_to: int
    done_to: int


_t = replays.c
_shown = tuple(_t[name] for name in names_of(Replay))
_this = _t.id == value("id", _t.id)
_open = dead_letters.c.discarded_at.is_(None)
_every = sa.select(sa.func.coalesce(sa.func.max(dead_letters.c.id), 0), sa.func.count(), value("asked_by", _t.asked_by)).where(_open)
_ASK_ALL = Statement(sa.insert(replays).from_select(["up_to", "total", "asked_by"], _every).returning(*_shown))
_ASK = Statement(sa.insert(replays).values(row(replays, "letter_ids", "up_to", "total", "asked_by")).returning(*_shown))
_ONE = Statement(sa.select(*_shown).where(_this))
_LATEST = Statement(sa.select(*_shown).where(_t.id < value("before", _t.id)).order_by(_t.id.desc()).limit(value("most", sa.Integer)))
_running = sa.select(*(_t[name] for name in names_of(_InHand))).where(_t.state == ReplayState.RUNNING.value)
_LOCK_NEXT = Statement(_running.order_by(_t.id).limit(1).with_for_update(skip_locked=True))
_LOCK_SAME = Statement(_running.where(_this, _t.done_to == value("done_to", _t.done_to)).with_for_update(skip_locked=True))
_more = {name: _t[name] + value(name, _t[name]) for name in ("replayed", "failed", "gone")}
_MOVE = Statement(sa.update(replays).values(row(replays, "done_to") | _more).where(_this))
_left = sa.func.greatest(_t.total - _t.replayed - _t.failed, 0)
_END = Statement(
    sa.update(replays)
    .values(row(replays, "state", "error") | {"ended_at": sa.func.clock_timestamp()})
    .values(gone=sa.case((value("state", _t.state) == ReplayState.DONE.value, _left), else_=_t.gone))
    .where(_this)
)
_ALONE = Statement("SELECT pg_try_advisory_xact_lock({key})", key=0x63616E62616F0009)
_replay, _in_hand = reader(Replay), reader(_InHand)


async def ask_replay(driver: Driver, ids: Sequence[int] | None, asked_by: str) -> Replay:
    """Begins a replay of these dead letters, discarded or not, or of all that are open now. It runs once this is committed."""
    if ids is None:
        asked = await _ASK_ALL.row(driver, asked_by=asked_by)
    else:
        once = sorted(set(ids))
        asked = await _ASK.row(driver, letter_ids=once, up_to=max(once, default=0), total=len(once), asked_by=asked_by)
    assert asked is not None
    return _replay(asked)


async def find_replay(driver: Driver, replay_id: int) -> Replay | None:
    """One replay as far as it is, or None."""
    found = await _ONE.row(driver, id=replay_id)
    return _replay(found) if found else None


async def list_replays(driver: Driver, *, before: int, limit: int) -> list[Replay]:
    """Replays, the latest first."""
    return [_replay(row) for row in await _LATEST.rows(driver, before=before, most=limit)]


class Replaying:
    """What one replica does of the replays of its service."""

    def __init__(
        self,
        member: BusMember,
        consumption: Consumption,
        unpark: Callable[[], Awaitable[None]] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`unpark` takes back what the broker has parked: part of a replay of everything."""
        self._member, self._consumption, self._unpark, self._clock = member, consumption, unpark, clock
        self._unparked = 0
        """The latest replay of everything for which that was done."""
        self._is_to_unpark = False
        self._at_once = AT_ONCE
        self._tried: set[int] = set()
        """Letters that this process could read, and could not take."""
        self._known_to, self._look_at = 0, clock()

    async def step(self) -> bool:
        """One batch of a replay that was asked for, or of what this version has come to know. False if there is nothing to do now.

        Raises what passes by itself: the same step is to be done again.
        """
        worked = await self._step_asked() or await self._step_known()
        if self._is_to_unpark and self._unpark is not None:
            await self._take_parked_back(self._unpark)
        return worked

    async def _take_parked_back(self, unpark: Callable[[], Awaitable[None]]) -> None:
        self._is_to_unpark = False
        try:
            await unpark()
        except Exception as error:
            _log.warning("%s could not take back what is parked: %s", self._member.name, error_name(error))

    async def _step_asked(self) -> bool:
        replay, letters = None, list[DeadLetter]()
        try:
            async with self._member.database.transaction() as transaction:
                found = await _LOCK_NEXT.row(transaction.driver)
                if found is None:
                    return False
                replay = _in_hand(found)
                self._note_everything(replay)
                letters, wanted, done_to = await self._next(transaction.driver, replay)
                if wanted == 0:
                    await _END.run(transaction.driver, id=replay.id, state=ReplayState.DONE, error=None)
                    return True
                taken = await self._take_back(transaction, letters)
                counts = {"replayed": taken, "failed": len(letters) - taken, "gone": wanted - len(letters)}
                await _MOVE.run(transaction.driver, id=replay.id, done_to=done_to, **counts)
        except Exception as error:
            if replay is None or not self._is_theirs(error, letters):
                raise
            if len(letters) == 1:
                await self._note_failure(replay, letters[0], error)
            return True
        self._at_once = min(self._at_once * 2, AT_ONCE)
        return True

    def _note_everything(self, replay: _InHand) -> None:
        if replay.letter_ids is None and replay.done_to == 0 and replay.id != self._unparked:
            self._unparked, self._is_to_unpark = replay.id, True

    def _is_theirs(self, error: Exception, letters: Sequence[DeadLetter]) -> bool:
        """False of what passes by itself. Next time there are half as many."""
        if is_transient(error) or trouble_of(error) is Trouble.STALE or not letters:
            return False
        self._at_once = max(len(letters) // 2, 1)
        return True

    async def _next(self, driver: Driver, replay: _InHand) -> tuple[list[DeadLetter], int, int]:
        """The next letters, how many they would be if nobody had decided on some, and up to where they go."""
        if replay.letter_ids is None:
            letters = await lock_open(driver, after=replay.done_to, up_to=replay.up_to, most=self._at_once)
            return letters, len(letters), letters[-1].id if letters else replay.up_to
        wanted = [letter_id for letter_id in replay.letter_ids if letter_id > replay.done_to][: self._at_once]
        return await lock_named(driver, wanted), len(wanted), wanted[-1] if wanted else replay.up_to

    async def _take_back(self, transaction: BusTransaction, letters: Sequence[DeadLetter]) -> int:
        """Notes those that cannot be read; the others have their effect, and are gone with its commit. Returns how many these are."""
        events: dict[int, Event[Any]] = {}
        for letter in letters:
            try:
                events[letter.id] = self._consumption.event_of(letter)
            except Exception as error:
                await failed_again(transaction.driver, letter, fault_again(error, letter))
        await self._apply(transaction, events)
        return len(events)

    async def _apply(self, transaction: BusTransaction, events: dict[int, Event[Any]]) -> None:
        if not events:
            return
        given = list(events.values())
        with batch_in_hand(given, self._member.spans, self._member.tell_batch):
            new = await self._consumption.take_effect(transaction, given)
        await drop_dead_letters(transaction.driver, list(events))
        transaction.after_commit(lambda: self._consumption.count(new, given))

    async def _note_failure(self, replay: _InHand, letter: DeadLetter, error: Exception) -> None:
        async with self._member.database.transaction() as transaction:
            if await _LOCK_SAME.row(transaction.driver, id=replay.id, done_to=replay.done_to) is None:
                return
            if trouble_of(error) is Trouble.SCHEMA:
                await _END.run(transaction.driver, id=replay.id, state=ReplayState.STOPPED, error=error_name(error))
            else:
                await failed_again(transaction.driver, letter, fault_again(error, letter))
                await _MOVE.run(transaction.driver, id=replay.id, done_to=letter.id, replayed=0, failed=1, gone=0)
        _log.error("replay %d at %s: letter %d failed: %s", replay.id, self._member.name, letter.id, error_name(error))

    async def _step_known(self) -> bool:
        """What was not yet known is taken back as soon as this version knows it: looked at when it starts, and now and then."""
        if self._clock() < self._look_at:
            return False
        events: dict[int, Event[Any]] = {}
        letters: list[DeadLetter] = []
        try:
            async with self._member.database.transaction() as transaction:
                if not await _ALONE.value(transaction.driver):
                    return False
                letters = await lock_not_yet_known(transaction.driver, after=self._known_to, most=self._at_once)
                events = self._readable(letters)
                await self._apply(transaction, events)
        except Exception as error:
            if not self._is_theirs(error, letters):
                raise
            if len(letters) == 1:
                if trouble_of(error) is Trouble.SCHEMA:
                    raise
                await self._try_no_more(letters[0], error)
            return True
        self._at_once = min(self._at_once * 2, AT_ONCE)
        self._known_to = letters[-1].id if letters else 0
        if not letters:
            self._look_at = self._clock() + KNOWN_SECONDS
        elif events:
            _log.info("%s takes back %d events that it did not know before", self._member.name, len(events))
        return bool(letters)

    def _readable(self, letters: Sequence[DeadLetter]) -> dict[int, Event[Any]]:
        events: dict[int, Event[Any]] = {}
        for letter in letters:
            try:
                event = self._consumption.event_of(letter)
            except Exception:  # noqa: S112 -- it stays what it is: not yet known
                continue
            if letter.id not in self._tried:
                events[letter.id] = event
        return events

    async def _try_no_more(self, letter: DeadLetter, error: Exception) -> None:
        """Not before the next start."""
        self._tried.add(letter.id)
        async with self._member.database.transaction() as transaction:
            await failed_again(transaction.driver, letter, fault_again(error, letter))
        _log.error("letter %d failed again at %s: %s", letter.id, self._member.name, error_name(error))
