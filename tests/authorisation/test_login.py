"""Somebody opens the mini-program of the running suite: WeChat, the sign-on and text messages are a process beside it."""

import asyncio
from typing import Any

import httpx
import pytest

from tests.authorisation.world import World

pytestmark = pytest.mark.xdist_group("authorisation")


async def simulated(world: World, method: str, path: str, body: Any = None) -> Any:
    """One of the strings of the simulated platform."""
    async with httpx.AsyncClient(base_url=world.suite.wechat_url, timeout=10) as telephone:
        answer = await telephone.request(method, f"/simulator/v1{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json()


async def test_who_logs_in_by_wechat_is_served_by_all_four_services(world: World, http: httpx.AsyncClient) -> None:
    shown = {"document_type": "RESIDENT_ID", "document_number": world.own.person.number, "name": "测试甲", "level": "FACE"}
    code = (await simulated(world, "POST", "/codes", {"openid": "suite-openid-1"}))["code"]
    ticket = (await simulated(world, "POST", "/tickets", shown))["ticket"]
    opened = await http.post("/registration/v1/sessions/wechat", json={"code": code, "ticket": ticket})
    assert opened.status_code == 201, opened.text
    token = {"Authorization": f"Bearer {opened.json()['access_token']}"}
    me = (await http.get("/registration/v1/me", headers=token)).json()
    assert [person["person_id"] for person in me["persons"]] == [world.own.person_id]
    assert world.own.application in {application["application_id"] for application in me["applications"]}
    assert world.foreign.person_id not in str(me)
    async with asyncio.timeout(30):
        while not (await http.get("/payment-bridge/v1/me/bills", headers=token)).json().get("items"):
            pass  # the binding travels as an event
    for path in (f"/payment-bridge/v1/bills/{world.foreign.bill}", f"/registration/v1/persons/{world.foreign.person_id}"):
        assert (await http.get(path, headers=token)).status_code == 404


async def test_a_code_comes_to_the_telephone(world: World, http: httpx.AsyncClient) -> None:
    phone = {"phone": "10099990077"}
    assert (await http.post("/registration/v1/sessions/phone/codes", json=phone)).status_code == 202
    async with asyncio.timeout(30):
        while not (texts := await simulated(world, "GET", f"/texts?phone={phone['phone']}")):
            pass
    opened = await http.post("/registration/v1/sessions/phone", json={**phone, "code": texts[-1]["values"]["code"]})
    assert opened.status_code == 201, opened.text
