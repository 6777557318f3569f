"""The published contract (docs/contracts/other-regions.yaml): notices come in, and it is told what became of them."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import Response

from other_regions_platform.behaviour import How
from other_regions_platform.notices import Notice, OtherContent, RequestAnswer
from other_regions_platform.platform import Platform
from process_runtime.webhook_signatures import is_signed

router = APIRouter(prefix="/regions/v1")
_MOST_BYTES = 64 * 1024
_notice, _request_answer = msgspec.json.Decoder(Notice), msgspec.json.Decoder(RequestAnswer)
_STATUS: dict[How, int] = {
    "DOWN": 502,
    "BUSY": 503,
    "LIMITED": 429,
    "GONE": 410,
    "FORBIDDEN": 401,
    "REFUSES": 422,
    "CONFLICT": 409,
    "SLOW": 504,
}


@router.post("/notices/{notice_id}")
async def tell(notice_id: UUID, request: Request) -> Response:
    """Takes a notice."""
    platform: Platform = request.app.state.platform
    how = platform.how()
    if broken := await _broken(how, platform):
        return broken
    body = await request.body()
    if len(body) > _MOST_BYTES or not is_signed(body, request.headers, platform.settings.out_secrets):
        return _problem(401, "SIGNATURE_INVALID")
    try:
        notice = _notice.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return _problem(422, "FIELDS_INVALID")
    if notice.notice_id != notice_id:
        return _problem(422, "FIELDS_INVALID")
    try:
        version = platform.take(notice)
    except OtherContent:
        return _problem(409, "OTHER_CONTENT")
    return _told(how, 202, {"notice_id": str(notice_id), "version": version, "state": "RECEIVED"})


@router.get("/notices/{notice_id}")
async def what_became_of(notice_id: UUID, request: Request) -> Response:
    """Where a notice stands."""
    platform: Platform = request.app.state.platform
    how = platform.how()
    if broken := await _broken(how, platform):
        return broken
    if not is_signed(b"", request.headers, platform.settings.out_secrets):
        return _problem(401, "SIGNATURE_INVALID")
    received = platform.notices.received.get(notice_id)
    if received is None:
        return _problem(404, "NOTICE_NOT_RECEIVED")
    return _told(how, 200, received.answer)


@router.post("/answers")
async def answer(request: Request) -> Response:
    """Takes dedup's answer to a request."""
    platform: Platform = request.app.state.platform
    how = platform.how()
    if broken := await _broken(how, platform):
        return broken
    body = await request.body()
    if len(body) > _MOST_BYTES or not is_signed(body, request.headers, platform.settings.out_secrets):
        return _problem(401, "SIGNATURE_INVALID")
    try:
        told = _request_answer.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return _problem(422, "FIELDS_INVALID")
    if not platform.hear(msgspec.to_builtins(told)):
        return _problem(422, "NEVER_ASKED")
    return _told(how, 202, {"received": True})


def _told(how: How, status: int, answer: dict[str, Any]) -> Response:
    if how == "LOST":
        return _problem(502, "NOT_READY")
    if how == "OTHER_NOTICE":
        answer |= {"notice_id": str(uuid4())}
    if how == "OLD_VERSION":
        answer |= {"version": answer.get("version", 0) - 1}
    content = msgspec.json.encode(answer)
    return Response(content[:-9] if how == "HALF" else content, status, media_type="application/json")


async def _broken(how: How, platform: Platform) -> Response | None:
    calls = platform.behaviour.calls
    if how == "SLOW":
        await asyncio.sleep(calls.slow_ms / 1000)
    if how == "NO_JSON":
        return Response(b"<html></html>", media_type="text/html")
    if how == "ENDLESS":
        return Response(b" " * 200_000, media_type="application/json")
    if how == "REDIRECT":
        return Response(b"", 307, {"location": "/regions/v1/notices/elsewhere"})
    if how in _STATUS:
        wish = {"retry-after": calls.retry_after} if calls.retry_after and how in ("BUSY", "LIMITED") else {}
        return _problem(_STATUS[how], how, wish)
    return None


def _problem(status: int, code: str, headers: dict[str, str] | None = None) -> Response:
    return Response(msgspec.json.encode({"status": status, "code": code}), status, headers, "application/problem+json")
