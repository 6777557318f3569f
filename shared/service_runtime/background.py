"""Supervised background work: restarted with back-off when it fails, shown in health, cancelled at drain."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from service_runtime.health import HealthFigure
from service_runtime.logs import describe, get_logger
from service_runtime.runtime import Runtime

BackgroundWork = Callable[[Runtime], Awaitable[None]]
"""An endless loop of a service. If it returns, it is done; if it raises, it is started again."""

_LONGEST_PAUSE = 30.0
_log = get_logger("background")


class Supervisor:
    """Runs the background work of one service."""

    def __init__(self, runtime: Runtime, works: Sequence[BackgroundWork], *, first_pause: float = 0.1) -> None:
        self._runtime, self._works, self._first_pause = runtime, works, first_pause
        self._tasks: list[asyncio.Task[None]] = []
        self.figures: dict[str, HealthFigure] = {}

    def start(self) -> None:
        """Start each work in its own task."""
        for work in self._works:
            name = getattr(work, "__name__", type(work).__name__)
            self._show(name, "pass")
            self._tasks.append(asyncio.create_task(self.keep_running(name, work), name=f"{self._runtime.name}:{name}"))

    async def stop(self) -> None:
        """Cancel all and wait for their end."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()

    async def keep_running(self, name: str, work: BackgroundWork) -> None:
        """Run one work until it returns or is cancelled."""
        pause = self._first_pause
        loop = asyncio.get_running_loop()
        while True:
            started = loop.time()
            try:
                await work(self._runtime)
            except asyncio.CancelledError as error:
                # A library may raise CancelledError without anybody having cancelled this task.
                if _cancelled_by_somebody():
                    raise
                self._failed(name, error)
            except Exception as error:
                self._failed(name, error)
            else:
                self._show(name, "pass", "done")
                return
            if loop.time() - started > _LONGEST_PAUSE:
                pause = self._first_pause
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
            self._show(name, "pass")

    def _failed(self, name: str, error: BaseException) -> None:
        self._show(name, "warn", describe(error))
        _log.warning("background.failed", service=self._runtime.name, work=name, exc_info=error)

    def _show(self, name: str, status: str, output: str | None = None) -> None:
        figure = f"background:{name}"
        self.figures[figure] = HealthFigure(figure, "pass" if status == "pass" else "warn", output=output)


def _cancelled_by_somebody() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
