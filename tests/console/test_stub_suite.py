"""The stub answers as the services' published contracts say: what the console is tested against is what the suite says."""

import json
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest

from tests.console.stub_answers import DOCUMENT, PERSON, SERVICES, letter, waiting_act
from tests.console.stub_money import DAY, DIFFERENCE, REFUND
from tests.console.stub_suite import TOKEN, StubSuite

OPENAPI = Path(__file__).parents[2] / "docs/contracts/openapi"
REVIEW = {"decision": "APPROVE", "note": "", "reasons": [], "missing": []}
_DIFFERENCES, _CLOSE = "/reconciliations/{reconciliation_id}/differences", f"/reconciliations/{DAY}/differences/{DIFFERENCE}/close"
SEARCH = {"document_type": "RESIDENT_ID", "document_number": DOCUMENT}

CALLS = [
    ("get", "registration", "/progress", "/progress?benefit_year=2024&area=440783", None),
    ("post", "registration", "/persons/search", "/persons/search", SEARCH),
    ("get", "registration", "/persons/{person_id}", f"/persons/{PERSON}", None),
    *[("get", service, "/persons/{person_id}/timeline", f"/persons/{PERSON}/timeline", None) for service in SERVICES],
    ("get", "payment-bridge", "/progress", "/progress", None),
    ("get", "payment-bridge", "/refunds", "/refunds?limit=50", None),
    ("get", "payment-bridge", "/refunds/{refund_id}", f"/refunds/{REFUND}", None),
    ("post", "payment-bridge", "/refunds/{refund_id}/second-review", f"/refunds/{REFUND}/second-review", REVIEW),
    ("get", "payment-bridge", "/reconciliations", "/reconciliations", None),
    ("get", "payment-bridge", f"{_DIFFERENCES}", f"/reconciliations/{DAY}/differences", None),
    ("post", "payment-bridge", f"{_DIFFERENCES}/{{difference_id}}/close", _CLOSE, {"reason": "税务部门确认有误"}),
    ("get", "benefits", "/entitlements/{person_id}", f"/entitlements/{PERSON}?on=2024-01-01", None),
    ("get", "benefits", "/dead-letters", "/dead-letters?limit=50", None),
    ("get", "benefits", "/dead-letters/{letter_id}", "/dead-letters/7", None),
    ("post", "benefits", "/dead-letters/replay", "/dead-letters/replay", {"ids": ["7"]}),
    ("get", "benefits", "/replays/{replay_id}", "/replays/3", None),
    ("get", "benefits", "/confirmations", "/confirmations", None),
    ("post", "benefits", "/confirmations/{confirmation_id}/cancel", "/confirmations/17/cancel", None),
    ("post", "benefits", "/dead-letters/discard", "/dead-letters/discard", {"ids": ["7"], "reason": "sent again by its origin"}),
]


def contract(service: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((OPENAPI / f"{service}.json").read_text())
    return loaded


@pytest.mark.parametrize(("method", "service", "template", "path", "body"), CALLS, ids=[f"{call[1]} {call[2]}" for call in CALLS])
async def test_an_answer_of_the_stub_is_one_of_the_service(method: str, service: str, template: str, path: str, body: Any) -> None:
    published = contract(service)
    operation = published["paths"][f"/{service}/v1{template}"][method]
    published_answer = next(answer for code, answer in operation["responses"].items() if code.startswith("2"))
    schema = published_answer["content"]["application/json"]["schema"]
    transport = httpx.ASGITransport(StubSuite(letters=[letter()], waiting=[waiting_act()]).app())
    async with httpx.AsyncClient(transport=transport, base_url="http://stub", headers={"authorization": f"Bearer {TOKEN}"}) as client:
        answer = (await client.request(method, f"/{service}/v1{path}", json=body)).json()
    jsonschema.Draft202012Validator({**schema, "components": published["components"]}).validate(answer)
    if body is not None:
        sent = operation["requestBody"]["content"]["application/json"]["schema"]
        jsonschema.Draft202012Validator({**sent, "components": published["components"]}).validate(body)
