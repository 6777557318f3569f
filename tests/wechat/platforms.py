"""The simulated platform in this process, and a telephone that uses it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from wechat_platform.app import create_app
from wechat_platform.platform import Platform
from wechat_platform.settings import Settings

SETTINGS = Settings()


class Telephone:
    """What people do with the platform, and what tests read of it. `transport` leads a service to it."""

    def __init__(self, http: httpx.AsyncClient, transport: httpx.ASGITransport, platform: Platform) -> None:
        self.http, self.transport, self.platform = http, transport, platform

    async def control(self, path: str, body: Any) -> Any:
        """One of the strings."""
        answer = await self.http.post(f"/simulator/v1{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json()

    async def code(self, openid: str) -> str:
        """As wx.login."""
        given: str = (await self.control("/codes", {"openid": openid}))["code"]
        return given

    async def ticket(
        self, number: str, *, name: str = "测试甲", level: str = "FACE", active: bool = True, kind: str = "RESIDENT_ID"
    ) -> str:
        """As the sign-on, to somebody whom it has verified."""
        told = {"document_type": kind, "document_number": number, "name": name, "level": level, "credential_active": active}
        given: str = (await self.control("/tickets", told))["ticket"]
        return given

    async def agree(self, openid: str, template_id: str, times: int = 1) -> None:
        """As wx.requestSubscribeMessage."""
        await self.control("/subscriptions", {"openid": openid, "template_id": template_id, "times": times})

    async def misbehave(self, **how: Any) -> None:
        """From now on."""
        await self.control("/behaviour", how)

    async def messages(self) -> list[dict[str, Any]]:
        """Subscription messages that were delivered."""
        told: list[dict[str, Any]] = (await self.http.get("/simulator/v1/messages")).json()
        return told

    async def texts(self, phone: str) -> list[dict[str, Any]]:
        """Text messages that were delivered."""
        told: list[dict[str, Any]] = (await self.http.get("/simulator/v1/texts", params={"phone": phone})).json()
        return told


@asynccontextmanager
async def telephone() -> AsyncIterator[Telephone]:
    """A fresh platform that does everything right until told otherwise."""
    app = create_app(SETTINGS)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://wechat") as http:
        yield Telephone(http, transport, app.state.platform)
