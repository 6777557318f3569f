"""WeChat's own addresses: who a code stands for, the access token, subscription messages."""

import secrets
from typing import Any

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import Response

from wechat_platform.answers import WithError, answered
from wechat_platform.platform import Delivered, Platform, Used

router = APIRouter()
_PLAIN = "text/plain"
"""As jscode2session really says, though it is JSON."""


class TokenRequest(msgspec.Struct):
    """What a stable token is asked for with."""

    grant_type: str
    appid: str
    secret: str
    force_refresh: bool = False


class MessageRequest(msgspec.Struct):
    """A subscription message."""

    touser: str
    template_id: str
    data: dict[str, dict[str, str]]
    page: str = ""
    miniprogram_state: str = "formal"
    lang: str = "zh_CN"


@router.get("/sns/jscode2session")
async def jscode2session(request: Request, appid: str = "", secret: str = "", js_code: str = "", grant_type: str = "") -> Response:
    """Who the code of a mini-program stands for."""

    async def act(platform: Platform) -> dict[str, Any]:
        _check(platform, appid, secret)
        try:
            openid = platform.codes.take(js_code) if grant_type == "authorization_code" else None
        except Used:
            raise WithError(40163) from None
        if openid is None:
            raise WithError(40029)
        return {"session_key": secrets.token_urlsafe(16), "openid": openid}

    return await answered(request, "jscode2session", act, _PLAIN)


@router.post("/cgi-bin/stable_token")
async def stable_token(request: Request) -> Response:
    """The token that other calls are made with."""

    async def act(platform: Platform) -> dict[str, Any]:
        asked = _read(await request.body(), TokenRequest)
        _check(platform, asked.appid, asked.secret)
        token, seconds = platform.token(fresh=asked.force_refresh)
        return {"access_token": token, "expires_in": seconds}

    return await answered(request, "stable_token", act)


@router.post("/cgi-bin/message/subscribe/send")
async def send_message(request: Request, access_token: str = "") -> Response:
    """One message for each time that the user has agreed to it."""

    async def act(platform: Platform) -> dict[str, Any]:
        if not platform.knows_token(access_token):
            raise WithError(40001)
        asked = _read(await request.body(), MessageRequest)
        agreed = (asked.touser, asked.template_id)
        if platform.subscriptions[agreed] < 1:
            raise WithError(43101)
        platform.subscriptions[agreed] -= 1
        platform.messages.append(Delivered(asked.touser, asked.template_id, {name: held["value"] for name, held in asked.data.items()}))
        return {"errcode": 0, "errmsg": "ok", "msgid": len(platform.messages)}

    return await answered(request, "subscribe", act)


def _check(platform: Platform, appid: str, secret: str) -> None:
    if appid != platform.settings.appid:
        raise WithError(40013)
    if secret != platform.settings.secret:
        raise WithError(40125)


def _read(body: bytes, kind: type[Any]) -> Any:  # noqa: ANN401 -- one of the requests above
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.MsgspecError:
        raise WithError(47003) from None
