"""Planted crashes: the process kills itself (-9) at a named point, once; a mark in a folder remembers that over the restart.

They stand for the power cut that comes at the worst moment. A sound build survives each of them.
"""

import os
import signal
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from enrolment_events.envelope import Event
from event_bus.consumption import Consumption
from service_runtime.database import Database
from service_runtime.kept_rows import StoredAnswer
from service_runtime.transaction import Transaction

AFTER_COMMIT = "after-commit"
"""Events are committed; the relay was not woken and the caller has no answer."""
AFTER_FILING_COMMIT = "after-filing-commit"
"""An application is filed and committed; the caller has no answer."""
BEFORE_CONSUMER_COMMIT = "before-consumer-commit"
"""A batch of events has come; its effect is not committed."""


def plant(points: Sequence[str], marks: Path) -> None:
    """Plants the named crashes in this process."""
    plans: dict[str, Callable[[Path], None]] = {
        AFTER_COMMIT: lambda mark: _die_in_commit(mark, lambda work, _: bool(work.events)),
        AFTER_FILING_COMMIT: lambda mark: _die_in_commit(mark, lambda _, answer: answer is not None and answer.status == 202),
        BEFORE_CONSUMER_COMMIT: _die_in_consumer,
    }
    for point in points:
        plans[point](marks / point)


def swap(owner: Any, name: str, new: Any) -> Any:
    """Put something else in the place of a part of the product, and return what was there. A part that is gone fails here, loudly."""
    old = getattr(owner, name)
    setattr(owner, name, new)
    return old


def _die_in_commit(mark: Path, now: Callable[[Transaction, StoredAnswer | None], bool]) -> None:

    async def commit_and_die(self: Database, work: Transaction, answer: StoredAnswer | None = None) -> None:
        if now(work, answer) and not _has_happened(mark):
            self.on_commit = lambda: _die(mark)
        await commit(self, work, answer)

    commit = swap(Database, "commit", commit_and_die)


def _die_in_consumer(mark: Path) -> None:
    async def die_or_transact(self: Consumption, events: Sequence[Event[Any]], *rest: Any) -> None:
        if not _has_happened(mark):
            _die(mark)
        await transact(self, events, *rest)

    transact = swap(Consumption, "_transact", die_or_transact)


def _has_happened(mark: Path) -> bool:
    return mark.exists()


def _die(mark: Path) -> None:
    mark.touch()
    os.kill(os.getpid(), signal.SIGKILL)
