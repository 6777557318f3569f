"""The front of a distributed suite hands requests and answers on as they are."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from canbao_suite.front import PrefixGateway
from canbao_suite.gateway import Forward
from canbao_suite.listening import free_port
from tests.tax_office.offices import serving


async def echo(request: Request) -> Response:
    """What came in, and an answer with a header that stands twice."""
    said = {
        "method": request.method,
        "target": request.scope["raw_path"].decode() + "?" + request.scope["query_string"].decode(),
        "body": (await request.body()).decode(),
        "key": request.headers.get("idempotency-key"),
        "from": request.headers.get("x-forwarded-for"),
        "connection": request.headers.get("connection"),
        "told by proxies": [
            name for name in ("forwarded", "x-forwarded-host", "x-forwarded-proto", "x-real-ip") if name in request.headers
        ],
    }
    answer = JSONResponse(said, 418)
    answer.headers.append("x-twice", "one")
    answer.headers.append("x-twice", "two")
    return answer


@asynccontextmanager
async def forwarding(to: str) -> AsyncIterator[httpx.AsyncClient]:
    async with (
        httpx.AsyncClient(trust_env=False) as outward,
        serving(PrefixGateway({"dedup": Forward(outward, to)}, Starlette())) as address,
        httpx.AsyncClient(base_url=address, trust_env=False) as caller,
    ):
        yield caller


@pytest.mark.parametrize(("method", "body"), [("GET", None), ("DELETE", None), ("POST", "{}"), ("PUT", "参保" * 50_000)])
async def test_request_and_answer_pass_unchanged(method: str, body: str | None) -> None:
    methods = ["GET", "POST", "PUT", "DELETE"]
    async with serving(Starlette(routes=[Route("/{path:path}", echo, methods=methods)])) as service, forwarding(service) as caller:
        headers = {"idempotency-key": "k-1", "connection": "x-private", "x-private": "1"}
        answer = await caller.request(method, "/dedup/v1/a%2Fb?x=1&x=%E5%8F%82", content=body, headers=headers)
    said = answer.json()
    assert answer.status_code == 418
    assert answer.headers.get_list("x-twice") == ["one", "two"]
    assert (said["method"], said["target"], said["body"]) == (method, "/dedup/v1/a%2Fb?x=1&x=%E5%8F%82", body or "")
    assert (said["key"], said["from"]) == ("k-1", "127.0.0.1")
    assert said["connection"] != "x-private"


async def test_a_caller_does_not_say_himself_where_he_calls_from() -> None:
    claimed = dict.fromkeys(("x-forwarded-for", "x-real-ip", "forwarded", "x-forwarded-host", "x-forwarded-proto"), "203.0.113.7")
    async with serving(Starlette(routes=[Route("/{path:path}", echo)])) as service, forwarding(service) as caller:
        said = (await caller.get("/dedup/v1/checks", headers=claimed)).json()
    assert (said["from"], said["told by proxies"]) == ("127.0.0.1", [])


async def test_a_service_that_is_away_is_a_problem() -> None:
    async with forwarding(f"http://127.0.0.1:{free_port()}") as caller:
        answer = await caller.get("/dedup/v1/checks")
    assert (answer.status_code, answer.headers["content-type"]) == (502, "application/problem+json")
    assert answer.json()["code"] == "SERVICE_AWAY"
