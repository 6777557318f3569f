"""Tasks that must not die: one that ends is started again, after a pause that grows."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any

from event_bus.transient import error_name

_log = logging.getLogger("event_bus.supervision")
FIRST_PAUSE, LONGEST_PAUSE, HEALTHY_AFTER = 0.1, 2.0, 10.0
AGAIN_SECONDS = 0.5
"""After so long a task that was cancelled and goes on is cancelled once more."""


class StrayCancellation(Exception):
    """A library raised CancelledError although nobody cancelled this task (aiormq does, when a heartbeat is lost)."""


class Watched:
    """A supervised task. `run` is called again whenever it ends before `stop`."""

    def __init__(
        self,
        name: str,
        run: Callable[[], Awaitable[None]],
        is_working: Callable[[], bool] = lambda: True,
        longest_pause: Callable[[], float] = lambda: LONGEST_PAUSE,
    ) -> None:
        """`is_working` tells of a run whether it has got to its work, or is still trying to; `longest_pause`, how far pauses may grow."""
        self.name = name
        self.restarts = 0
        self.last_error: str | None = None
        self.running = False
        """False between a failure and the next start."""
        self._run, self._is_working, self._longest_pause = run, is_working, longest_pause
        self._stopping = False
        self._task: asyncio.Task[None] | None = None

    @property
    def error(self) -> str | None:
        """The latest failure; None as soon as the task works again."""
        return None if self.running and self._is_working() else self.last_error

    @property
    def alive(self) -> bool:
        """It runs, and if it has failed before it works again."""
        return self.running and self.error is None

    def start(self) -> None:
        """Starts the task; the reference is kept here."""
        self._task = asyncio.create_task(self._watch(), name=self.name)

    async def stop(self, patience: float = 0.0) -> None:
        """Gives the task `patience` seconds to end by itself, then cancels it."""
        self._stopping = True
        if self._task is None:
            return
        if patience and self.running:
            await asyncio.wait([self._task], timeout=patience)
        self._task.cancel()
        await asyncio.wait([self._task])
        self.running = False

    async def _watch(self) -> None:
        pause = FIRST_PAUSE
        loop = asyncio.get_running_loop()
        while not self._stopping:
            started = loop.time()
            await self._once()
            if self._stopping:
                break
            if loop.time() - started > HEALTHY_AFTER:
                pause = FIRST_PAUSE
            self.restarts += 1
            await _pause(pause)
            pause = min(pause * 2, self._longest_pause())

    async def _once(self) -> None:
        self.running = True
        try:
            await self._run()
        except asyncio.CancelledError:
            if _is_cancelled():
                raise
            self._failed(StrayCancellation())
        except Exception as error:
            self._failed(error)
        finally:
            self.running = False

    def _failed(self, error: Exception) -> None:
        self.last_error = error_name(error)
        if not self._stopping:
            _log.warning("%s failed and starts again: %s", self.name, self.last_error)


async def _pause(seconds: float) -> None:
    """Sleeps; a stray cancellation only cuts it short."""
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        if _is_cancelled():
            raise


def _is_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def all_settled(work: Iterable[Coroutine[Any, Any, object]]) -> None:
    """Runs all of it side by side to its end, then raises the first failure. A stray cancellation of one part is a failure too.

    (A TaskGroup would take a part that was cancelled for done.)
    """
    tasks = [asyncio.ensure_future(part) for part in work]
    if not tasks:
        return
    try:
        await asyncio.wait(tasks)
    except asyncio.CancelledError:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        raise
    failures = [StrayCancellation() if task.cancelled() else task.exception() for task in tasks]
    for failure in failures:
        if failure is not None:
            raise failure


async def end_all(*tasks: "asyncio.Task[Any]") -> None:
    """Cancels tasks until they have ended: a library may swallow one cancellation. Their outcome no longer counts."""
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=AGAIN_SECONDS)
    for task in tasks:
        if not task.cancelled():
            task.exception()
