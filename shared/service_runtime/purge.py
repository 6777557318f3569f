"""What a service keeps for a time only: answers of Idempotency-Keys, events it has seen, discarded dead letters, ended replays, old
confirmations. Once a day one replica goes over each table a few pages at a time, whatever its size, and needs no index for it.

What guards money stays for good: the tax serials, and the inbox of a service whose handlers book money (`inbox_guards_money`). A request
whose answer has expired is a new one; what it creates is guarded by the keys of its own tables.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from event_bus.tables import dead_letters, inbox, replays
from row_sets import Statement
from service_runtime.background import Job
from service_runtime.logs import get_logger
from service_runtime.runtime import Runtime
from service_runtime.runtime_tables import confirmations, idempotency_keys, republications
from service_runtime.settings import ServiceSettings

PAGES_AT_ONCE = 100
"""Pages of 8 kB that one transaction goes over: some ten thousand rows at most."""
_DAY_SECONDS, _PAUSE_SECONDS = 86_400.0, 60.0
_LEADER = 0x43616E62616F50
_LEAD = Statement("SELECT pg_try_advisory_xact_lock({key})", key=_LEADER)
_log = get_logger("purge")


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows of one table that go so many days after their moment."""

    table: sa.Table
    moment: str
    days: Callable[[ServiceSettings], int]

    @property
    def purge(self) -> Statement:
        """Deletes what is older in a range of pages."""
        return Statement(
            "DELETE FROM {table} WHERE ctid >= CAST(CAST(:first AS text) AS tid) AND ctid < CAST(CAST(:end AS text) AS tid) "
            "AND {moment} < now() - make_interval(days => :days)",
            table=self.table.name,
            moment=self.moment,
        )

    @property
    def pages(self) -> Statement:
        """How many pages the table has."""
        return Statement("SELECT pg_relation_size('{table}') / current_setting('block_size')::bigint", table=self.table.name)


KEPT_FOR_A_TIME = (
    Kept(idempotency_keys, "created_at", lambda settings: settings.kept_answer_days),
    Kept(dead_letters, "discarded_at", lambda settings: settings.discarded_letter_days),
    Kept(replays, "ended_at", lambda settings: settings.discarded_letter_days),
    Kept(republications, "ended_at", lambda settings: settings.discarded_letter_days),
    Kept(confirmations, "recorded_at", lambda settings: settings.discarded_letter_days),
)
INBOX = Kept(inbox, "received_at", lambda settings: settings.inbox_days)
"""Only where it guards no money."""


class Purge:
    """One pass over all of it, step by step."""

    def __init__(self, *, inbox_guards_money: bool) -> None:
        self._left = [*KEPT_FOR_A_TIME] + ([] if inbox_guards_money else [INBOX])
        self._page = 0
        self.gone: dict[str, int] = {}

    @property
    def is_done(self) -> bool:
        """Every table has been gone over."""
        return not self._left

    async def step(self, runtime: Runtime) -> bool:
        """One range of pages in a transaction of its own. False if another replica is at it."""
        kept = self._left[0]
        async with runtime.database.transaction() as tx:
            if not await _LEAD.value(tx.driver):
                return False
            end = self._page + PAGES_AT_ONCE
            rows = await kept.purge.run(tx.driver, first=f"({self._page},0)", end=f"({end},0)", days=kept.days(runtime.settings))
            pages = await kept.pages.value(tx.driver)
        self.gone[kept.table.name] = self.gone.get(kept.table.name, 0) + rows
        self._page = end
        if end >= pages:
            self._left.pop(0)
            self._page = 0
        return True


def purge_job(*, inbox_guards_money: bool) -> Job:
    """Once a day; in between the job tells by its steps that it is alive."""
    due_at, purge = 0.0, Purge(inbox_guards_money=inbox_guards_money)

    async def step(runtime: Runtime) -> int:
        nonlocal due_at, purge
        if time.monotonic() < due_at:
            return 0
        mine = await purge.step(runtime)
        if mine and not purge.is_done:
            return 1
        _tell(runtime, purge)
        due_at, purge = time.monotonic() + _DAY_SECONDS, Purge(inbox_guards_money=inbox_guards_money)
        return 0

    return Job("purge", step, _pause, may_be_run=False)


async def purge(runtime: Runtime, *, inbox_guards_money: bool) -> int:
    """All of it at once; how many rows went."""
    whole = Purge(inbox_guards_money=inbox_guards_money)
    while not whole.is_done and await whole.step(runtime):
        pass
    _tell(runtime, whole)
    return sum(whole.gone.values())


def _tell(runtime: Runtime, purge: Purge) -> None:
    if any(purge.gone.values()):
        _log.info("purge.done", service=runtime.name, **purge.gone)


async def _pause() -> None:
    await asyncio.sleep(_PAUSE_SECONDS)
