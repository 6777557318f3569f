"""The business clock: all dates and times that rules see, in Asia/Shanghai."""

import os
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from enrolment_terms.benefit_year import SHANGHAI
from service_runtime.settings import ServiceSettings


class Clock(Protocol):
    """Tells the business time. Token expiry and time-outs do not ask it."""

    def now(self) -> datetime:
        """Aware, Asia/Shanghai."""

    def today(self) -> date:
        """The calendar day in Asia/Shanghai."""


class SystemClock:
    """The machine's time."""

    def now(self) -> datetime:
        """Aware, Asia/Shanghai."""
        return datetime.now(SHANGHAI)

    def today(self) -> date:
        """The calendar day in Asia/Shanghai."""
        return self.now().date()


class MovableClock:
    """Stands still until it is moved: for seasons, demonstrations and tests. With a file it stands where it stood before a restart."""

    def __init__(self, start: datetime, file: Path | None = None) -> None:
        self._file = file
        self._now = _aware(datetime.fromisoformat(file.read_text()) if file and file.exists() else start)

    def now(self) -> datetime:
        """Aware, Asia/Shanghai."""
        return self._now

    def today(self) -> date:
        """The calendar day in Asia/Shanghai."""
        return self._now.date()

    def move_to(self, moment: datetime) -> None:
        """Set the clock; a moment without a zone is in Asia/Shanghai. It may go back: whoever moves it knows why."""
        self._now = _aware(moment)
        if self._file:
            beside = self._file.with_suffix(f".{os.getpid()}")
            beside.write_text(self._now.isoformat())
            beside.replace(self._file)


def clock_of(settings: ServiceSettings) -> Clock:
    """The clock that the settings ask for: the machine's, or a movable one that starts at the machine's time."""
    if settings.clock == "movable":
        return MovableClock(SystemClock().now(), settings.clock_file)
    return SystemClock()


def _aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=SHANGHAI) if moment.tzinfo is None else moment.astimezone(SHANGHAI)
