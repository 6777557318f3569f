"""One answer for each message, for ever: repeated when it is sent again, and told to whoever asks what became of it."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import msgspec
import sqlalchemy as sa
from fastapi import Depends, Request, Response
from sqlalchemy.dialects.postgresql import insert
from starlette.types import Receive, Scope, Send

from process_runtime.signature_profiles import Received
from row_sets import Statement, row, value
from tax_office import problems
from tax_office.behaviour import chances
from tax_office.office import Office
from tax_office.tables import answers

MAX_BODY = 4 * 1024 * 1024
_ANSWER = Statement(sa.select(answers).where(answers.c.webhook_id == value("webhook_id", answers.c.webhook_id)))
_KEEP = Statement(insert(answers).values(row(answers, "webhook_id", "content", "answer")).on_conflict_do_nothing())


def the_office(request: Request) -> Office:
    """The office that this application serves."""
    office: Office = request.app.state.office
    return office


CurrentOffice = Annotated[Office, Depends(the_office)]


async def signed_message(request: Request, office: CurrentOffice) -> Received:
    """Id and raw body, once the signature holds; by chance the connection is dropped before anything is read."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MAX_BODY:
            raise problems.too_large()
    received = office.checking.received(bytes(body), request.headers)
    if received is None:
        raise problems.not_signed()
    return received


Signed = Annotated[Received, Depends(signed_message)]


class DroppedConnection(Response):
    """An answer that begins and never comes: the server closes the connection."""

    def __init__(self, status_code: int = 202) -> None:
        super().__init__(status_code=status_code)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-length", b"64"), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": self.status_code, "headers": headers})


async def answered_once(office: Office, message: Received, take: Callable[[], Awaitable[bytes]]) -> tuple[bytes, bool]:
    """The answer to this message, and whether it is new. `take` does what it asks for, and may be done again after a crash.

    Raises Refusal 409 if this id came with other content before.
    """
    content = hashlib.sha256(message.body).digest()
    before = await _ANSWER.row(office.pool, webhook_id=message.message_id)
    if before is not None and before["content"] != content:
        raise problems.message_content_differs()
    if before is not None:
        return before["answer"].encode(), False
    answer = await take()
    await _KEEP.run(office.pool, webhook_id=message.message_id, content=content, answer=answer.decode())
    return answer, True


async def answer_of(office: Office, webhook_id: str) -> dict[str, Any]:
    """What was answered to that message. Raises Refusal 404 if it was never received."""
    kept = await _ANSWER.row(office.pool, webhook_id=webhook_id)
    if kept is None:
        raise problems.message_not_received()
    return {"webhook_id": webhook_id, "received_at": kept["received_at"].isoformat(), "answer": msgspec.json.decode(kept["answer"])}


async def misbehaves(office: Office, place: str) -> None:
    """Whatever is asked, this address hangs or answers as it was told: for as long as the behaviour says."""
    if place in office.behaviour.hanging:
        await asyncio.Event().wait()
    status = office.behaviour.answers.get(place)
    if status is not None:
        raise problems.told_to_answer(status, office.behaviour.retry_after)


def is_lost(office: Office, topic: str, share: float, webhook_id: str) -> bool:
    """By chance, the same for the same id."""
    return chances(office.behaviour.seed, topic, webhook_id)[0] < share
