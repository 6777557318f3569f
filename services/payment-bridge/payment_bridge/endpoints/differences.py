"""Differences: one serial of the tax office with two contents, for operators (R-057, R-096)."""

from typing import Annotated
from uuid import UUID

import msgspec
from fastapi import Query

from payment_bridge.domain.differences import DifferenceState, Side
from payment_bridge.endpoints.scopes import OFFICES, office_scope
from payment_bridge.errors import NoSuchDifference
from payment_bridge.repository.differences import NEWEST, differences_in_state
from payment_bridge.schemas.levies import DifferenceCloseForm, DifferenceItem, DifferenceSide
from payment_bridge.use_cases.close_difference import close_difference
from payment_bridge.use_cases.kept_texts import REASON, text_of
from row_sets import Record
from service_runtime import AlreadyDecided, Caller, CurrentRuntime, Read, ReadConnection, Tx, allow, redact, refusals, service_router
from service_runtime.rest import AfterNumber, Limit, Page, page_of

router = service_router("/payment-bridge/v1/differences", tags=["征缴进度与核对"])
_side = msgspec.json.Decoder(Side)


@router.get("", operation_id="listDifferences", dependencies=[allow(*OFFICES)])
async def list_differences(
    read: Read,
    caller: Caller,
    runtime: CurrentRuntime,
    state: Annotated[DifferenceState, Query(title="差异状态")] = DifferenceState.OPEN,
    after: AfterNumber = None,
    limit: Limit = 100,
) -> Page[DifferenceItem]:
    """查询税务记录差异

    同一税票号码两次内容不同：先收到的仍有效，两份都保留，直到核结。后发现的在前；没有账单的仅限管辖全部区域的经办人员。
    """
    scope = office_scope(caller, runtime)
    rows = await differences_in_state(read.driver, state, scope, limit + 1, NEWEST if after is None else after)
    return page_of(rows, limit, lambda row: _item(read, row), lambda row: row["position"])


@router.post(
    "/{difference_id}/close",
    operation_id="closeDifference",
    dependencies=[allow("operator")],
    responses=refusals(NoSuchDifference, AlreadyDecided),
)
async def close(difference_id: UUID, form: DifferenceCloseForm, tx: Tx, caller: Caller, runtime: CurrentRuntime) -> DifferenceItem:
    """核结一项税务记录差异

    经与税务部门核对后填写原因；先收到的内容仍有效。需要更正的，由税务部门冲正该税票，并以新的税票号码按原到账日期重新传送。
    """
    scope = office_scope(caller, runtime)
    return _item(tx, await close_difference(tx, difference_id, redact(form.reason), scope, caller.subject))


def _item(read: ReadConnection, row: Record) -> DifferenceItem:
    sealed, sides = row["close_reason_sealed"], (_side.decode(row[f"{name}_side"]) for name in ("first", "other"))
    first, other = (DifferenceSide.model_validate(msgspec.structs.asdict(side)) for side in sides)
    reason = None if sealed is None else text_of(read, sealed, REASON, row["difference_id"])
    return DifferenceItem.model_validate({**row, "first": first, "other": other, "close_reason": reason})
