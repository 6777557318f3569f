"""GET /benefits/v1/entitlements/{person} at 300 a second, open loop, on a server process of its own."""

import asyncio
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from fastapi import FastAPI

import benefits.app
from benefits.settings import Settings
from canbao_suite.bench.http_subject import QuietBus
from canbao_suite.bench.rules_people import NEW_YEAR
from canbao_suite.issuer import Issuer
from canbao_suite.listening import free_port
from service_runtime import MovableClock, generate_storage_keys

RATE, SECONDS, WARM_UP, CONNECTIONS = 300, 20, 600, 32


def benefits_app() -> FastAPI:
    """The service as it stands, without the relay."""
    return benefits.app.create_app(Settings(), QuietBus(), MovableClock(NEW_YEAR))


def query_p99_ms(database_url: str, people: list[str], folder: Path) -> dict[str, Any]:
    """Latencies from the moment a request was due, so that a stalled server is not measured less often."""
    issuer, port = Issuer(folder / "issuer"), free_port()
    environment = {
        "CANBAO_DATABASE_URL": database_url,
        "CANBAO_STORAGE_KEYS": generate_storage_keys(),
        "CANBAO_JWKS_FILE": str(issuer.jwks_file),
        "CANBAO_LOG_LEVEL": "ERROR",
        "CANBAO_TIMED_JOBS": "false",
    }
    command = [sys.executable, "-m", "uvicorn", "--factory", "canbao_suite.bench.rules_query:benefits_app", "--port", str(port)]
    server = subprocess.Popen([*command, "--no-access-log", "--log-level", "error"], env=os.environ | environment)
    try:
        token = issuer.mint("bench", ["hospital"], ["440783"])
        spent = asyncio.run(_ask(port, token, people))
    finally:
        server.terminate()
        server.wait(30)
    cut = statistics.quantiles(spent, n=100)
    return {"query_p50_ms": round(cut[49] * 1000, 1), "query_p99_ms": round(cut[98] * 1000, 1), "query_per_second": RATE}


async def _ask(port: int, token: str, people: list[str]) -> list[float]:
    """Requests fall due at a fixed rate, whether the server keeps up or not."""
    await _until_ready(port)
    due: asyncio.Queue[tuple[float, str] | None] = asyncio.Queue()
    spent: list[float] = []
    callers = [asyncio.create_task(_caller(port, token, due, spent)) for _ in range(CONNECTIONS)]
    begun = time.perf_counter() + 0.1
    for number in range(WARM_UP + RATE * SECONDS):
        moment = begun + number / RATE
        if (wait := moment - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        due.put_nowait((moment, people[number % len(people)]))
    for _ in callers:
        due.put_nowait(None)
    await asyncio.gather(*callers)
    return spent[WARM_UP:]


async def _caller(port: int, token: str, due: "asyncio.Queue[tuple[float, str] | None]", spent: list[float]) -> None:
    """One connection: whatever falls due next, one request at a time."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while (order := await due.get()) is not None:
        moment, person = order
        path = f"/benefits/v1/entitlements/{person}?on=2028-03-01"
        writer.write(f"GET {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(head.partition(b"\r\n")[0].decode())
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        await reader.readexactly(length)
        spent.append(time.perf_counter() - moment)
    writer.close()


async def _until_ready(port: int) -> None:
    for _ in range(300):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
            continue
        writer.close()
        return
    raise RuntimeError("the benefits service did not start")
