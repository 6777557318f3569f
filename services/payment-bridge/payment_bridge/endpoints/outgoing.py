"""What was told to the tax office, each attempt to tell it, and its endpoints, for operators (B16, R-065)."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from payment_bridge.domain.outgoing import OutgoingState
from payment_bridge.domain.tax_endpoints import TaxEndpoint
from payment_bridge.errors import NoSuchMessage, NotDisabled, NotToBeReplayed
from payment_bridge.repository.outgoing import NEWEST, attempts_of, message_of, messages_of
from payment_bridge.repository.tax_endpoints import NONE, refusing_endpoints
from payment_bridge.schemas.outgoing import OutgoingAttempt, OutgoingItem, TaxEndpointItem
from payment_bridge.use_cases.replay_message import enable_tax_endpoint, replay_outgoing, require_disabled
from row_sets import Record
from service_runtime import ALL_OF_IT, ActKind, Caller, Read, Tx, allow, by_two, need_second, refusals, service_router
from service_runtime.rest import AfterNumber, Limit, Page, page_of

router = service_router("/payment-bridge/v1", tags=["税务部门"])
_LOOK = [allow("operator", "auditor"), ALL_OF_IT]


@router.get("/outgoing", operation_id="listOutgoingMessages", dependencies=_LOOK)
async def list_outgoing(
    read: Read,
    state: Annotated[OutgoingState | None, Query(title="税务报文状态")] = None,
    kind: Annotated[TaxEndpoint | None, Query(title="税务接口")] = None,
    after: AfterNumber = None,
    limit: Limit = 100,
) -> Page[OutgoingItem]:
    """查询发往税务部门的报文

    应征、撤回等各类报文，后产生的在前；不含报文内容。
    """
    rows = await messages_of(read.driver, state, kind, limit + 1, NEWEST if after is None else after)
    return page_of(rows, limit, _item, lambda row: row["position"])


@router.get("/outgoing/{message_id}/attempts", operation_id="listOutgoingAttempts", dependencies=_LOOK, responses=refusals(NoSuchMessage))
async def list_attempts(message_id: UUID, read: Read, after: AfterNumber = None, limit: Limit = 100) -> Page[OutgoingAttempt]:
    """查询一份报文的全部联系记录

    每次发送、每次查询结果各一条，先发生的在前。
    """
    if await message_of(read.driver, message_id) is None:
        raise NoSuchMessage()
    rows = await attempts_of(read.driver, message_id, after or 0, limit + 1)
    return page_of(rows, limit, lambda row: OutgoingAttempt.model_validate(dict(row)), lambda row: row["no"])


@router.post(
    "/outgoing/{message_id}/replay",
    operation_id="replayOutgoingMessage",
    dependencies=[allow("operator"), ALL_OF_IT],
    responses=refusals(NoSuchMessage, NotToBeReplayed),
)
async def replay(message_id: UUID, tx: Tx, caller: Caller) -> OutgoingItem:
    """立即重新传送一份报文

    内容和编号不变；结果不明的先查询；已答复的、正在传送的和已拆分另发的不能重新传送。
    """
    return _item(await replay_outgoing(tx, message_id, caller.subject))


@router.get("/tax-endpoints", operation_id="listTaxEndpoints", dependencies=_LOOK)
async def list_endpoints(read: Read) -> Page[TaxEndpointItem]:
    """查询税务接口的情况"""
    known = await refusing_endpoints(read.driver)
    items = []
    for endpoint in TaxEndpoint:
        one = known.get(endpoint, NONE)
        told = {"error": one.status or None, "seconds": round(one.seconds, 1), "tries": one.tries, "disabled": one.disabled}
        items.append(TaxEndpointItem.model_validate({"endpoint": endpoint, **told}))
    return Page(items=items)


@router.post(
    "/tax-endpoints/{endpoint}/enable",
    operation_id="enableTaxEndpoint",
    dependencies=[allow("operator"), ALL_OF_IT],
    responses=by_two(NotDisabled),
)
async def enable(endpoint: TaxEndpoint, tx: Tx, caller: Caller) -> TaxEndpointItem:
    """恢复已停用的税务接口

    税务部门答复 410 后停用；与其核实地址后，须两名工作人员先后提交，待传送的报文随即传送。
    """
    await require_disabled(tx, endpoint)
    await need_second(tx, caller, ActKind.ENABLE_TAX_ENDPOINT, endpoint, {"id": str(endpoint)})
    await enable_tax_endpoint(tx, endpoint, caller.subject)
    return TaxEndpointItem.model_validate({"endpoint": endpoint, "error": None, "seconds": 0.0, "tries": 0, "disabled": False})


def _item(row: Record) -> OutgoingItem:
    return OutgoingItem.model_validate(dict(row))
