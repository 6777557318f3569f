"""The sign-on that has verified somebody, and the gateway for text messages. Both know us by a secret."""

from dataclasses import asdict
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Header, Request
from starlette.responses import Response

from wechat_platform.answers import answered, as_json, platform_of
from wechat_platform.platform import Delivered, Platform, Used

router = APIRouter()
Authorization = Annotated[str, Header()]


class TicketRequest(msgspec.Struct):
    """The ticket that somebody got from the sign-on."""

    ticket: str


class TextRequest(msgspec.Struct):
    """A text message by its template."""

    phone: str
    template: str
    values: dict[str, str]


@router.post("/sign-on/v1/identities")
async def exchange_ticket(request: Request, authorization: Authorization = "") -> Response:
    """The verified claims of somebody, once for a ticket."""
    if not _is_known(request, authorization):
        return _refused(401, "SECRET_INVALID")
    asked = _read(await request.body(), TicketRequest)
    if asked is None:
        return _refused(422, "FIELDS_INVALID")
    gone = False

    async def act(platform: Platform) -> dict[str, Any]:
        nonlocal gone
        try:
            found = platform.tickets.take(asked.ticket)
        except Used:
            found = None
        gone = found is None
        return {} if found is None else asdict(found)

    answer = await answered(request, "identities", act, "application/json")
    return _refused(410, "TICKET_INVALID") if gone else answer


@router.post("/sms/v1/messages")
async def send_text(request: Request, authorization: Authorization = "") -> Response:
    """A text message that is delivered at once."""
    if not _is_known(request, authorization):
        return _refused(401, "SECRET_INVALID")
    asked = _read(await request.body(), TextRequest)
    if asked is None:
        return _refused(422, "FIELDS_INVALID")

    async def act(platform: Platform) -> dict[str, Any]:
        platform.texts.append(Delivered(asked.phone, asked.template, asked.values))
        return {"accepted": True}

    answer = await answered(request, "texts", act, "application/json")
    answer.status_code = 202 if answer.status_code == 200 else answer.status_code
    return answer


def _is_known(request: Request, authorization: str) -> bool:
    return authorization == f"Bearer {platform_of(request).settings.secret}"


def _refused(status: int, code: str) -> Response:
    return as_json({"type": "about:blank", "status": status, "code": code}, status, "application/problem+json")


def _read(body: bytes, kind: type[Any]) -> Any:  # noqa: ANN401 -- one of the requests above, None for what is none
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.MsgspecError:
        return None
