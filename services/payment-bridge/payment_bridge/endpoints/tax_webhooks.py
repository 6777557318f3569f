"""Callbacks of the tax office: the raw bytes are verified, stored and answered; the work is done later (R-057)."""

from collections.abc import Callable, Sequence

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from payment_bridge.domain.callback_states import Kept
from payment_bridge.domain.tax_rows import TaxReport
from payment_bridge.errors import OtherBody, SignatureInvalid
from payment_bridge.gateways.tax_messages import UnreadableMessage, is_json, read_callback
from payment_bridge.schemas.levies import Receipt, RowNoted, RowNotTaken
from payment_bridge.use_cases.answer_rows import Noted, note_rows
from payment_bridge.use_cases.callback_counters import RECEIVED, REFUSED_IDS, REFUSED_SIGNATURES, REFUSED_TEXTS, REPEATED
from payment_bridge.use_cases.store_callback import store_callback
from process_runtime.signature_profiles import Checking
from service_runtime import CurrentRuntime, MalformedJson, refusals

PATH = "/payment-bridge/v1/webhooks/tax"


def tax_webhooks(checking: Checking, stored: Callable[[], None]) -> APIRouter:
    """`checking` checks the signature; `stored` is called after the commit of each new callback."""
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

        供税务部门调用，按 Standard Webhooks 或国家平台方式签名。202 为新接收，200 为此前已接收，409 为同一编号的其他内容：已留存，
        待人工核对。set_aside 列出无法识别的明细：已单独留存；noted 列出此前已接收或账单尚不存在的明细；其余明细照常入账。一次最多 5000 条。
        """
        received = checking.received(await request.body(), request.headers)
        if received is None:
            REFUSED_SIGNATURES.inc()
            raise SignatureInvalid()
        webhook_id, body = received
        if not is_json(body):
            REFUSED_TEXTS.inc()
            raise MalformedJson()
        report = _read(body)
        async with runtime.database.transaction() as tx:
            kept = await store_callback(tx, webhook_id, body)
            noted = await note_rows(tx, report) if report else []
        if kept is Kept.CONFLICT:
            REFUSED_IDS.inc()
            raise OtherBody()
        if kept is Kept.NEW:
            RECEIVED.inc()
            stored()
        else:
            REPEATED.inc()
        return JSONResponse(_receipt(report, noted).model_dump(mode="json", exclude_unset=True), 202 if kept is Kept.NEW else 200)

    return router


def _read(body: bytes) -> TaxReport | None:
    """What can be read of it, row by row; None for a callback of a kind that we do not know: it is stored, and that is all."""
    try:
        return read_callback(body)
    except UnreadableMessage:
        return None


def _receipt(report: TaxReport | None, noted: Sequence[Noted]) -> Receipt:
    if report is None:
        return Receipt(received=True)
    aside = [RowNotTaken(place=row.place, tax_serial=row.serial, field=row.field, rule=row.rule) for row in report.aside]
    told = [RowNoted(**one._asdict()) for one in noted]
    return Receipt(received=True, rows=report.rows + len(aside), set_aside=aside, noted=told)
