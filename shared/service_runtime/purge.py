"""What a service keeps for a time only: answers of Idempotency-Keys, events it has seen, discarded dead letters, old confirmations.

What guards money stays for good: the tax serials, and the inbox of a service whose handlers book money (`inbox_guards_money`). A request
whose answer has expired is a new one; what it creates is guarded by the keys of its own tables.
"""

import asyncio
import time
from dataclasses import dataclass

import sqlalchemy as sa

from event_bus.tables import dead_letters, inbox
from row_sets import Statement
from service_runtime.background import Job
from service_runtime.logs import get_logger
from service_runtime.runtime import Runtime
from service_runtime.runtime_tables import confirmations, idempotency_keys

_AT_ONCE = 1000
_DAY_SECONDS, _PAUSE_SECONDS = 86_400.0, 60.0
_LEADER = 0x43616E62616F50
_LEAD = Statement("SELECT pg_try_advisory_xact_lock({key})", key=_LEADER)
_log = get_logger("purge")


def _older(table: sa.Table, moment: str) -> Statement:
    """A chunk of rows whose moment lies more than `days` back. Old rows stand at the beginning of the table, where a scan finds them."""
    return Statement(
        """
        DELETE FROM {table} WHERE ctid = ANY(ARRAY(
            SELECT ctid FROM {table} WHERE {moment} < now() - make_interval(days => :days) LIMIT {most} FOR UPDATE SKIP LOCKED))
        """,
        table=table.name,
        moment=moment,
        most=_AT_ONCE,
    )


_ANSWERS = _older(idempotency_keys, "created_at")
_INBOX = _older(inbox, "received_at")
_LETTERS = _older(dead_letters, "discarded_at")
_CONFIRMATIONS = _older(confirmations, "recorded_at")


@dataclass(frozen=True, slots=True)
class _Kept:
    """Rows of one table, and for how many days they are kept."""

    name: str
    statement: Statement
    days: int


def purge_job(*, inbox_guards_money: bool) -> Job:
    """Once a day, by one replica, in chunks of a transaction each; in between the job tells by its steps that it is alive."""
    due_at = 0.0

    async def step(runtime: Runtime) -> int:
        nonlocal due_at
        if time.monotonic() < due_at:
            return 0
        gone = await purge(runtime, inbox_guards_money=inbox_guards_money)
        if not gone:
            due_at = time.monotonic() + _DAY_SECONDS
        return gone

    return Job("purge", step, _pause)


async def purge(runtime: Runtime, *, inbox_guards_money: bool) -> int:
    """One chunk of each; how many rows went."""
    settings = runtime.settings
    kept = [
        _Kept("answers", _ANSWERS, settings.kept_answer_days),
        _Kept("dead_letters", _LETTERS, settings.discarded_letter_days),
        _Kept("confirmations", _CONFIRMATIONS, settings.discarded_letter_days),
    ]
    if not inbox_guards_money:
        kept.append(_Kept("inbox", _INBOX, settings.inbox_days))
    async with runtime.database.transaction() as tx:
        if not await _LEAD.value(tx.driver):
            return 0
        gone = {one.name: await one.statement.run(tx.driver, days=one.days) for one in kept}
    if total := sum(gone.values()):
        _log.info("purge.done", service=runtime.name, **gone)
    return total


async def _pause() -> None:
    await asyncio.sleep(_PAUSE_SECONDS)
