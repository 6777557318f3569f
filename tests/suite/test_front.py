"""The addresses of the embedded suite that belong to no service."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from canbao_suite.front import CONSOLE, create_front
from service_runtime import Vault, generate_vault_keys
from service_runtime.page_headers import PAGE_HEADERS

VAULT = Vault.from_json(generate_vault_keys())


@pytest.fixture
async def front(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A caller of the front."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(create_front(tmp_path, "this-suite", VAULT.identity_token)), base_url="http://suite"
    ) as client:
        yield client


async def test_the_console_is_the_first_page(front: httpx.AsyncClient) -> None:
    answer = await front.get("/", follow_redirects=True)
    assert (answer.status_code, answer.url.path) == (200, "/console/")


@pytest.mark.parametrize("path", ["/console/", "/console/app.js", "/console/vendor/vue/vue.runtime.global.prod.js"])
async def test_every_file_of_the_console_has_the_headers_of_a_page(front: httpx.AsyncClient, path: str) -> None:
    answer = await front.get(path)
    again = await front.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert [answer.status_code, again.status_code] == [200, 304]
    for got in (answer, again):
        assert {name: got.headers.get(name) for name in PAGE_HEADERS} == PAGE_HEADERS


def test_the_gateway_gives_a_page_the_same_headers() -> None:
    text = (CONSOLE.parent / "gateway/page-headers.conf").read_text()
    assert dict(re.findall(r'^add_header ([\w-]+) "(.*)" always;$', text, re.MULTILINE)) == PAGE_HEADERS
    assert len(re.findall(r"^add_header", text, re.MULTILINE)) == len(PAGE_HEADERS)


def test_a_page_allows_nothing_that_is_not_its_own() -> None:
    policy = dict(part.split(" ", 1) for part in PAGE_HEADERS["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == "'self'"


@pytest.mark.parametrize("path", ["/nothing", "/console/nothing.js", "/console/%2e%2e/suite/pyproject.toml", "/issuer/v1/keys"])
async def test_what_is_not_there_is_a_problem(front: httpx.AsyncClient, path: str) -> None:
    answer = await front.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert answer.json()["msg"] == "未找到"


async def test_a_wanted_token_that_makes_no_sense_is_refused_without_echo(front: httpx.AsyncClient) -> None:
    answer = await front.post("/issuer/v1/tokens", json={"subject": "wx:1", "roles": ["emperor-of-all"], "areas": ["x"]})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert {reason["field"] for reason in answer.json()["reasons"]} == {"roles.0", "areas.0"}
    assert "emperor-of-all" not in answer.text
