"""The issuer of rehearsals, which gives anybody any token, never runs beside real data and never for others than this machine."""

import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from starlette.applications import Starlette

from canbao_suite.cannot_run import CannotRun
from canbao_suite.front import front_from_environment, serve
from service_runtime import generate_vault_keys
from tests.suite.terminal import canbao


@asynccontextmanager
async def lifespan(_: Starlette) -> AsyncIterator[None]:
    yield


@pytest.mark.parametrize("command", [["demo", "--once"], ["serve"], ["token", "--role", "clerk", "--area", "440783"]], ids=" ".join)
def test_no_command_makes_tokens_in_production(command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANBAO_PRODUCTION", "true")
    run = canbao(*command, "--state", str(tmp_path / "state"))
    assert run.end() != 0
    assert "does not start beside real data" in run.said
    assert "Traceback" not in run.said
    assert not list(tmp_path.rglob("issuer-key.pem"))


@pytest.mark.parametrize(
    ("said", "refused"), [("true", True), ("1", True), ("anything", True), ("false", False), ("0", False), ("", False)]
)
def test_the_front_itself_refuses(said: str, refused: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"CANBAO_ISSUER_FOLDER": str(tmp_path), "CANBAO_SUITE_ID": "s", "CANBAO_VAULT_KEYS": generate_vault_keys()}
    for name, value in {**given, "CANBAO_PRODUCTION": said}.items():
        monkeypatch.setenv(name, value)
    if refused:
        with pytest.raises(CannotRun, match="beside real data"):
            front_from_environment(lifespan)
    else:
        assert front_from_environment(lifespan)


@pytest.mark.parametrize("address", ["0.0.0.0", "::"])
def test_it_listens_on_the_loopback_only(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as opened:
        opened.bind((address, 0))
        monkeypatch.setenv("CANBAO_SOCKET", str(os.dup(opened.fileno())))
        with pytest.raises(CannotRun, match="listens on the loopback"):
            serve(Starlette())
