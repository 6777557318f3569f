"""The published side: docs/contracts/tax-office.yaml. Nothing is read before its signature was checked."""

import asyncio
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from enrolment_terms.money import yuan
from tax_office import problems
from tax_office.behaviour import Behaviour, chances
from tax_office.ledger import payments_of, read_page
from tax_office.levies import accept_batch, recall_bills
from tax_office.messages import LevyBatch, Recall, read_message
from tax_office.odd_rows import odd_page
from tax_office.office import Office
from tax_office.payment_links import read_link
from tax_office.signatures import is_signed

MAX_BODY = 4 * 1024 * 1024


def the_office(request: Request) -> Office:
    """The office that this application serves."""
    office: Office = request.app.state.office
    return office


CurrentOffice = Annotated[Office, Depends(the_office)]


async def signed_body(request: Request, office: CurrentOffice) -> bytes:
    """The raw body, once its signature holds."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MAX_BODY:
            raise problems.too_large()
    if not is_signed(bytes(body), request.headers, office.settings.out_secrets):
        raise problems.not_signed()
    return bytes(body)


async def as_told(request: Request, office: CurrentOffice) -> None:
    """Whatever is asked, this address answers so: for as long as the behaviour says."""
    status = office.behaviour.answers.get(request.url.path.rpartition("/")[2])
    if status is not None:
        raise problems.told_to_answer(status, office.behaviour.retry_after)


router = APIRouter(prefix="/tax-office/v1", dependencies=[Depends(as_told)])
SignedBody = Annotated[bytes, Depends(signed_body)]
BillId = Annotated[str, Query(pattern=r"^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$")]
Serial = Annotated[str | None, Query(pattern=r"^(0|[1-9][0-9]{9,17})$")]


class DroppedConnection(Response):
    """An answer that begins and never comes: the server closes the connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 202, "headers": [(b"content-length", b"64")]})


@router.post("/levy-batches", status_code=202, operation_id="sendLevyBatch")
async def send_levy_batch(body: SignedBody, office: CurrentOffice) -> Response:
    """Stores a batch and answers; by chance the answer to a new one comes late or not at all."""
    batch = read_message(body, LevyBatch)
    answer, is_new = await accept_batch(office, batch)
    if is_new and await _keeps_waiting(batch.batch_id, office.behaviour):
        return DroppedConnection()
    return _odd_answer(answer, office.behaviour.levy_answer)


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
async def recall(body: SignedBody, office: CurrentOffice) -> dict[str, Any]:
    """Takes bills back for good."""
    return await recall_bills(office, read_message(body, Recall))


@router.get("/payments", operation_id="readPayments", dependencies=[Depends(signed_body)])
async def read_payments(bill_id: BillId, office: CurrentOffice) -> dict[str, Any]:
    """What is known of one bill."""
    return await payments_of(office.pool, bill_id)


@router.get("/pay/{token}", operation_id="openPaymentLink")
async def open_payment_link(token: str, office: CurrentOffice) -> dict[str, Any]:
    """What the channel shows to whoever opened a link: nothing of the person."""
    bill_id, amount = read_link(token, office.settings.out_secrets)
    known = await payments_of(office.pool, bill_id)
    return {"bill_id": bill_id, "amount": yuan(amount), "state": known["state"]}


@router.get("/ledger", operation_id="readLedger", dependencies=[Depends(signed_body)])
async def read_ledger(office: CurrentOffice, after: Serial = None, limit: Annotated[int, Query(ge=1, le=5000)] = 500) -> dict[str, Any]:
    """The ledger from a serial on."""
    page = await read_page(office.pool, int(after or 0), limit)
    first = (await read_page(office.pool, 0, 1))["entries"] if office.behaviour.ledger_turns_back else []
    return odd_page(page, next(iter(first), None), int(after or 0), office.behaviour)
