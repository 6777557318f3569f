"""A registration service that people log in to, with the simulated platform on the other end, and a citizen with his telephone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from canbao_suite.issuer import Issuer
from registration.domain.login import LoginWay
from registration.use_cases.open_session import address_index
from registration.use_cases.prove_login import known_lane
from registration.use_cases.send_notices import send_notices
from tests.registration.world import World, running_world
from tests.wechat.platforms import SETTINGS, Telephone, telephone

TEMPLATES = {
    "APPLICATION_DECIDED": "tmpl-decided",
    "CORRECTION_ASKED": "tmpl-correction",
    "BILL_TO_PAY": "tmpl-bill",
    "REMINDER": "tmpl-reminder",
}


@dataclass
class LoginWorld:
    """The service and the platform."""

    world: World
    phone: Telephone

    async def post(self, path: str, body: Any, token: str = "", **headers: str) -> httpx.Response:
        """POST as nobody, or with a token."""
        told = {**({"Authorization": f"Bearer {token}"} if token else {}), **headers}
        return await self.world.client.post(f"/registration/v1{path}", json=body, headers=told)

    async def get(self, path: str, token: str) -> httpx.Response:
        """GET with a token."""
        return await self.world.client.get(f"/registration/v1{path}", headers={"Authorization": f"Bearer {token}"})

    async def by_wechat(self, openid: str, number: str | None = None, **ticket: Any) -> dict[str, Any]:
        """A session; with the document that the sign-on has verified."""
        body = {"code": await self.phone.code(openid)}
        if number is not None:
            body["ticket"] = await self.phone.ticket(number, **ticket)
        answer = await self.post("/sessions/wechat", body)
        assert answer.status_code == 201, answer.text
        opened: dict[str, Any] = answer.json()
        return opened

    async def by_phone(self, phone: str, number: str | None = None, **ticket: Any) -> dict[str, Any]:
        """A session by a fresh code; the code of before is a minute old."""
        await self.age_codes(phone, "61 seconds")
        body = {"phone": phone, "code": await self.code_for(phone)}
        if number is not None:
            body["ticket"] = await self.phone.ticket(number, **ticket)
        answer = await self.post("/sessions/phone", body)
        assert answer.status_code == 201, answer.text
        opened: dict[str, Any] = answer.json()
        return opened

    async def send_notices(self) -> int:
        """As the job does, now."""
        peers = self.world.app.state.login_peers
        return await send_notices(self.world.runtime, peers.notifications)

    async def code_for(self, phone: str, **proof: str) -> str:
        """What stands in the text message that this telephone asks for."""
        before = len(await self.phone.texts(phone))
        answer = await self.post("/sessions/phone/codes", {"phone": phone, **proof})
        assert answer.status_code == 202, answer.text
        await self.send_notices()
        texts = await self.phone.texts(phone)
        assert len(texts) == before + 1
        code: str = texts[-1]["values"]["code"]
        return code

    async def age_codes(self, phone: str, by: str) -> None:
        """As if its code had been sent so long before."""
        async with self.world.database.transaction() as tx:
            lanes = [open_lane := address_index(tx, LoginWay.PHONE, phone), known_lane(tx, open_lane)]
            await tx.driver.execute(
                f"UPDATE phone_codes SET sent_at = sent_at - interval '{by}', ends_at = ends_at - interval '{by}', "
                f"counted_from = counted_from - interval '{by}' WHERE phone_index = ANY($1)",
                lanes,
            )


@asynccontextmanager
async def login_world(database_url: str, folder: Path, **more: Any) -> AsyncIterator[LoginWorld]:
    """Between start and drain. The job that sends notices rests: tests have them sent when they are there."""
    told: dict[str, Any] = {
        "login_key": Issuer(folder).key_file.read_text(),
        "wechat_url": "http://wechat.localhost",
        "wechat_appid": SETTINGS.appid,
        "wechat_secret": SETTINGS.secret,
        "wechat_templates": TEMPLATES,
        "sign_on_url": "http://127.0.0.1:1",
        "sign_on_secret": SETTINGS.secret,
        "sms_url": "http://127.0.0.1:1",
        "sms_secret": SETTINGS.secret,
        "login_peer_seconds": 0.5,
        "notice_seconds": 3600.0,
        "allow_plain": True,
        "rate_limit_factor": 0,
        **more,
    }
    async with telephone() as phone, running_world(database_url, folder, peer_transport=phone.transport, **told) as world:
        yield LoginWorld(world, phone)
