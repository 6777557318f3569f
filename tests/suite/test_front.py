"""The addresses of the embedded suite that belong to no service."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from canbao_suite.front import create_front
from service_runtime import Vault, generate_vault_keys

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
