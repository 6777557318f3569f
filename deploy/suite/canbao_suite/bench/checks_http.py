"""POST /dedup/v1/checks on a server process of its own: how long each took by the service's own log, and for its caller."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any
from urllib.error import URLError

import uvloop
from fastapi import FastAPI

import dedup.app
from canbao_suite.bench import http_load
from canbao_suite.bench.checks_asked import BATCHES, CHECKS, OF_A_BATCH, QUESTION, Spent, Tokens, tokens_asked
from canbao_suite.bench.http_subject import QuietBus
from canbao_suite.issuer import Issuer
from canbao_suite.leftovers import mark
from canbao_suite.listening import free_port
from dedup.settings import Settings
from service_runtime import SystemClock, generate_storage_keys

_ONE, _MANY = "/dedup/v1/checks", "/dedup/v1/checks/batch"
_CONNECTIONS, _START_SECONDS = 1, 60


def dedup_app() -> FastAPI:
    """The service as it stands, without the relay."""
    return dedup.app.create_app(Settings(), QuietBus(), SystemClock())


def ask_over_http(database_url: str, people: int, folder: Path) -> dict[str, Any]:
    """Checks of other random people, one after the other, then batches of others."""
    issuer, port, log = Issuer(folder / "issuer"), free_port(), folder / "service.log"
    environment = {
        "CANBAO_DATABASE_URL": database_url,
        "CANBAO_STORAGE_KEYS": generate_storage_keys(),
        "CANBAO_JWKS_FILE": str(issuer.jwks_file),
        "CANBAO_RATE_LIMIT_FACTOR": "0",
        "CANBAO_TIMED_JOBS": "false",
        **mark(folder / "postgres"),
    }
    command = [sys.executable, "-m", "uvicorn", "--factory", f"{__name__}:dedup_app", "--port", str(port)]
    with log.open("wb") as said:
        server = subprocess.Popen(
            [*command, "--no-access-log", "--log-level", "error"], env=os.environ | environment, stdout=said, stderr=said
        )
    try:
        _wait_until_ready(port)
        token = issuer.mint("bench", ["clerk"], ["440783"])
        outside = {path: _send(port, token, path, bodies) for path, bodies in _bodies(people).items()}
    finally:
        server.terminate()
        server.wait(30)
    inside = _inside(log)
    return {
        name: value
        for path, called in ((_ONE, "check_http"), (_MANY, "check_batch_http"))
        for name, value in (inside[path].told(f"{called}_inside") | outside[path].told(called)).items()
    }


def _bodies(people: int) -> dict[str, list[dict[str, Any]]]:
    one = [_asked(tokens) for tokens in tokens_asked(people, CHECKS, 5)]
    many = [_asked(tokens) for tokens in tokens_asked(people, BATCHES * OF_A_BATCH, 6)]
    return {_ONE: one, _MANY: [{"checks": many[place : place + OF_A_BATCH]} for place in range(0, len(many), OF_A_BATCH)]}


def _asked(tokens: Tokens) -> dict[str, Any]:
    told = {"area": QUESTION.area, "benefit_year": QUESTION.benefit_year, "applied_on": QUESTION.applied_on.isoformat()}
    return {"tokens": list(tokens), **told}


def _send(port: int, token: str, path: str, bodies: list[dict[str, Any]]) -> Spent:
    """Raises RuntimeError for an answer that is none."""
    headers = {"Authorization": f"Bearer {token}"}
    requests = [http_load.as_bytes(json.dumps({"path": path, "headers": headers, "body": body})) for body in bodies]
    told: Any = uvloop.run(http_load.run(port, requests, _CONNECTIONS))
    if told["statuses"] != {"200": len(bodies)}:
        raise RuntimeError(f"{path} answered {told['statuses']}")
    return Spent([1000 * seconds for seconds in told["latencies"]])


def _inside(log: Path) -> dict[str, Spent]:
    """By route, what the service says of its requests."""
    spent: dict[str, list[float]] = {_ONE: [], _MANY: []}
    for line in log.read_text().splitlines():
        if '"event": "request"' in line and (told := json.loads(line))["route"] in spent:
            spent[told["route"]].append(told["ms"])
    return {route: Spent(each) for route, each in spent.items()}


def _wait_until_ready(port: int) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5):
                return
        except (URLError, ConnectionError):
            time.sleep(0.2)
    raise RuntimeError("the dedup service did not start")
