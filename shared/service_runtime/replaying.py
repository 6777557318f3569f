"""The background job that carries out replays of dead letters."""

import asyncio

from service_runtime.background import Job
from service_runtime.runtime import Runtime

_LOOK_SECONDS = 5.0
"""Another replica may have been asked."""


def replay_job(runtime: Runtime) -> Job:
    """Batch by batch, at once when this replica is asked; what was not yet known is taken back by itself."""

    async def step(runtime: Runtime) -> int:
        runtime.replay_asked.clear()
        return await runtime.membership.replay_some()

    async def idle() -> None:
        try:
            async with asyncio.timeout(_LOOK_SECONDS):
                await runtime.replay_asked.wait()
        except TimeoutError:
            pass

    return Job("replays", step, idle)
