"""What other regions and the national platform tell: signed, taken once, answered row by row (docs/contracts/other-regions.yaml)."""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from dedup.domain.told_by_regions import RefusedSpell, RegionMessage
from dedup.errors import MessageNotInContract, OtherBody, SignatureInvalid
from dedup.gateways.region_messages import read_message
from dedup.gateways.strict_reading import NotInContract, is_json
from dedup.schemas.region_messages import MessageReceipt, RefusedSpellRow
from dedup.use_cases.take_region_messages import MESSAGES, Arrival, take_message
from process_runtime.webhook_signatures import is_signed
from service_runtime import CurrentRuntime, MalformedJson, Runtime, refusals
from service_runtime.rest import ReasonResponse

PATH = "/dedup/v1/other-regions/messages"


def region_messages(secrets: Sequence[str]) -> APIRouter:
    """`secrets` of the platform; without one no message is taken."""
    router = APIRouter(tags=["外地平台"])

    @router.post(
        PATH,
        operation_id="receiveRegionMessage",
        status_code=202,
        response_model=MessageReceipt,
        responses={200: {"model": MessageReceipt}, **refusals(SignatureInvalid, MalformedJson, OtherBody, MessageNotInContract)},
    )
    async def receive(request: Request, runtime: CurrentRuntime) -> JSONResponse:
        """接收外地平台报文

        参保信息、报齐时间、对通知的答复和外地的通知，按 Standard Webhooks 签名。202 为新接收，200 为此前已接收；同一编号的其他内容、不符合
        接口约定的报文不接收。refused 列出未接收的明细及全部原因，其余明细照常接收。
        """
        body = await request.body()
        if not is_signed(body, request.headers, secrets):
            raise _counted(Arrival.NOT_SIGNED, SignatureInvalid())
        refused = await _take(runtime, request.headers["webhook-id"], body, _read(body))
        MESSAGES.labels((Arrival.TAKEN if refused is not None else Arrival.REPEATED).name.lower()).inc()
        return JSONResponse(_receipt(refused or ()).model_dump(mode="json"), 200 if refused is None else 202)

    return router


async def _take(runtime: Runtime, webhook_id: str, body: bytes, told: RegionMessage) -> list[RefusedSpell] | None:
    try:
        async with runtime.database.transaction() as tx:
            return await take_message(tx, webhook_id, body, told, runtime.settings.installation_area)
    except OtherBody as error:
        raise _counted(Arrival.OTHER_BODY, error) from None
    except MessageNotInContract as error:
        raise _counted(Arrival.NOT_IN_CONTRACT, error) from None


def _read(body: bytes) -> RegionMessage:
    if not is_json(body):
        raise _counted(Arrival.NOT_JSON, MalformedJson())
    try:
        return read_message(body)
    except NotInContract as error:
        raise _counted(Arrival.NOT_IN_CONTRACT, MessageNotInContract(reasons=error.reasons)) from None


def _counted(arrival: Arrival, refusal: Exception) -> Exception:
    MESSAGES.labels(arrival.name.lower()).inc()
    return refusal


def _receipt(refused: Sequence[RefusedSpell]) -> MessageReceipt:
    rows = [
        RefusedSpellRow(place=one.place, spell_ref=one.spell_ref, reasons=[ReasonResponse.model_validate(said) for said in one.reasons])
        for one in refused
    ]
    return MessageReceipt(received=True, refused=rows)
