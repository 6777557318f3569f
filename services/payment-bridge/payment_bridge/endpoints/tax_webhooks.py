"""Callbacks of the tax office: the raw bytes are verified, stored and answered; the work is done later (R-057)."""

from collections.abc import Callable

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from payment_bridge.domain.callback_states import Kept
from payment_bridge.errors import OtherBody, SignatureInvalid
from payment_bridge.gateways.signatures import is_signed
from payment_bridge.gateways.tax_messages import is_json
from payment_bridge.schemas import Receipt
from payment_bridge.use_cases.callback_counters import RECEIVED, REFUSED_IDS, REFUSED_SIGNATURES, REFUSED_TEXTS, REPEATED
from payment_bridge.use_cases.store_callback import store_callback
from service_runtime import CurrentRuntime, MalformedJson, refusals

PATH = "/payment-bridge/v1/webhooks/tax"


def tax_webhooks(secrets: tuple[str, ...], stored: Callable[[], None]) -> APIRouter:
    """`stored` is called after the commit of each new callback."""
    router = APIRouter(tags=["税务部门"])

    @router.post(
        PATH,
        operation_id="receiveTaxCallback",
        status_code=202,
        response_model=Receipt,
        responses={200: {"model": Receipt}, **refusals(SignatureInvalid, MalformedJson, OtherBody)},
    )
    async def receive(request: Request, runtime: CurrentRuntime) -> JSONResponse:
        """接收税务回执

        供税务部门调用，按 Standard Webhooks 签名；202 为新接收，200 为此前已接收，409 为同一编号的其他内容：已留存，待人工核对。
        """
        body = await request.body()
        if not is_signed(body, request.headers, secrets):
            REFUSED_SIGNATURES.inc()
            raise SignatureInvalid()
        if not is_json(body):
            REFUSED_TEXTS.inc()
            raise MalformedJson()
        async with runtime.database.transaction() as tx:
            kept = await store_callback(tx, request.headers["webhook-id"], body)
        if kept is Kept.CONFLICT:
            REFUSED_IDS.inc()
            raise OtherBody()
        if kept is Kept.NEW:
            RECEIVED.inc()
            stored()
        else:
            REPEATED.inc()
        return JSONResponse({"received": True}, 202 if kept is Kept.NEW else 200)

    return router
