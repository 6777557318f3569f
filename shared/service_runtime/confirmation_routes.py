"""Acts that wait for a second person, over HTTP: who asked for what, until when; who asked may take it back."""

import json
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter
from pydantic import Field, JsonValue

from row_sets import Record, Statement, names_of, typed, value
from service_runtime.dictionaries import operation_id
from service_runtime.four_eyes import ActKind, Confirmation, ConfirmationState, read_confirmation, shown_columns
from service_runtime.identity import Caller, allow
from service_runtime.refusals import NotFound, refusals
from service_runtime.rest import AfterNumber, Answer, Id, Limit, Moment, Page, page_of
from service_runtime.routing import Read, Tx, service_router
from service_runtime.runtime_tables import confirmations

ConfirmationId = Annotated[int, Field(ge=1, le=2**62, title="双人办理编号")]


class ConfirmationLine(Answer):
    """一件待第二人确认的事项：何人、何时登记，何时过期；摘要不含个人信息。"""

    id: Id
    kind: ActKind
    state: ConfirmationState
    asked_by: str
    asked_at: Moment
    expires_at: Moment
    summary: Annotated[JsonValue, Field(title="摘要", examples=[{"benefit_year": 2024}])]


_t = confirmations.c
_waiting = _t.state == ConfirmationState.WAITING_FOR_SECOND.value
_LIST = Statement(
    """
    SELECT {shown} FROM confirmations
    WHERE id > :after AND state = 'WAITING_FOR_SECOND' AND expires_at > :now
        AND EXISTS (SELECT FROM unnest(areas) AS asked, {near.rows} WHERE starts_with(asked, near.mine) OR starts_with(near.mine, asked))
    ORDER BY id LIMIT :most
    """,
    shown=", ".join("summary::text AS summary" if name == "summary" else name for name in names_of(Confirmation)),
    near=typed(confirmations, mine=sa.Text, alias="near"),
)
_CANCEL = Statement(
    sa.update(confirmations)
    .values(state=ConfirmationState.CANCELLED.value)
    .where(_t.id == value("id", _t.id), _t.asked_by == value("subject", _t.asked_by), _waiting)
    .returning(*shown_columns)
)


def confirmations_router(name: str) -> APIRouter:
    """Routes under /{name}/v1/confirmations."""
    router = service_router(f"/{name}/v1/confirmations", tags=["运行维护"], dependencies=[allow("operator", "reviewer", "auditor")])
    router.add_api_route("", list_confirmations, methods=["GET"], operation_id=operation_id("list", name, "Confirmations"))
    cancelling: dict[str, Any] = {"operation_id": operation_id("cancel", name, "Confirmation"), "responses": refusals(NotFound)}
    router.add_api_route("/{confirmation_id}/cancel", cancel, methods=["POST"], **cancelling)
    return router


async def list_confirmations(read: Read, caller: Caller, after: AfterNumber = None, limit: Limit = 100) -> Page[ConfirmationLine]:
    """查询待第二人确认的事项

    与本人区域有关的；先登记的在前。
    """
    rows = await _LIST.rows(read.driver, after=after or 0, now=read.now, mine=list(caller.areas), most=limit + 1)
    return page_of(rows, limit, lambda found: _line(read_confirmation(found)), lambda found: found["id"])


async def cancel(confirmation_id: ConfirmationId, tx: Tx, caller: Caller) -> ConfirmationLine:
    """撤销本人登记的事项

    尚未确认的才能撤销。
    """
    found: Record | None = await _CANCEL.row(tx.driver, id=confirmation_id, subject=caller.subject)
    if found is None:
        raise NotFound()
    tx.audit("act.cancelled", subject=f"confirmation/{confirmation_id}", actor=caller.subject, detail={"kind": found["kind"]})
    return _line(read_confirmation(found))


def _line(found: Confirmation) -> ConfirmationLine:
    return ConfirmationLine(
        id=str(found.id),
        kind=found.kind,
        state=found.state,
        asked_by=found.asked_by,
        asked_at=found.asked_at,
        expires_at=found.expires_at,
        summary=json.loads(found.summary),
    )
