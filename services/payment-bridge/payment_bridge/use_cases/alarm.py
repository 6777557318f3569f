"""Wakes background work that waits for something to do."""

import asyncio
import contextlib


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
