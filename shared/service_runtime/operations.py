"""What operators do with any service: look at dead letters and replay them, read the audit rows, move the clock of a rehearsal."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import sqlalchemy as sa
from fastapi import APIRouter, Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue

from event_bus import DeadLetter, inspect_dead_letter, list_dead_letters
from service_runtime.clock import MovableClock
from service_runtime.identity import Caller, allow
from service_runtime.refusals import NotFound
from service_runtime.routing import Here, Reading, Tx, service_router
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


class DeadLetterLine(BaseModel):
    """An event that no handler could take."""

    id: str
    event_id: UUID
    event_type: str
    origin: str
    error: str
    attempts: int
    failed_at: datetime


class DeadLetterWhole(DeadLetterLine):
    """With the event as it came; personal fields in it are sealed."""

    event: str


class DeadLetterList(BaseModel):
    """A page of dead letters, oldest first; `next` is the `after` of the next page."""

    items: list[DeadLetterLine]
    next: str | None


class ReplayForm(BaseModel):
    """Which dead letters to hand to their handlers again."""

    model_config = ConfigDict(extra="forbid")

    ids: Annotated[list[Annotated[str, Field(pattern=r"^\d{1,18}$")]] | None, Field(title="死信编号", max_length=1000)] = None
    """None: all."""


class ReplayOutcome(BaseModel):
    """How many had their effect now, and how many failed again."""

    replayed: int
    failed: int


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


After = Annotated[int, Query(ge=0, le=2**62, title="起始编号")]
Limit = Annotated[int, Query(ge=1, le=500, title="条数")]


def operations_router(name: str) -> APIRouter:
    """Routes under /{name}/v1 for operators and auditors."""
    router = service_router(f"/{name}/v1", tags=["operations"])
    operator = [allow("operator")]
    router.add_api_route("/clock", move_clock, methods=["POST"], operation_id="moveClock", dependencies=operator)
    router.add_api_route("/dead-letters", list_letters, methods=["GET"], operation_id="listDeadLetters", dependencies=operator)
    router.add_api_route("/dead-letters/replay", replay, methods=["POST"], operation_id="replayDeadLetters", dependencies=operator)
    router.add_api_route("/dead-letters/{letter_id}", get_letter, methods=["GET"], operation_id="getDeadLetter", dependencies=operator)
    router.add_api_route("/audit-rows", list_audit, methods=["GET"], operation_id="listAuditRows", dependencies=[allow("auditor")])
    return router


async def move_clock(setting: ClockSetting, runtime: Here) -> ClockReading:
    """Move the clock of a rehearsal; a service on real time has no such address."""
    if not isinstance(runtime.clock, MovableClock):
        raise NotFound()
    runtime.clock.move_to(setting.now)
    return ClockReading(now=runtime.clock.now())


async def list_letters(reading: Reading, after: After = 0, limit: Limit = 100) -> DeadLetterList:
    """Events that no handler could take."""
    letters = await list_dead_letters(reading, after=after, limit=limit)
    return DeadLetterList(items=[DeadLetterLine(**_line(letter)) for letter in letters], next=_next(letters, limit))


async def get_letter(letter_id: Annotated[int, Field(ge=1, le=2**62)], reading: Reading) -> DeadLetterWhole:
    """One of them with the event as it came."""
    letter = await inspect_dead_letter(reading, letter_id)
    if letter is None:
        raise NotFound()
    return DeadLetterWhole(**_line(letter), event=letter.event)


async def replay(form: ReplayForm, runtime: Here, caller: Caller, tx: Tx) -> ReplayOutcome:
    """Hand dead letters to their handlers again; each that takes effect is gone from the list."""
    outcome = await runtime.membership.replay(None if form.ids is None else [int(letter_id) for letter_id in form.ids])
    detail = {"replayed": outcome.replayed, "failed": outcome.failed}
    tx.audit("dead_letters.replayed", subject=runtime.name, actor=caller.subject, detail=detail)
    return ReplayOutcome(replayed=outcome.replayed, failed=outcome.failed)


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


def _line(letter: DeadLetter) -> dict[str, Any]:
    return {
        "id": str(letter.id),
        "event_id": letter.event_id,
        "event_type": letter.event_type,
        "origin": letter.origin,
        "error": letter.error,
        "attempts": letter.attempts,
        "failed_at": letter.failed_at,
    }


def _next(letters: list[DeadLetter], limit: int) -> str | None:
    return str(letters[-1].id) if len(letters) == limit else None
