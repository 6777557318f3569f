"""What operators do with any service: move the clock of a rehearsal."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from service_runtime.clock import MovableClock
from service_runtime.identity import allow
from service_runtime.refusals import NotFound
from service_runtime.routing import Here, service_router


class ClockSetting(BaseModel):
    """The business time to move to."""

    model_config = ConfigDict(extra="forbid")

    now: Annotated[datetime, Field(title="业务时间")]


class ClockReading(BaseModel):
    """The business time."""

    now: datetime


def operations_router(name: str) -> APIRouter:
    """Routes under /{name}/v1 for operators."""
    router = service_router(f"/{name}/v1", tags=["operations"], dependencies=[allow("operator")])

    @router.post("/clock", operation_id="moveClock")
    async def move_clock(setting: ClockSetting, runtime: Here) -> ClockReading:
        """Move the clock of a rehearsal; a service on real time has no such address."""
        if not isinstance(runtime.clock, MovableClock):
            raise NotFound()
        runtime.clock.move_to(setting.now)
        return ClockReading(now=runtime.clock.now())

    return router
