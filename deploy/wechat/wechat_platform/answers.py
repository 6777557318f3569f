"""Answers as the platform gives them, and as it spoils them: WeChat's errors are HTTP 200, and its JSON says text/plain."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from wechat_platform.behaviour import Call
from wechat_platform.platform import Platform

ERRORS = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40003: "invalid openid",
    40013: "invalid appid",
    40029: "invalid code",
    40037: "invalid template_id",
    40125: "invalid appsecret",
    40163: "code been used",
    40226: "code blocked",
    43101: "user refuse to accept the msg",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    47003: "argument invalid",
}


class WithError(Exception):
    """An answer that is an error of WeChat."""

    def __init__(self, errcode: int) -> None:
        self.errcode = errcode
        super().__init__(errcode)


def platform_of(request: Request) -> Platform:
    """The platform behind a request."""
    platform: Platform = request.app.state.platform
    return platform


def as_json(body: dict[str, Any], status: int = 200, media_type: str = "application/json; encoding=utf-8") -> Response:
    """A body as WeChat writes it."""
    return Response(msgspec.json.encode(body), status, media_type=media_type)


async def answered(
    request: Request, call: Call, act: Callable[[Platform], Awaitable[dict[str, Any]]], media_type: str = "application/json; encoding=utf-8"
) -> Response:
    """What `act` answers, or what the behaviour makes of it."""
    platform = platform_of(request)
    what = platform.behaviour.of(call)
    if isinstance(what, int):
        return as_json(_error(what), media_type=media_type)
    if what == "DOWN":
        return Response("<html>502 Bad Gateway</html>", 502, media_type="text/html")
    if what == "NO_JSON":
        return Response("<html>busy</html>", media_type="text/html")
    try:
        body = await act(platform)
    except WithError as error:
        body = _error(error.errcode)
    if what == "SLOW":
        await asyncio.sleep(platform.behaviour.slow_ms / 1000)
    answer = as_json(body, media_type=media_type)
    return Response(answer.body[: len(answer.body) // 2], media_type=media_type) if what == "HALF" else answer


def _error(errcode: int) -> dict[str, Any]:
    return {"errcode": errcode, "errmsg": ERRORS.get(errcode, "error")}
