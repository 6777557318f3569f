"""/registration/v1/mandates: who may act for whom."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from registration.domain.mandate import MandateState
from registration.endpoints.responses import mandate_response
from registration.endpoints.scopes import office_scope_of, scope_of
from registration.errors import DecisionNeedsReasons, FilerDecides, MandateHasFaults, MandateWaits, OwnMandate, TransitionNotAllowed
from registration.repository.mandate_rows import list_mandates
from registration.schemas import mandates as schemas
from registration.use_cases.decide_mandate import decide_mandate, end_mandate
from registration.use_cases.looks import LOOKS
from registration.use_cases.record_mandate import record_mandate
from service_runtime import PERSONAL_ROLES, Caller, NotFound, Read, Tx, YearNotOpen, allow, idempotent, limited, refusals, service_router
from service_runtime.rest import After, Limit, Page, page_of

router = service_router("/registration/v1/mandates", tags=["代办关系"])
_PARTIES = allow("citizen", "agent", "clerk")
_State = Annotated[MandateState | None, Query(title="状态")]


@router.post(
    "",
    status_code=201,
    operation_id="recordMandate",
    dependencies=[_PARTIES, limited("filing"), idempotent],
    responses=refusals(MandateHasFaults, OwnMandate, MandateWaits, YearNotOpen),
)
async def record(body: schemas.MandateRequest, tx: Tx, caller: Caller) -> schemas.MandateStateResponse:
    """申请或登记代办关系

    本人在小程序申请的，由所选区划的经办人员确认；经办人员在窗口登记的，即时生效。
    父母填写孩子和本人的姓名、证件，公安或卫生健康部门的数据证明亲子关系的，不需提供材料。
    """
    at_counter = caller.has_role("clerk") and not (caller.has_role(*PERSONAL_ROLES) and body.subject in (None, caller.subject))
    recorded = await record_mandate(tx, body.form(None if at_counter else caller.subject), caller)
    return schemas.MandateStateResponse(mandate_id=str(recorded.mandate_id), state=recorded.state)


@router.get("", operation_id="listMandates", dependencies=[_PARTIES])
async def list_page(
    read: Read, caller: Caller, state: _State = None, after: After = None, limit: Limit = 50
) -> Page[schemas.MandateResponse]:
    """查询代办关系

    本人的和为本人代办的；经办人员查询本辖区的。
    """
    rows = await list_mandates(read.driver, scope_of(caller, read, "clerk"), limit + 1, read.now.date(), state=state, after=after)
    LOOKS.note_list(read, caller, "mandates", [row["mandate_id"] for row in rows[:limit]])
    return page_of(rows, limit, lambda row: mandate_response(row, read.safe), lambda row: row["mandate_id"])


@router.post(
    "/{mandate_id}/decision",
    operation_id="decideMandate",
    dependencies=[allow("clerk"), idempotent],
    responses=refusals(NotFound, TransitionNotAllowed, FilerDecides, DecisionNeedsReasons),
)
async def decide(mandate_id: UUID, body: schemas.MandateDecision, tx: Tx, caller: Caller) -> schemas.MandateStateResponse:
    """确认或不予确认代办申请"""
    confirmed = body.decision is schemas.MandateVerdict.CONFIRM
    state = await decide_mandate(tx, mandate_id, confirmed, body.told(), office_scope_of(caller, tx, "clerk"))
    return schemas.MandateStateResponse(mandate_id=str(mandate_id), state=state)


@router.post(
    "/{mandate_id}/end",
    operation_id="endMandate",
    dependencies=[_PARTIES, idempotent],
    responses=refusals(NotFound, TransitionNotAllowed),
)
async def end(mandate_id: UUID, tx: Tx, caller: Caller) -> schemas.MandateStateResponse:
    """终止代办关系

    代办人、被代办人本人或本辖区经办人员均可终止，即时生效。
    """
    return schemas.MandateStateResponse(mandate_id=str(mandate_id), state=await end_mandate(tx, mandate_id, scope_of(caller, tx, "clerk")))
