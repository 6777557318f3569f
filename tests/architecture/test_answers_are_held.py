"""Tests call a service in process only with its contract in hand: what an operation does not declare is seen wherever it is answered."""

from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI, Response

from tests.declared import DeclaredTransport

TESTS = Path(__file__).parents[1]
WITHOUT = {
    "declared.py": "holds the answers",
    "figures/exposition.py": "metrics are in no contract",
    "suite/test_front.py": "the front is no service",
    "contracts/test_compose.py": "probes are in no contract",
    "console/test_stub_suite.py": "a stub, no service",
    "wechat/platforms.py": "the simulated WeChat is no service",
    "registers/platforms.py": "the simulated registers are no service",
}
"""Where the bare transport may stand, and why."""


def test_no_service_is_called_beside_its_contract() -> None:
    bare = {str(path.relative_to(TESTS)) for path in TESTS.rglob("*.py") if "httpx.ASGITransport" in path.read_text(encoding="utf-8")}
    assert bare - {"architecture/test_answers_are_held.py"} == set(WITHOUT)


def app_that(answers: type[object], content: str) -> FastAPI:
    """It says that it answers the one, and answers the other."""
    app = FastAPI()

    @app.get("/answer", response_model=answers)
    async def answer() -> Response:
        return Response(content, media_type="application/json")

    return app


async def test_each_app_is_held_against_its_own_contract_however_alike_they_are() -> None:
    for says in (int, str):
        for does, content in ((int, "1"), (str, '"one"')):
            async with httpx.AsyncClient(transport=DeclaredTransport(app_that(says, content)), base_url="http://test") as http:
                if says is does:
                    assert (await http.get("/answer")).is_success
                    continue
                with pytest.raises(AssertionError, match="what its contract does not say"):
                    await http.get("/answer")
