"""SIGTERM on a real server process: not ready, all that still comes is answered, then the process ends; nobody is refused."""

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count
from pathlib import Path

import asyncpg
import httpx
import pytest

from canbao_suite.issuer import Issuer
from canbao_suite.listening import free_port
from service_runtime import generate_storage_keys, generate_vault_keys
from tests.conftest import FreshDatabase

MODULE = "tests.service_runtime.served_sample"
VAULT_KEYS, STORAGE_KEYS = generate_vault_keys(), generate_storage_keys()


class Replica:
    """The sample service in a process of its own, which can be started again."""

    def __init__(self, database: str, folder: Path, drain_seconds: float) -> None:
        self.issuer, port = Issuer(folder), free_port()
        self.log = folder / "log"
        self._environment = {
            **os.environ,
            "CANBAO_DATABASE_URL": database,
            "CANBAO_JWKS_FILE": str(self.issuer.jwks_file),
            "CANBAO_VAULT_KEYS": VAULT_KEYS,
            "CANBAO_STORAGE_KEYS": STORAGE_KEYS,
            "CANBAO_PORT": str(port),
            "CANBAO_DRAIN_SECONDS": str(drain_seconds),
            "CANBAO_RATE_LIMIT_FACTOR": "0",
        }
        self.client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30)
        self.process: asyncio.subprocess.Process
        self.ready = False

    async def start(self) -> None:
        """Returns when readyz says so; the test's own time-out ends a vain wait."""
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(sys.executable, "-m", MODULE, env=self._environment, stderr=log)
        while not await self.look():  # noqa: ASYNC110 -- another process's state
            await asyncio.sleep(0.1)

    async def look(self) -> bool:
        """As whoever balances the load does."""
        try:
            self.ready = (await self.client.get("/readyz")).status_code == 200
        except httpx.TransportError:
            self.ready = False
        return self.ready

    def terminate(self) -> None:
        """SIGTERM."""
        self.process.send_signal(signal.SIGTERM)

    async def take(self, key: str, **headers: str) -> httpx.Response:
        """A note."""
        told = {"Authorization": f"Bearer {self.issuer.mint('wx:1', ['citizen'])}", "Idempotency-Key": key}
        return await self.client.post("/sample/v1/notes", json={"text": key, "place": {"area": "440783"}}, headers=told | headers)


@asynccontextmanager
async def replica(database: str, folder: Path, drain_seconds: float = 0.0) -> AsyncIterator[Replica]:
    """Started; killed at the end if it still runs."""
    started = Replica(database, folder, drain_seconds)
    try:
        await started.start()
        yield started
    finally:
        await started.client.aclose()
        if started.process.returncode is None:
            started.process.kill()
            await started.process.wait()


async def until_committed(database: str) -> None:
    """Returns when the note is there."""
    connection = await asyncpg.connect(database)
    found = 0
    while not found:
        found = await connection.fetchval("SELECT count(*) FROM notes")
    await connection.close()


async def test_what_is_in_hand_is_answered(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    database = await fresh_database("drain")
    async with replica(database, tmp_path) as one:
        request = asyncio.create_task(one.take("drain-once", Prefer="wait=1"))
        await until_committed(database)
        one.terminate()
        answer = await request
        await one.process.wait()
        log = one.log.read_bytes()
    assert answer.status_code == 201
    assert one.process.returncode in {0, -signal.SIGTERM}
    assert b"service.draining" in log
    assert b"Traceback" not in log


async def test_who_still_comes_is_served_and_a_second_signal_ends_it_at_once(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    async with replica(await fresh_database("drain"), tmp_path, drain_seconds=600) as one:
        assert "connection" not in (await one.take("drain-first")).headers
        one.terminate()
        while await one.look():
            pass
        async with httpx.AsyncClient(base_url=one.client.base_url) as stranger:
            assert (await stranger.get("/readyz")).status_code == 503
        answer = await one.take("drain-later")
        assert (answer.status_code, answer.headers["connection"]) == (201, "close")
        one.terminate()
        async with asyncio.timeout(5):
            await one.process.wait()
    assert one.process.returncode == -signal.SIGTERM


@pytest.mark.timeout(180)
async def test_two_replicas_restarted_in_turn_refuse_nobody(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    """Under load, over connections that are kept."""
    database, keys, told = await fresh_database("rolled"), count(), Counter[int]()
    async with AsyncExitStack() as stack:
        replicas = await asyncio.gather(
            *(stack.enter_async_context(replica(database, tmp_path / name, drain_seconds=1.0)) for name in ("one", "two"))
        )
        rolled = asyncio.Event()

        async def balance() -> None:
            while not rolled.is_set():
                await asyncio.gather(*(one.look() for one in replicas))
                await asyncio.sleep(0.05)

        async def send() -> None:
            while not rolled.is_set():
                if ready := [one for one in replicas if one.ready]:
                    told[(await random.choice(ready).take(f"rolled-{next(keys)}")).status_code] += 1
                await asyncio.sleep(0.02)

        users = [asyncio.create_task(act) for act in (balance(), send(), send(), send())]
        for one in replicas:
            sent = told.total()
            one.terminate()
            await one.process.wait()
            await one.start()
            assert told.total() > sent
        rolled.set()
        await asyncio.gather(*users)
    assert set(told) == {201}
