"""Payments told one to a callback, a hundred in a second, to one process of payment-bridge that matches and posts them meanwhile.

A callback's time counts from the moment at which it was due, so that one that waits its turn is not forgotten.
"""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any

import asyncpg
import httpx
import msgspec
from fastapi import FastAPI

import payment_bridge.app
from canbao_suite.bench.http_subject import QuietBus
from canbao_suite.bench.money_bridge import DAY, NOW, RATE, SECRET, bill_of, fill_bills
from canbao_suite.listening import LOOPBACK, free_port
from enrolment_terms.identifiers import new_id
from enrolment_terms.money import yuan
from payment_bridge.endpoints.tax_webhooks import PATH
from payment_bridge.settings import Settings
from process_runtime.signature_profiles import StandardWebhooks
from service_runtime import MovableClock, Runtime, generate_storage_keys, generate_vault_keys

WEBHOOKS, PER_SECOND = 3_000, 100
LIMITS = {"webhook_p99_ms": 50.0}
_WARM = 200
_SIGNING = StandardWebhooks(SECRET)


def payment_bridge_app() -> FastAPI:
    """The service as it stands, without the relay, in the autumn of 2023."""
    return payment_bridge.app.create_app(Settings(), QuietBus(), MovableClock(NOW))


async def measure(runtime: Runtime) -> dict[str, Any]:
    """The first two hundred are sent and not counted."""
    url = str(runtime.settings.database_url)
    await fill_bills(url, range(WEBHOOKS + _WARM))
    with _service(url, runtime.settings.jwks_file) as address:
        async with httpx.AsyncClient(base_url=address, timeout=60) as http:
            await _until_ready(http)
            await _at_rate(http, range(_WARM))
            took = await _at_rate(http, range(_WARM, WEBHOOKS + _WARM))
        await _until_paid(url, WEBHOOKS + _WARM)
    at = quantiles(took, n=100)
    return {
        "webhooks": len(took),
        "webhooks_per_second": PER_SECOND,
        "webhook_p50_ms": round(at[49] * 1000, 1),
        "webhook_p99_ms": round(at[98] * 1000, 1),
        "webhook_longest_ms": round(max(took) * 1000, 1),
    }


@contextmanager
def _service(url: str, jwks_file: Path) -> Iterator[str]:
    port = free_port()
    environment = {
        "CANBAO_DATABASE_URL": url,
        "CANBAO_STORAGE_KEYS": generate_storage_keys(),
        "CANBAO_VAULT_KEYS": generate_vault_keys(),
        "CANBAO_JWKS_FILE": str(jwks_file),
        "CANBAO_TAX_OFFICE_URL": f"http://{LOOPBACK}:9",
        "CANBAO_TAX_OUT_SECRET": SECRET,
        "CANBAO_TAX_IN_SECRET": SECRET,
        "CANBAO_LOG_LEVEL": "CRITICAL",
    }
    command = [sys.executable, "-m", "uvicorn", "--factory", f"{__name__}:payment_bridge_app", "--host", LOOPBACK, "--port", str(port)]
    started = subprocess.Popen([*command, "--no-access-log", "--log-level", "error"], env=os.environ | environment)
    try:
        yield f"http://{LOOPBACK}:{port}"
    finally:
        started.terminate()
        started.wait(60)


async def _until_ready(http: httpx.AsyncClient) -> None:
    for _ in range(300):
        try:
            if (await http.get("/livez")).is_success:
                return
        except httpx.TransportError:
            pass
        await asyncio.sleep(0.2)
    raise RuntimeError("the service did not start")


async def _at_rate(http: httpx.AsyncClient, numbers: range) -> list[float]:
    async def tell(number: int, due: float) -> float:
        await asyncio.sleep(due - time.perf_counter())
        headers, body = _SIGNING.request(_callback(number), f"msg_{new_id()}")
        answer = await http.post(PATH, content=body, headers={"content-type": "application/json", **headers})
        answer.raise_for_status()
        return time.perf_counter() - due

    begun = time.perf_counter() + 1
    return await asyncio.gather(*(tell(number, begun + place / PER_SECOND) for place, number in enumerate(numbers)))


def _callback(number: int) -> bytes:
    row = {
        "serial": str(10**9 + number), "bill_id": str(bill_of(number)), "amount": yuan(RATE), "arrival_date": DAY.isoformat(),
        "channel": "YUE_SHUITONG",
    }  # fmt: skip
    return msgspec.json.encode({"type": "tax.payment.received", "timestamp": NOW.isoformat(), "data": {"rows": [row]}})


async def _until_paid(url: str, bills: int) -> None:
    connection = await asyncpg.connect(url)
    try:
        for _ in range(120):
            paid = await connection.fetchval("SELECT count(*) FROM bills WHERE state = 'PAID'")
            if paid == bills:
                return
            await asyncio.sleep(0.5)
    finally:
        await connection.close()
    raise RuntimeError(f"of {bills} bills {paid} are paid")
