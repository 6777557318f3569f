"""Wakes background work that waits for something to do."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from service_runtime import get_logger
from service_runtime.database import is_database_away

_log = get_logger("payment-bridge.work")


class Alarm:
    """Rung after a commit; who waits for it looks at the tables, so that a lost ring costs only the time of the slow poll."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """There is something to do."""
        self._rung.set()

    async def wait(self, seconds: float) -> None:
        """Until it is rung, at most so long."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        self._rung.clear()


async def patiently(step: Callable[[], Awaitable[int]]) -> int:
    """What the step answers; 0 if the database is away, so that the work goes on as soon as it is back."""
    try:
        return await step()
    except Exception as error:
        if not is_database_away(error):
            raise
        _log.warning("database.away", error=type(error).__name__)
        return 0
