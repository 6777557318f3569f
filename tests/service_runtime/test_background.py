"""Background work is started again when it fails, also after a CancelledError that nobody meant (P1), and ends when it is told to."""

import asyncio
from typing import cast

from service_runtime import Runtime
from service_runtime.background import Supervisor


class Work:
    """Fails in the given ways, then runs until it is cancelled."""

    __name__ = "work"

    def __init__(self, *failures: BaseException) -> None:
        self._failures = list(failures)
        self.running = asyncio.Event()
        self.cancelled = False

    async def __call__(self, runtime: Runtime) -> None:
        if self._failures:
            raise self._failures.pop(0)
        self.running.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise


class SomeRuntime:
    """As much of a runtime as the supervisor looks at."""

    name = "sample"


async def test_failures_and_stray_cancellations_are_survived() -> None:
    work = Work(ValueError("first"), asyncio.CancelledError(), OSError("third"))
    supervisor = Supervisor(cast(Runtime, SomeRuntime()), [work], first_pause=0)
    supervisor.start()
    await work.running.wait()
    assert supervisor.figures["background:work"].status == "pass"
    await supervisor.stop()
    assert work.cancelled


async def test_work_that_returns_is_done() -> None:
    async def once(_: Runtime) -> None:
        return

    supervisor = Supervisor(cast(Runtime, SomeRuntime()), [once], first_pause=0)
    await supervisor.keep_running("once", once)
    assert supervisor.figures["background:once"].output == "done"
