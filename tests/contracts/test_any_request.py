"""Generated requests of every role against the four running services: no 5xx, no status, code or content that the contract does not say.

Schemathesis makes them of the published contracts, good ones and bad ones; `DeclaredTransport` holds every answer against its contract.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from canbao_suite.issuer import Issuer
from service_runtime import ROLES
from tests.conftest import FreshDatabase
from tests.contracts.http_services import NAMES, Operation, build, document_of, operations
from tests.running_service import started

EXAMPLES = settings(
    max_examples=2, database=None, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate], print_blob=False
)
LEFT_OUT = {"cookies", "User-Agent", "Accept-Encoding", "Connection", "X-Schemathesis-TestCaseId"}
Send = Callable[[str, str, dict[str, Any]], httpx.Response]


class Callers:
    """One of each role, and one who has all; every request is somebody else's, in an order that is always the same."""

    def __init__(self, issuer: Issuer) -> None:
        self._tokens = [issuer.mint(f"any:{role}", [role], ["44"]) for role in sorted(ROLES)]
        self._tokens += [issuer.mint("any:every", sorted(ROLES), ["44"])] * len(ROLES)
        self._turn = random.Random(8)

    @property
    def all(self) -> list[str]:
        """A token of each role, and one of all."""
        return self._tokens[: len(ROLES) + 1]

    def next(self) -> str:
        """Whose turn it is."""
        return self._turn.choice(self._tokens)


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    return Issuer(tmp_path_factory.mktemp("issuer"))


@pytest.fixture
async def running(request: pytest.FixtureRequest, fresh_database: FreshDatabase, issuer: Issuer) -> AsyncIterator[httpx.AsyncClient]:
    """The service, started on a database of its own."""
    name: str = request.param
    own = {"database_url": await fresh_database(name.replace("-", "_")), "uploads_folder": issuer.folder / "uploads"}
    app = build(name, issuer.jwks_file, rate_limit_factor=0, **own)
    async with started(app, name) as http:
        yield http


async def answered(http: httpx.AsyncClient, token: str, method: str, url: str, **options: Any) -> httpx.Response:
    """Raises AssertionError for what the contract does not say, and for every 5xx."""
    headers = {**options.pop("headers", {}), "Authorization": f"Bearer {token}"}
    answer = await http.request(method, url, headers=headers, **options)
    assert answer.status_code < 500, (method, url, options, answer.text)
    return answer


@pytest.mark.parametrize("running", NAMES, indirect=True)
@pytest.mark.timeout(300)
async def test_generated_requests(running: httpx.AsyncClient, request: pytest.FixtureRequest, issuer: Issuer) -> None:
    """Hypothesis has a thread of its own; the service stays in the loop of the test."""
    name, callers, loop = request.node.callspec.params["running"], Callers(issuer), asyncio.get_running_loop()
    schema = schemathesis.openapi.from_dict(document_of(name))

    def send(method: str, url: str, options: dict[str, Any]) -> httpx.Response:
        asked = answered(running, callers.next(), method, url, **options)
        return asyncio.run_coroutine_threadsafe(asked, loop).result(60)

    found: Any
    for found in schema.get_all_operations():
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            await asyncio.to_thread(send_some, found.ok(), mode, send)


def send_some(operation: Any, mode: GenerationMode, send: Send) -> None:
    """A few requests of one operation."""

    @seed(8)
    @EXAMPLES
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case: Any) -> None:
        made = case.as_transport_kwargs(base_url="http://test")
        headers = {name: value for name, value in made["headers"].items() if name not in LEFT_OUT and value.isascii()}
        options = {"headers": headers, "params": made.get("params")}
        options |= {"json": made["json"]} if "json" in made else {"content": made["data"]} if isinstance(made.get("data"), bytes) else {}
        send(made["method"], made["url"], options)

    try:
        run()
    except Unsatisfiable:
        return  # nothing of this operation can be wrong


@pytest.mark.parametrize("running", NAMES, indirect=True)
@pytest.mark.timeout(300)
async def test_the_examples_of_the_contract(running: httpx.AsyncClient, request: pytest.FixtureRequest, issuer: Issuer) -> None:
    """As every role: good requests go deeper than generated ones."""
    callers, taken = Callers(issuer), 0
    for operation in operations(request.node.callspec.params["running"]):
        for number, token in enumerate(callers.all):
            headers = {"Idempotency-Key": f"example-{number}"}
            answer = await answered(running, token, operation.method, operation.address, headers=headers, **content_of(operation))
            taken += answer.status_code < 300
    assert taken > 5


def content_of(operation: Operation) -> dict[str, Any]:
    """The body and the query of the contract's example."""
    query = {"area": "440783", "benefit_year": "2025", "person_id": "0192e4a0-1111-7222-8333-444455556666", "state": None}
    params = {one["name"]: query.get(one["name"]) for one in operation.described.get("parameters", ()) if one["in"] == "query"}
    bodies = operation.described.get("requestBody", {}).get("content", {})
    for media_type, content in bodies.items():
        if media_type == "application/json":
            return {"json": content["example"]}
        if media_type == "multipart/form-data":
            told = {name: text for name, text in content["example"].items() if name != "file"}
            return {"data": told, "files": {"file": b"%PDF-1.7\n%%EOF"}}
        return {"content": content["example"].encode()}
    return {"params": {name: value for name, value in params.items() if value is not None}}
