"""docs/contracts/wechat.yaml: well formed, its examples hold, and the simulated platform speaks it, right and wrong."""

from collections.abc import AsyncIterator, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
import yaml
from openapi_spec_validator import validate

from enrolment_terms.documents import Document, DocumentType
from tests.wechat.platforms import SETTINGS, Telephone, telephone

FILE = Path(__file__).parents[2] / "docs/contracts/wechat.yaml"
KNOWN = {"Authorization": f"Bearer {SETTINGS.secret}"}
TOKEN = {"grant_type": "client_credential", "appid": SETTINGS.appid, "secret": SETTINGS.secret}


@cache
def contract() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(FILE.read_text())
    return loaded


def holds(name: str, document: Any) -> None:
    """Raises if the document is not as the contract says."""
    jsonschema.Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": contract()["components"]}).validate(document)


@pytest.fixture
async def phone() -> AsyncIterator[Telephone]:
    async with telephone() as one:
        yield one


def examples() -> Iterator[tuple[str, Any]]:
    for item in contract()["paths"].values():
        for operation in item.values():
            for part in (operation.get("requestBody", {}), *operation["responses"].values()):
                for media in part.get("content", {}).values():
                    for example in media.get("examples", {}).values():
                        yield media["schema"]["$ref"].rpartition("/")[2], example["value"]


def test_the_contract_is_openapi_and_its_examples_hold() -> None:
    validate(contract())
    shown = list(examples())
    assert len(shown) >= 10
    for name, example in shown:
        holds(name, example)
    [number] = [example["document_number"] for name, example in shown if name == "Identity"]
    assert number.startswith("440799")
    assert Document.read(DocumentType.RESIDENT_ID, number).has_valid_checksum


async def session(phone: Telephone, code: str, **other: str) -> httpx.Response:
    asked = {"appid": SETTINGS.appid, "secret": SETTINGS.secret, "js_code": code, "grant_type": "authorization_code", **other}
    return await phone.http.get("/sns/jscode2session", params=asked)


async def test_a_code_is_good_once_and_for_five_minutes(phone: Telephone) -> None:
    code, late, now = await phone.code("o1"), await phone.code("o2"), phone.platform.now()
    answer = await session(phone, code)
    holds("Session", answer.json())
    assert (answer.json()["openid"], answer.headers["content-type"].partition(";")[0]) == ("o1", "text/plain")
    assert (await session(phone, code)).json()["errcode"] == 40163
    phone.platform.codes.now = lambda: now + 301
    told = [(await session(phone, late)).json(), (await session(phone, "none")).json()]
    told += [(await session(phone, "none", **wrong)).json() for wrong in ({"appid": "wx-other"}, {"secret": "other"})]
    for one in told:
        holds("Error", one)
    assert [one["errcode"] for one in told] == [40029, 40029, 40013, 40125]


async def test_a_message_reaches_whoever_agreed_as_often_as_he_did(phone: Telephone) -> None:
    token = (await phone.http.post("/cgi-bin/stable_token", json=TOKEN)).json()
    holds("Token", token)
    assert (await phone.http.post("/cgi-bin/stable_token", json=TOKEN)).json()["access_token"] == token["access_token"]
    message = {"touser": "o1", "template_id": "T", "data": {"thing1": {"value": "参保登记"}}}
    holds("Message", message)

    async def send(**query: str) -> int:
        answer = await phone.http.post("/cgi-bin/message/subscribe/send", params=query, json=message)
        holds("MessageAnswer", answer.json())
        code: int = answer.json()["errcode"]
        return code

    assert await send(access_token=token["access_token"]) == 43101
    await phone.agree("o1", "T")
    assert [await send(access_token="stale"), *[await send(access_token=token["access_token"]) for _ in range(2)]] == [40001, 0, 43101]
    assert await phone.messages() == [{"to": "o1", "template": "T", "values": {"thing1": "参保登记"}}]


async def test_a_ticket_becomes_claims_once_and_only_for_whom_the_sign_on_knows(phone: Telephone) -> None:
    ticket = {"ticket": await phone.ticket("440799199001011231")}
    assert (await phone.http.post("/sign-on/v1/identities", json=ticket)).status_code == 401
    answers = [await phone.http.post("/sign-on/v1/identities", json=ticket, headers=KNOWN) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 410]
    holds("Identity", answers[0].json())
    holds("Problem", answers[1].json())


async def test_a_text_is_delivered(phone: Telephone) -> None:
    text = {"phone": "10099990001", "template": "LOGIN_CODE", "values": {"code": "012345"}}
    assert (await phone.http.post("/sms/v1/messages", json=text)).status_code == 401
    answer = await phone.http.post("/sms/v1/messages", json=text, headers=KNOWN)
    holds("TextAnswer", answer.json())
    assert [told["values"]["code"] for told in await phone.texts("10099990001")] == ["012345"]


async def test_it_misbehaves_as_it_is_told(phone: Telephone) -> None:
    await phone.misbehave(next={"jscode2session": [-1, 45011, "HALF", "NO_JSON", "DOWN", "FINE"]}, always={"texts": "DOWN"})
    answers = [await session(phone, await phone.code("o1")) for _ in range(6)]
    assert [answer.json()["errcode"] for answer in answers[:2]] == [-1, 45011]
    assert (answers[2].text[:1], answers[2].text[-1:] == "}", answers[3].headers["content-type"]) == (
        "{",
        False,
        "text/html; charset=utf-8",
    )
    assert (answers[4].status_code, answers[5].json()["openid"]) == (502, "o1")
    assert (await phone.http.post("/sms/v1/messages", json={"phone": "1", "template": "T", "values": {}}, headers=KNOWN)).status_code == 502
    assert (await phone.http.post("/simulator/v1/behaviour", json={"often": 1})).status_code == 422
