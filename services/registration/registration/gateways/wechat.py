"""WeChat: who a code of the mini-program stands for, and subscription messages (docs/contracts/wechat.yaml)."""

import asyncio
import re
import time
from collections.abc import Callable, Mapping
from typing import Any

from registration.domain.notice import Outcome
from service_runtime import get_logger
from service_runtime.json_calls import JsonCalls, PeerAway

_OPENID = re.compile(r"[A-Za-z0-9_-]{6,128}")
_CODE_REFUSED = {40029, 40163, 40226}
_TOKEN_OVER = {40001, 40014, 42001}
_OUTCOMES = {0: Outcome.SENT, 43101: Outcome.REFUSED, -1: Outcome.LATER, 45009: Outcome.LATER, 45011: Outcome.LATER}
_SPARE_SECONDS = 300.0
"""A token is asked for anew so long before it ends."""
_log = get_logger("wechat")


class CodeInvalid(Exception):
    """The code is unknown, too old or used, or its user is blocked."""


class WeChat:
    """WeChat for one mini-program. `now` is real time: tokens end by it."""

    def __init__(self, calls: JsonCalls, appid: str, secret: str, now: Callable[[], float] = time.monotonic) -> None:
        self._calls, self._appid, self._secret, self._now = calls, appid, secret, now
        self._token, self._until = "", 0.0
        self._asking = asyncio.Lock()

    async def openid_of(self, code: str) -> str:
        """The user whose mini-program got the code, once. Raises CodeInvalid, PeerAway."""
        asked = {"appid": self._appid, "secret": self._secret, "js_code": code, "grant_type": "authorization_code"}
        _, told = await self._calls.call("GET", "/sns/jscode2session", params=asked)
        errcode = _errcode(told)
        if errcode in _CODE_REFUSED:
            raise CodeInvalid
        openid = told.get("openid")
        if errcode or not isinstance(openid, str) or not _OPENID.fullmatch(openid):
            raise _away("jscode2session", errcode)
        return openid

    async def send(self, openid: str, template_id: str, data: Mapping[str, str], page: str) -> Outcome:
        """One subscription message. A token that was made void beside us is asked for once more."""
        body = {"touser": openid, "template_id": template_id, "page": page, "data": {name: {"value": text} for name, text in data.items()}}
        errcode = 0
        for _ in range(2):
            try:
                token = await self._access_token()
            except PeerAway:
                return Outcome.LATER
            try:
                _, told = await self._calls.call("POST", "/cgi-bin/message/subscribe/send", params={"access_token": token}, body=body)
            except PeerAway as error:
                return Outcome.UNKNOWN if error.may_be_done else Outcome.LATER
            errcode = _errcode(told)
            if errcode not in _TOKEN_OVER:
                break
            self._until = 0.0
        if errcode not in _OUTCOMES:
            _log.warning("wechat.refused", call="subscribe", errcode=errcode)
        return _OUTCOMES.get(errcode, Outcome.LATER if errcode in _TOKEN_OVER else Outcome.FAILED)

    async def _access_token(self) -> str:
        """The one that holds, else a new one: of several who ask at once one asks WeChat. Raises PeerAway."""
        async with self._asking:
            if self._now() >= self._until:
                asked = {"grant_type": "client_credential", "appid": self._appid, "secret": self._secret}
                _, told = await self._calls.call("POST", "/cgi-bin/stable_token", body=asked)
                token, seconds = told.get("access_token"), told.get("expires_in")
                if not (isinstance(token, str) and token and isinstance(seconds, int)):
                    raise _away("stable_token", _errcode(told))
                self._token, self._until = token, self._now() + max(seconds - _SPARE_SECONDS, 1.0)
            return self._token


def _errcode(told: Mapping[str, Any]) -> int:
    errcode = told.get("errcode", 0)
    return errcode if isinstance(errcode, int) else -1


def _away(call: str, errcode: int) -> PeerAway:
    """Whatever it is, the person can only come again later; a wrong appid or secret is for the operator to see."""
    _log.warning("wechat.refused", call=call, errcode=errcode)
    return PeerAway(f"errcode {errcode}", may_be_done=False)
