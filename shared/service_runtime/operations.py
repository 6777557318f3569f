"""What operators do with any service: look at dead letters, replay or discard them, read the audit rows, move the clock of a rehearsal."""

from datetime import datetime
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue

from service_runtime.clock import MovableClock
from service_runtime.dead_letter_routes import After, Limit, dead_letters_router
from service_runtime.identity import allow
from service_runtime.refusals import NotFound
from service_runtime.routing import Here, Reading, service_router
from service_runtime.runtime_tables import audit_rows


def _in_this_century(moment: datetime) -> datetime:
    """Years 2000 to 2099: what lies outside is a slip of the hand, and beyond it the calendar ends."""
    if not 2000 <= moment.year < 2100:
        raise ValueError("years 2000 to 2099")
    return moment


class ClockSetting(BaseModel):
    """The business time to move to."""

    model_config = ConfigDict(extra="forbid")

    now: Annotated[datetime, Field(title="业务时间"), AfterValidator(_in_this_century)]


class ClockReading(BaseModel):
    """The business time."""

    now: datetime


class AuditLine(BaseModel):
    """Who did what to whom, for which purpose."""

    id: str
    at: datetime
    actor: str
    action: str
    subject: str
    purpose: str | None
    request_id: str | None
    detail: JsonValue


class AuditList(BaseModel):
    """A page of audit rows, oldest first."""

    items: list[AuditLine]
    next: str | None


def operations_router(name: str) -> APIRouter:
    """Routes under /{name}/v1 for operators and auditors."""
    router = service_router(f"/{name}/v1", tags=["operations"])
    router.add_api_route("/clock", move_clock, methods=["POST"], operation_id="moveClock", dependencies=[allow("operator")])
    router.routes.extend(dead_letters_router(name).routes)
    router.add_api_route("/audit-rows", list_audit, methods=["GET"], operation_id="listAuditRows", dependencies=[allow("auditor")])
    return router


async def move_clock(setting: ClockSetting, runtime: Here) -> ClockReading:
    """Move the clock of a rehearsal; a service on real time has no such address."""
    if not isinstance(runtime.clock, MovableClock):
        raise NotFound()
    runtime.clock.move_to(setting.now)
    return ClockReading(now=runtime.clock.now())


async def list_audit(
    reading: Reading, after: After = 0, limit: Limit = 100, subject: Annotated[str | None, Query(max_length=100, title="对象")] = None
) -> AuditList:
    """Who did what to whom, for which purpose."""
    wanted = sa.select(audit_rows).where(audit_rows.c.id > after).order_by(audit_rows.c.id).limit(limit)
    if subject is not None:
        wanted = wanted.where(audit_rows.c.subject == subject)
    rows = (await reading.execute(wanted)).mappings().all()
    items = [AuditLine.model_validate({**row, "id": str(row["id"])}) for row in rows]
    return AuditList(items=items, next=items[-1].id if len(items) == limit else None)
