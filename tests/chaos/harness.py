"""The distributed suite under our hands: real processes by pid, killed with -9, started again by a keeper."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aio_pika
import asyncpg

from canbao_suite.environments import SEASON_FACTOR, SERVICES, Bus
from canbao_suite.managed_process import ManagedProcess
from canbao_suite.postgres import PostgresServer
from canbao_suite.processes import Suite
from canbao_suite.rabbitmq_node import RabbitNode

ROOT = Path(__file__).parents[2]
KEEPER_SECONDS = 0.05


@dataclass(frozen=True)
class Build:
    """How one service is started: which safeguard is taken out, and where it kills itself."""

    name: str = "sound"
    crashes: tuple[str, ...] = ()


class SuiteUnderFire(Suite):
    """A distributed suite whose services may be broken builds. Servers may be shared with suites before and after it: then the
    databases have names of their own, and the queues are emptied."""

    def __init__(self, folder: Path, builds: Mapping[str, Build], servers: "Servers | None" = None, bus: Bus = "rabbitmq") -> None:
        super().__init__(folder, bus=bus, rate_limit_factor=SEASON_FACTOR)
        self.builds = builds
        self.tag = folder.name.replace("-", "_")
        self.restarts = 0
        self._keeper: asyncio.Task[None] | None = None
        self._shared = servers is not None
        if servers:
            self.postgres, self.rabbitmq = servers.postgres, servers.rabbitmq

    def database_url(self, name: str) -> str:
        """Address of one of this suite's databases."""
        return self.postgres.url(f"{self.tag}_{name}" if self._shared else name)

    @property
    def broker(self) -> RabbitNode:
        """The broker, which a distributed suite has."""
        assert self.rabbitmq is not None
        return self.rabbitmq

    async def begin(self) -> None:
        """Start all; from now on a service that ends is started again, as an orchestrator would."""
        if self._shared:
            for name in [*SERVICES.values(), "tax_office"]:
                self.postgres.create_database(f"{self.tag}_{name}")
            await asyncio.to_thread(self._start_processes)
        else:
            await asyncio.to_thread(self.start)
        self._keeper = asyncio.create_task(self._keep())

    def _start_processes(self) -> None:
        self.processes = self._processes()
        for process in self.processes.values():
            process.start()
        for name in self.processes:
            self.wait_ready(name)

    async def end(self) -> None:
        """Stop all that is this suite's own."""
        if self._keeper:
            self._keeper.cancel()
            await asyncio.wait([self._keeper])
        if self._shared:
            for process in self.processes.values():
                process.kill()
        else:
            await asyncio.to_thread(self.stop)
            self.forget()

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(KEEPER_SECONDS)
            for process in self.processes.values():
                if not process.is_running:
                    process.start()
                    self.restarts += 1

    async def kill_postgres(self) -> None:
        """-9 to the postmaster and its children, then up again."""
        await asyncio.to_thread(self.postgres.kill)
        await asyncio.to_thread(self.postgres.start)

    async def kill_broker(self) -> None:
        """-9 to RabbitMQ, then up again."""
        await asyncio.to_thread(self.broker.kill)
        await asyncio.to_thread(self.broker.start)

    def freeze_broker(self) -> None:
        """The broker reads nothing more; what is written to it waits in the sockets, and dies with it."""
        os.kill(self.broker.pid, signal.SIGSTOP)

    async def has_events_in_hand(self, package: str, seconds: float) -> bool:
        """True at the first moment at which a service has events that are not confirmed; False if none came in so many seconds."""
        connection = await asyncpg.connect(self.database_url(package))
        deadline = time.monotonic() + seconds
        try:
            while time.monotonic() < deadline:
                if await connection.fetchval("SELECT EXISTS (SELECT FROM outbox)"):
                    return True
        finally:
            connection.terminate()
        return False

    async def outbox_depth(self, package: str) -> int:
        """Events of a service that the broker has not confirmed."""
        connection = await asyncpg.connect(self.database_url(package))
        try:
            return int(await connection.fetchval("SELECT count(*) FROM outbox"))
        finally:
            await connection.close()

    def _process(self, name: str, module: str, environment: dict[str, str]) -> ManagedProcess:
        build = self.builds.get(name)
        if build is None:
            return super()._process(name, module, environment)
        marks = self.folder / "marks" / name
        marks.mkdir(parents=True, exist_ok=True)
        arguments = ["-m", "tests.chaos.broken_builds", build.name, *build.crashes, "-m", module]
        return self._managed(name, arguments, {**environment, "CHAOS_MARKS": str(marks), "PYTHONPATH": str(ROOT)})

    def crashed_at(self, name: str) -> set[str]:
        """The planted crashes that really happened."""
        return {mark.name for mark in (self.folder / "marks" / name).iterdir()}


@dataclass(frozen=True)
class Servers:
    """One PostgreSQL and one RabbitMQ for several suites, one after another."""

    postgres: PostgresServer
    rabbitmq: RabbitNode

    def start(self) -> None:
        """Start both."""
        self.postgres.start()
        self.rabbitmq.start()

    def stop(self) -> None:
        """End both and remove what they kept."""
        self.rabbitmq.kill()
        self.postgres.kill()
        self.postgres.remove()

    async def empty_queues(self) -> None:
        """Nothing of an earlier suite may reach the next."""
        connection = await aio_pika.connect(self.rabbitmq.url)
        async with connection:
            for name in queue_names():
                channel = await connection.channel()
                try:
                    queue = await channel.declare_queue(name, passive=True)
                except aio_pika.exceptions.ChannelNotFoundEntity:
                    continue
                await queue.purge()


def queue_names() -> Sequence[str]:
    """The queues of all services, and those for what nobody wants or can take."""
    of_services = [f"canbao.{service}{suffix}" for service in SERVICES for suffix in ("", ".parked")]
    return [*of_services, "canbao.unrouted"]


@asynccontextmanager
async def under_fire(suite: SuiteUnderFire) -> AsyncIterator[SuiteUnderFire]:
    """The suite from start to stop, whatever happens."""
    try:
        await suite.begin()
        yield suite
    finally:
        await suite.end()
