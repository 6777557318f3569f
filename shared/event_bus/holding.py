"""Holding: what cannot be done now waits, and is done as soon as it can be. What is known of it shows in health."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from random import uniform

from event_bus.transient import Trouble, error_name, is_transient, trouble_of

_log = logging.getLogger("event_bus.consumption")
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 5.0
IN_A_ROW = 3
"""So many events of one type may be put aside one after another for a table or a right that is not there; then all wait for it."""


class NotReady(Exception):
    """Tables or rights are not as this version needs them: the events wait."""


@dataclass
class ConsumptionFigures:
    """What one consumer did since it joined."""

    consumed: int = 0
    duplicates: int = 0
    poisoned: int = 0
    unproved: int = 0
    batches: int = 0
    held_since: float | None = None
    """Since when a batch waits for the database; monotonic seconds, as the next."""
    held_by: str | None = None
    """The class of what it waits for to pass, without its text."""
    in_hand_since: float | None = None
    """Since when a batch is in hand."""

    @property
    def held(self) -> bool:
        """True while a batch waits for the database."""
        return self.held_since is not None

    @property
    def held_seconds(self) -> float:
        """For how long it has."""
        return _seconds_since(self.held_since)

    @property
    def in_hand_seconds(self) -> float:
        """For how long the batch in hand has been there, held or not."""
        return max(_seconds_since(self.in_hand_since), self.held_seconds)


def _seconds_since(moment: float | None) -> float:
    return 0.0 if moment is None else time.monotonic() - moment


def passes(error: Exception) -> bool:
    """True of what passes by itself, or when somebody has mended tables or rights."""
    return is_transient(error) or isinstance(error, NotReady)


def is_not_ours(error: Exception) -> bool:
    """True of every error but those of the code: for work that no event can make fail."""
    return trouble_of(error) is not Trouble.OWN


async def holding(
    work: Callable[[], Awaitable[None]], figures: ConsumptionFigures, what: str, waits_for: Callable[[Exception], bool] = passes
) -> None:
    """Does the work, again and again while it fails by what it waits for. Other errors go on."""
    pause = FIRST_PAUSE
    try:
        while True:
            try:
                await work()
                return
            except Exception as error:
                if not waits_for(error):
                    raise
                figures.held_by = error_name(error.__cause__ if isinstance(error, NotReady) and error.__cause__ else error)
                figures.held_since = figures.held_since or time.monotonic()
                _log.warning("holding %s: %s", what, figures.held_by)
            await asyncio.sleep(uniform(pause / 2, pause))  # noqa: S311 -- two that block one another do not come again together
            pause = min(pause * 2, LONGEST_PAUSE)
    finally:
        figures.held_since = figures.held_by = None


class Suspicion:
    """Of event types: one whose events fail one after another for a table or a right has nothing wrong in its events."""

    def __init__(self) -> None:
        self._in_a_row: Counter[str] = Counter()

    def note_aside(self, event_type: str, error: Exception) -> None:
        """An event of this type was put aside."""
        if trouble_of(error) is Trouble.SCHEMA:
            self._in_a_row[event_type] += 1

    def note_taken(self, event_types: Iterable[str]) -> None:
        """Events of these types had their effect."""
        for event_type in event_types:
            self._in_a_row.pop(event_type, None)

    def is_on(self, event_type: str) -> bool:
        """True if no more events of this type are to be put aside for such a fault."""
        return self._in_a_row[event_type] >= IN_A_ROW
