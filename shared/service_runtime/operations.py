"""What operators do with any service: look at dead letters, replay or discard them, read the audit rows, move the clock of a rehearsal."""

import json
from datetime import datetime
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue

from row_sets import Statement, value
from service_runtime.clock import MovableClock
from service_runtime.dead_letter_routes import After, Limit, dead_letters_router
from service_runtime.identity import allow
from service_runtime.refusals import NotFound
from service_runtime.routing import CurrentRuntime, Read, service_router
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


async def move_clock(setting: ClockSetting, runtime: CurrentRuntime) -> ClockReading:
    """Move the clock of a rehearsal; a service on real time has no such address."""
    if not isinstance(runtime.clock, MovableClock):
        raise NotFound()
    runtime.clock.move_to(setting.now)
    return ClockReading(now=runtime.clock.now())


_audited = (
    sa.select(audit_rows)
    .where(audit_rows.c.id > value("after", audit_rows.c.id))
    .order_by(audit_rows.c.id)
    .limit(value("most", sa.Integer))
)
_AUDIT = Statement(_audited)
_AUDIT_OF_SUBJECT = Statement(_audited.where(audit_rows.c.subject == value("subject", audit_rows.c.subject)))


async def list_audit(
    read: Read, after: After = 0, limit: Limit = 100, subject: Annotated[str | None, Query(max_length=100, title="对象")] = None
) -> AuditList:
    """Who did what to whom, for which purpose."""
    wanted = _AUDIT if subject is None else _AUDIT_OF_SUBJECT
    rows = await wanted.rows(read.driver, after=after, most=limit, **({} if subject is None else {"subject": subject}))
    items = [AuditLine.model_validate({**row, "id": str(row["id"]), "detail": json.loads(row["detail"] or "null")}) for row in rows]
    return AuditList(items=items, next=items[-1].id if len(items) == limit else None)
