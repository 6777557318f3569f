"""The strings: what people do on their telephones, what was delivered, and how the platform misbehaves. For loopback only."""

from dataclasses import asdict
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from wechat_platform.answers import platform_of
from wechat_platform.behaviour import Behaviour
from wechat_platform.platform import Delivered, Identity

router = APIRouter(prefix="/simulator/v1")
_Word = Annotated[str, Field(min_length=1, max_length=128)]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class User(_Asked):
    """Somebody who opens the mini-program."""

    openid: _Word


class Verified(_Asked):
    """Somebody whom the sign-on has verified."""

    document_type: _Word
    document_number: _Word
    name: _Word
    level: _Word
    credential_active: bool = True


class Subscription(_Asked):
    """How often somebody has agreed to a message."""

    openid: _Word
    template_id: _Word
    times: Annotated[int, Field(ge=0, le=100)] = 1


@router.post("/codes", status_code=201)
async def give_code(user: User, request: Request) -> dict[str, str]:
    """As wx.login."""
    return {"code": platform_of(request).codes.give(user.openid)}


@router.post("/tickets", status_code=201)
async def give_ticket(one: Verified, request: Request) -> dict[str, str]:
    """As the sign-on, to somebody whom it has verified."""
    return {"ticket": platform_of(request).tickets.give(Identity(**one.model_dump()))}


@router.post("/subscriptions")
async def subscribe(asked: Subscription, request: Request) -> dict[str, int]:
    """As wx.requestSubscribeMessage; 0 takes it back."""
    held, key = platform_of(request).subscriptions, (asked.openid, asked.template_id)
    held[key] = held[key] + asked.times if asked.times else 0
    return {"times": held[key]}


@router.get("/messages")
async def delivered_messages(request: Request) -> list[dict[str, Any]]:
    """Subscription messages, oldest first."""
    return _told(platform_of(request).messages)


@router.get("/texts")
async def delivered_texts(request: Request, phone: str = "") -> list[dict[str, Any]]:
    """Text messages, oldest first."""
    return _told([text for text in platform_of(request).texts if phone in ("", text.to)])


@router.post("/behaviour")
async def behave(request: Request) -> JSONResponse:
    """From now on like this."""
    try:
        platform_of(request).behaviour = msgspec.json.decode(await request.body(), type=Behaviour)
    except msgspec.MsgspecError as error:
        return JSONResponse({"error": str(error)}, 422)
    return JSONResponse({})


@router.get("/ready")
async def ready() -> dict[str, bool]:
    """Answers as soon as it is there."""
    return {"ready": True}


def _told(delivered: list[Delivered]) -> list[dict[str, Any]]:
    return [asdict(one) for one in delivered]
