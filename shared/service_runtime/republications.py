"""Republications at work: batch after batch in the background, each with its progress in one transaction; a break goes on where it was.

Never more than so many events wait in the outbox for it: listeners and the events of the day are not drowned.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa

from enrolment_terms.labels import labelled
from event_bus.tables import outbox
from row_sets import Driver, Statement, names_of, reader, row, value
from service_runtime.background import Job
from service_runtime.logs import get_logger
from service_runtime.retelling import NOBODY, Aggregates, Wanted
from service_runtime.runtime import Runtime
from service_runtime.runtime_tables import republications

_AT_ONCE, _MOST_WAITING = 500, 5_000
_POLL_SECONDS = 1.0
_LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)
_log = get_logger("republication")


class RepublicationState(StrEnum):
    """How far it is."""

    RUNNING = "RUNNING"
    DONE = "DONE"
    STOPPED = "STOPPED"


labelled(
    RepublicationState,
    "重新发布状态",
    {RepublicationState.RUNNING: "进行中", RepublicationState.DONE: "已完成", RepublicationState.STOPPED: "已停止"},
)


@dataclass(frozen=True, slots=True)
class Republication:
    """One that was asked for."""

    republication_id: int
    kinds: tuple[str, ...]
    area: str
    since: datetime | None
    state: RepublicationState
    kinds_done: int
    after: UUID | None
    told: int
    asked_by: str
    started_at: datetime
    ended_at: datetime | None


_t = republications.c
_ALL = [_t[name] for name in names_of(Republication)]
_this = _t.republication_id == value("republication_id", _t.republication_id)
_is_running = _t.state == RepublicationState.RUNNING.value
_asked = row(republications, "kinds", "area", "since", "asked_by", state=RepublicationState.RUNNING.value)
_ASK = Statement(sa.insert(republications).values(_asked).returning(*_ALL))
_ONE = Statement(sa.select(*_ALL).where(_this))
_LIST = Statement(
    sa.select(*_ALL).where(_t.republication_id > value("after", _t.republication_id)).order_by(_t.republication_id)
    .limit(value("most", sa.Integer))
)  # fmt: skip
_NEXT = Statement(sa.select(*_ALL).where(_is_running).order_by(_t.republication_id).limit(1).with_for_update(skip_locked=True))
_ended = row(republications, "state", ended_at=sa.func.clock_timestamp())
_STOP = Statement(sa.update(republications).where(_this, _is_running).values(_ended).returning(*_ALL))
_END = Statement(sa.update(republications).where(_this).values(_ended))
_GO_ON = Statement(
    sa.update(republications).where(_this)
    .values(row(republications, "kinds_done", "after") | {"told": _t.told + value("more", sa.BigInteger)})
)  # fmt: skip
_WAITING = Statement("SELECT count(*) FROM (SELECT FROM {outbox} LIMIT {most}) AS waiting", outbox=outbox.name, most=_MOST_WAITING)
_read = reader(Republication)


async def ask_republication(driver: Driver, kinds: Sequence[str], area: str, since: datetime | None, asked_by: str) -> Republication:
    """From now on the job works at it."""
    asked = await _ASK.row(driver, kinds=list(kinds), area=area, since=since, asked_by=asked_by)
    assert asked is not None
    return _read(asked)


async def find_republication(driver: Driver, republication_id: int) -> Republication | None:
    """One, or None."""
    found = await _ONE.row(driver, republication_id=republication_id)
    return _read(found) if found else None


async def list_republications(driver: Driver, after: int, limit: int) -> list[Republication]:
    """By id, oldest first."""
    return [_read(found) for found in await _LIST.rows(driver, after=after, most=limit)]


async def stop_republication(driver: Driver, republication_id: int) -> Republication | None:
    """Ends one that runs; None if there is none. What was told stays told."""
    found = await _STOP.row(driver, republication_id=republication_id, state=RepublicationState.STOPPED)
    return _read(found) if found else None


def republication_job(aggregates: Aggregates, *, at_once: int = _AT_ONCE) -> Job:
    """Works at the oldest that runs; another replica takes another one, or waits."""

    async def step(runtime: Runtime) -> int:
        return await tell_batch(runtime, aggregates, at_once)

    async def idle() -> None:
        await asyncio.sleep(_POLL_SECONDS)

    return Job("republish", step, idle)


async def tell_batch(runtime: Runtime, aggregates: Aggregates, at_once: int = _AT_ONCE) -> int:
    """Tells one batch. 0 if there is nothing to tell, or too much waits in the outbox."""
    async with runtime.database.transaction() as tx:
        if await _WAITING.value(tx.driver) >= _MOST_WAITING or (found := await _NEXT.row(tx.driver)) is None:
            return 0
        asked = _read(found)
        if asked.kinds_done == len(asked.kinds):
            await _END.run(tx.driver, republication_id=asked.republication_id, state=RepublicationState.DONE)
            _log.info("republication.done", service=runtime.name, republication=asked.republication_id, told=asked.told)
            return 1
        tell = aggregates.told[asked.kinds[asked.kinds_done]]
        ids = await tell(tx, Wanted(asked.after or NOBODY, at_once, f"{asked.area}%", asked.since or _LONG_AGO))
        is_last = len(ids) < at_once
        done, after = (asked.kinds_done + 1, None) if is_last else (asked.kinds_done, ids[-1])
        await _GO_ON.run(tx.driver, republication_id=asked.republication_id, kinds_done=done, after=after, more=len(ids))
    return 1
