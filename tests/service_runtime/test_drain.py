"""SIGTERM on a real server process: what is in hand is finished and answered, then the process ends."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import asyncpg
import httpx

from canbao_suite.issuer import Issuer
from canbao_suite.listening import free_port
from service_runtime import generate_storage_keys, generate_vault_keys
from tests.conftest import FreshDatabase

FACTORY = "tests.service_runtime.sample_service:create_from_environment"


async def start(database: str, issuer: Issuer, port: int) -> asyncio.subprocess.Process:
    """The sample service in a process of its own."""
    environment = {
        **os.environ,
        "CANBAO_DATABASE_URL": database,
        "CANBAO_JWKS_FILE": str(issuer.jwks_file),
        "CANBAO_VAULT_KEYS": generate_vault_keys(),
        "CANBAO_STORAGE_KEYS": generate_storage_keys(),
    }
    command = (sys.executable, "-m", "uvicorn", "--factory", FACTORY, "--port", str(port), "--log-level", "warning")
    return await asyncio.create_subprocess_exec(*command, env=environment, stderr=asyncio.subprocess.PIPE)


async def until_ready(client: httpx.AsyncClient) -> None:
    """Returns when readyz says so; the test's own time-out ends a vain wait."""
    while True:
        try:
            if (await client.get("/readyz")).status_code == 200:
                return
        except httpx.TransportError:
            await asyncio.sleep(0.05)


async def until_committed(database: str) -> None:
    """Returns when the note is there."""
    connection = await asyncpg.connect(database)
    found = 0
    while not found:
        found = await connection.fetchval("SELECT count(*) FROM notes")
    await connection.close()


async def test_what_is_in_hand_is_answered(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    database, issuer, port = await fresh_database("drain"), Issuer(tmp_path), free_port()
    process = await start(database, issuer, port)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
        await until_ready(client)
        headers = {"Authorization": f"Bearer {issuer.mint('wx:1', ['citizen'])}", "Idempotency-Key": "drain-1", "Prefer": "wait=1"}
        form = {"text": "in hand", "place": {"area": "440783"}}
        request = asyncio.create_task(client.post("/sample/v1/notes", json=form, headers=headers))
        await until_committed(database)
        process.send_signal(signal.SIGTERM)
        answer = await request
    _, log = await process.communicate()
    assert answer.status_code == 201
    assert process.returncode in {0, -signal.SIGTERM}
    assert b"service.draining" in log
    assert b"Traceback" not in log
