"""Dead letters over HTTP: operators look at them, replay them, or discard them with a reason."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from event_bus import DeadLetter, discard_dead_letters, inspect_dead_letter, list_dead_letters
from service_runtime.identity import Caller, allow
from service_runtime.logs import redact
from service_runtime.refusals import Conflict, NotFound
from service_runtime.routing import CurrentRuntime, Read, Tx, service_router

After = Annotated[int, Query(ge=0, le=2**62, title="起始编号")]
Limit = Annotated[int, Query(ge=1, le=500, title="条数")]


class DeadLetterLine(BaseModel):
    """An event that no handler could take."""

    id: str
    event_id: UUID
    event_type: str
    origin: str
    error: str
    field: str | None
    rule: str | None
    attempts: int
    failed_at: datetime
    discarded_at: datetime | None
    discarded_by: str | None
    discard_reason: str | None


class DeadLetterWhole(DeadLetterLine):
    """With the event as it came; personal fields in it are sealed."""

    event: str


class DeadLetterList(BaseModel):
    """A page of dead letters, oldest first; `next` is the `after` of the next page."""

    items: list[DeadLetterLine]
    next: str | None


LetterId = Annotated[str, Field(pattern=r"^[0-9]{1,18}$")]
DiscardReason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), Field(title="作废原因")]
"""Why something is given up; kept, and read by others."""


class ReplayForm(BaseModel):
    """Which dead letters to hand to their handlers again."""

    model_config = ConfigDict(extra="forbid")

    ids: Annotated[list[LetterId] | None, Field(title="死信编号", max_length=1000)] = None
    """None: all that are open. Named ones may have been discarded: a replay takes that back."""


class ReplayOutcome(BaseModel):
    """How many had their effect now, how many failed again, how many were not there any more."""

    replayed: int
    failed: int
    gone: int


class DiscardForm(BaseModel):
    """Which dead letters to give up, and why."""

    model_config = ConfigDict(extra="forbid")

    ids: Annotated[list[LetterId], Field(title="死信编号", min_length=1, max_length=1000)]
    reason: DiscardReason


class DiscardOutcome(BaseModel):
    """How many were discarded."""

    discarded: int


class AlreadyDecided(Conflict):
    """Somebody else has replayed or discarded it, or there is no such thing; nothing was changed."""

    code, msg = "ALREADY_DECIDED", "所选记录中有的已由他人重新处理或作废，或不存在，本次未作任何更改，请刷新后再试"


def dead_letters_router(name: str) -> APIRouter:
    """Routes under /{name}/v1/dead-letters."""
    router = service_router(f"/{name}/v1/dead-letters", tags=["operations"], dependencies=[allow("operator")])
    router.add_api_route("", list_letters, methods=["GET"], operation_id="listDeadLetters")
    router.add_api_route("/replay", replay, methods=["POST"], operation_id="replayDeadLetters")
    router.add_api_route("/discard", discard, methods=["POST"], operation_id="discardDeadLetters")
    router.add_api_route("/{letter_id}", get_letter, methods=["GET"], operation_id="getDeadLetter")
    return router


async def list_letters(
    read: Read,
    state: Annotated[Literal["open", "discarded"], Query(title="状态")] = "open",
    after: After = 0,
    limit: Limit = 100,
) -> DeadLetterList:
    """Events that no handler could take: those that wait for an operator, or those discarded."""
    letters = await list_dead_letters(read.driver, discarded=state == "discarded", after=after, limit=limit)
    return DeadLetterList(items=[DeadLetterLine(**_fields(letter)) for letter in letters], next=_next(letters, limit))


async def get_letter(letter_id: Annotated[int, Field(ge=1, le=2**62)], read: Read) -> DeadLetterWhole:
    """One of them with the event as it came."""
    letter = await inspect_dead_letter(read.driver, letter_id)
    if letter is None:
        raise NotFound()
    return DeadLetterWhole(**_fields(letter))


async def replay(form: ReplayForm, runtime: CurrentRuntime, caller: Caller, tx: Tx) -> ReplayOutcome:
    """Hand dead letters to their handlers again; each that takes effect is gone from the list."""
    outcome = await runtime.membership.replay(None if form.ids is None else [int(letter_id) for letter_id in form.ids])
    told = ReplayOutcome(replayed=outcome.replayed, failed=outcome.failed, gone=outcome.gone)
    tx.audit("dead_letters.replayed", subject=runtime.name, actor=caller.subject, detail={"ids": form.ids, **told.model_dump()})
    return told


async def discard(form: DiscardForm, runtime: CurrentRuntime, caller: Caller, tx: Tx) -> DiscardOutcome:
    """Give dead letters up: they stay in the list of the discarded, warn no more, and can be replayed by their ids. All or none."""
    ids, reason = sorted({int(letter_id) for letter_id in form.ids}), redact(form.reason)
    if await discard_dead_letters(tx.driver, ids, caller.subject, reason) != set(ids):
        raise AlreadyDecided()
    detail = {"ids": [str(letter_id) for letter_id in ids], "reason": reason}
    tx.audit("dead_letters.discarded", subject=runtime.name, actor=caller.subject, detail=detail)
    return DiscardOutcome(discarded=len(ids))


def _fields(letter: DeadLetter) -> dict[str, Any]:
    return {**asdict(letter), "id": str(letter.id)}


def _next(letters: list[DeadLetter], limit: int) -> str | None:
    return str(letters[-1].id) if len(letters) == limit else None
