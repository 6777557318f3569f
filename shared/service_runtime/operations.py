"""What operators do with any service: dead letters, state told anew, background jobs, audit rows, the clock of a rehearsal."""

import json
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Query
from pydantic import Field, JsonValue

from row_sets import Record, Statement, value
from service_runtime.background import Supervisor
from service_runtime.clock import MovableClock
from service_runtime.confirmation_routes import confirmations_router
from service_runtime.dead_letter_routes import dead_letters_router
from service_runtime.dictionaries import operation_id
from service_runtime.identity import ALL_OF_IT, Caller, allow
from service_runtime.job_routes import jobs_router
from service_runtime.job_run_routes import job_runs_router
from service_runtime.logs import redact
from service_runtime.refusals import NotFound, refusals
from service_runtime.replay_routes import replays_router
from service_runtime.republication_routes import republications_router
from service_runtime.rest import AfterNumber, Answer, Body, Id, Limit, Moment, Page, PointInTime, page_of
from service_runtime.retelling import Aggregates
from service_runtime.routing import CurrentRuntime, Read, service_router
from service_runtime.runtime_tables import audit_rows
from service_runtime.timed_jobs import Calendar


class ClockSetting(Body):
    """要调到的业务时间。"""

    now: Annotated[PointInTime, Field(title="业务时间")]


class ClockReading(Answer):
    """业务时间。"""

    now: Moment


class AuditLine(Answer):
    """一条留痕：何人、何时、对何对象、为何用途、做了什么。"""

    id: Id
    at: Moment
    actor: str
    action: str
    subject: str
    purpose: str | None
    request_id: str | None
    detail: JsonValue


def operations_router(name: str, aggregates: Aggregates, supervisor: Supervisor, calendar: Calendar) -> APIRouter:
    """Routes under /{name}/v1 for operators and auditors."""
    router = service_router(f"/{name}/v1", tags=["运行维护"])

    async def move_clock(setting: ClockSetting, runtime: CurrentRuntime) -> ClockReading:
        """调整演练环境的业务时间

        到期的定时任务随即列入计划。使用真实时间的服务没有此操作。
        """
        if not isinstance(runtime.clock, MovableClock):
            raise NotFound()
        runtime.clock.move_to(setting.now)
        await calendar.plan(runtime)
        return ClockReading(now=runtime.clock.now())

    moving: dict[str, Any] = {"operation_id": operation_id("move", name, "Clock"), "responses": refusals(NotFound)}
    router.add_api_route("/clock", move_clock, methods=["POST"], dependencies=[allow("operator"), ALL_OF_IT], **moving)
    router.routes.extend(dead_letters_router(name).routes)
    router.routes.extend(replays_router(name).routes)
    router.routes.extend(confirmations_router(name).routes)
    router.routes.extend(republications_router(name, aggregates).routes)
    router.routes.extend(jobs_router(name, supervisor, calendar).routes)
    router.routes.extend(job_runs_router(name, supervisor, calendar).routes)
    router.add_api_route(
        "/audit-rows",
        list_audit,
        methods=["GET"],
        dependencies=[allow("auditor"), ALL_OF_IT],
        operation_id=operation_id("list", name, "AuditRows"),
    )
    return router


_audited = (
    sa.select(audit_rows)
    .where(audit_rows.c.id > value("after", audit_rows.c.id))
    .order_by(audit_rows.c.id)
    .limit(value("most", sa.Integer))
)
_AUDIT = Statement(_audited)
_AUDIT_OF_SUBJECT = Statement(_audited.where(audit_rows.c.subject == value("subject", audit_rows.c.subject)))


async def list_audit(
    read: Read,
    caller: Caller,
    after: AfterNumber = None,
    limit: Limit = 100,
    subject: Annotated[str | None, Query(max_length=100, title="对象")] = None,
) -> Page[AuditLine]:
    """查询留痕

    先发生的在前；查询本身也留痕。
    """
    wanted = _AUDIT if subject is None else _AUDIT_OF_SUBJECT
    rows = await wanted.rows(read.driver, after=after or 0, most=limit + 1, **({} if subject is None else {"subject": subject}))
    asked = {"subject": redact(subject) if subject else None, "after": after, "rows": min(len(rows), limit)}
    read.audit("audit.read", subject="audit-rows", actor=caller.subject, purpose="AUDIT", detail=asked)
    return page_of(rows, limit, _line, lambda row: row["id"])


def _line(row: Record) -> AuditLine:
    return AuditLine.model_validate({**row, "detail": json.loads(row["detail"] or "null")})
