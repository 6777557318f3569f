"""The published side: docs/contracts/tax-office.yaml. Nothing is read before its signature was checked."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import JSONResponse

from enrolment_terms.money import yuan
from process_runtime.signature_profiles import Received
from tax_office.behaviour import Behaviour, chances
from tax_office.kept_answers import (
    CurrentOffice,
    DroppedConnection,
    Signed,
    answer_of,
    answered_once,
    is_lost,
    misbehaves,
    signed_message,
)
from tax_office.ledger import payments_of, read_page
from tax_office.levies import accept_batch, recall_bills
from tax_office.messages import LevyBatch, Recall, RefundPayout, RefundRequest, read_message
from tax_office.odd_rows import odd_page
from tax_office.office import Office
from tax_office.payment_links import read_link
from tax_office.refunds import take_payout, take_request

_PREFIX = "/tax-office/v1"


async def as_told(request: Request, office: CurrentOffice) -> None:
    """Before anything else is looked at."""
    await misbehaves(office, request.url.path.removeprefix(_PREFIX).split("/")[1])


router = APIRouter(prefix=_PREFIX, dependencies=[Depends(as_told)])
BillId = Annotated[str, Query(pattern=r"^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$")]
Serial = Annotated[str | None, Query(pattern=r"^(0|[1-9][0-9]{9,17})$")]
WebhookId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_.:=+-]{1,255}$")]


async def answer_message(
    office: Office, message: Received, take: Callable[[], Awaitable[bytes]], tell: Callable[[bytes], Awaitable[Response]] | None = None
) -> Response:
    """What every message is answered with: 202 and the one answer to it, unless one of the two is lost on its way."""
    if is_lost(office, "lost-message", office.behaviour.lost_messages, message.message_id) and office.loses(message.message_id):
        return DroppedConnection()
    answer, is_new = await answered_once(office, message, take)
    if is_new and is_lost(office, "lost-answer", office.behaviour.lost_answers, message.message_id):
        return DroppedConnection()
    return await tell(answer) if tell else Response(answer, 202, media_type="application/json")


@router.post("/levy-batches", status_code=202, operation_id="sendLevyBatch")
async def send_levy_batch(message: Signed, office: CurrentOffice) -> Response:
    """Stores a batch and answers; by chance the answer to a new one comes late or not at all."""
    batch = read_message(message.body, LevyBatch)

    is_new = False

    async def take() -> bytes:
        nonlocal is_new
        answer, is_new = await accept_batch(office, batch)
        return answer

    async def tell(answer: bytes) -> Response:
        if is_new and await _keeps_waiting(batch.batch_id, office.behaviour):
            return DroppedConnection()
        return _odd_answer(answer, office.behaviour.levy_answer)

    return await answer_message(office, message, take, tell)


def _odd_answer(answer: bytes, how: str) -> Response:
    """The answer to a batch that was taken, or what a broken office says instead."""
    told = msgspec.json.decode(answer)
    match how:
        case "OTHER_BATCH":
            return JSONResponse(told | {"batch_id": "00000000-0000-0000-0000-000000000000"}, 202)
        case "NOT_ALL":
            return JSONResponse(told | {"accepted": told["accepted"] - 1}, 202)
        case "NO_JSON":
            return Response(b"<html></html>", 202, media_type="text/html")
        case "BROKEN":
            return Response(answer[:-1], 202, media_type="application/json")
        case "REDIRECT":
            return Response(b"", 307, {"location": "/tax-office/v1/elsewhere"})
        case "ENDLESS":
            return Response(b" " * 9 * 1024 * 1024, 202, media_type="application/json")
    return Response(answer, 202, media_type="application/json")


async def _keeps_waiting(batch_id: str, behaviour: Behaviour) -> bool:
    """After a stored batch: half of the faults are a dropped connection (True), half an answer that comes late."""
    late, drop = chances(behaviour.seed, "timeout", batch_id)[:2]
    if late >= behaviour.timeout:
        return False
    if drop >= 0.5:
        await asyncio.sleep(behaviour.timeout_ms / 1000)
    return drop < 0.5


@router.post("/recalls", status_code=202, operation_id="recallBills")
async def recall(message: Signed, office: CurrentOffice) -> Response:
    """Takes bills back for good."""
    asked = read_message(message.body, Recall)

    async def take() -> bytes:
        return msgspec.json.encode(await recall_bills(office, asked))

    return await answer_message(office, message, take)


@router.post("/refund-requests", status_code=202, operation_id="requestRefundReview")
async def request_review(message: Signed, office: CurrentOffice) -> Response:
    """A refund to be reviewed; the review comes by a callback."""
    asked = read_message(message.body, RefundRequest)
    return await answer_message(office, message, lambda: take_request(office, asked))


@router.post("/refund-payouts", status_code=202, operation_id="payRefund")
async def pay_refund(message: Signed, office: CurrentOffice) -> Response:
    """Money to go back; what became of it comes by a callback and by the ledger."""
    order = read_message(message.body, RefundPayout)
    return await answer_message(office, message, lambda: take_payout(office, order))


@router.get("/messages/{webhook_id}", operation_id="readMessage", response_model=None)
async def read_message_again(webhook_id: WebhookId, question: Signed, office: CurrentOffice) -> Response | dict[str, Any]:
    """What was answered to a message whose answer did not come."""
    if is_lost(office, "lost-answer", office.behaviour.lost_answers, question.message_id):
        return DroppedConnection(200)
    return await answer_of(office, webhook_id)


@router.get("/payments", operation_id="readPayments", dependencies=[Depends(signed_message)])
async def read_payments(bill_id: BillId, office: CurrentOffice) -> dict[str, Any]:
    """What is known of one bill."""
    return await payments_of(office.pool, bill_id)


@router.get("/pay/{token}", operation_id="openPaymentLink")
async def open_payment_link(token: str, office: CurrentOffice) -> dict[str, Any]:
    """What the channel shows to whoever opened a link: nothing of the person."""
    bill_id, amount = read_link(token, office.settings.out_secrets)
    known = await payments_of(office.pool, bill_id)
    return {"bill_id": bill_id, "amount": yuan(amount), "state": known["state"]}


@router.get("/ledger", operation_id="readLedger", dependencies=[Depends(signed_message)])
async def read_ledger(office: CurrentOffice, after: Serial = None, limit: Annotated[int, Query(ge=1, le=5000)] = 500) -> dict[str, Any]:
    """The ledger from a serial on."""
    page = await read_page(office.pool, int(after or 0), limit)
    first = (await read_page(office.pool, 0, 1))["entries"] if office.behaviour.ledger_turns_back else []
    return odd_page(page, next(iter(first), None), int(after or 0), office.behaviour)
