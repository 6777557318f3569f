"""The suite of the chaos tests: its services may be broken builds, and its servers another suite's before and after it."""

import asyncio
import os
import signal
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import aio_pika
import asyncpg

from canbao_suite.chaos.suite_under_fire import SuiteUnderFire
from canbao_suite.environments import SERVICES, Bus
from canbao_suite.managed_process import ManagedProcess
from canbao_suite.postgres import PostgresServer
from canbao_suite.rabbitmq_node import RabbitNode
from tests.servers import copy_database

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Build:
    """How one service is started: which safeguard is taken out, and where it kills itself."""

    name: str = "sound"
    crashes: tuple[str, ...] = ()


class TestedSuite(SuiteUnderFire):
    """A suite whose services may be broken builds. Servers may be shared with suites before and after it: then the
    databases have names of their own, and the queues are emptied."""

    __test__ = False

    def __init__(self, folder: Path, builds: Mapping[str, Build], servers: "Servers | None" = None, bus: Bus = "rabbitmq") -> None:
        super().__init__(folder, bus=bus)
        self.builds = builds
        self.tag = folder.name.replace("-", "_")
        self._shared = servers is not None
        if servers:
            self.postgres, self.rabbitmq = servers.postgres, servers.rabbitmq

    def database_url(self, name: str) -> str:
        """Address of one of this suite's databases."""
        return self.postgres.url(f"{self.tag}_{name}" if self._shared else name)

    async def start_all(self) -> None:
        """Servers that are shared run already."""
        for service, build in self.builds.items():
            for point in build.crashes:
                self.crashes(service).arm(point)
        if self._shared:
            for name in SERVICES.values():
                copy_database(self.postgres.home, self.postgres.url(), f"{self.tag}_{name}", name)
            self.postgres.create_database(f"{self.tag}_tax_office")
            await asyncio.to_thread(self._start_processes)
        else:
            await super().start_all()

    def _start_processes(self) -> None:
        self.processes = self._processes()
        for process in self.processes.values():
            process.start()
        for name in self.processes:
            self.wait_ready(name)

    async def stop_all(self) -> None:
        """Stop all that is this suite's own."""
        if self._shared:
            for process in self.processes.values():
                process.kill()
        else:
            await super().stop_all()
            self.forget()

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
        return super()._process(name, module, {**environment, "PYTHONPATH": str(ROOT)})

    def command(self, name: str, module: str) -> list[str]:
        """A broken build of a service, or the product as it is."""
        if name not in self.builds:
            return ["-m", module]
        return ["-m", "tests.chaos.broken_builds", self.builds[name].name, name, module]


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
    return [*of_services, "canbao.unrouted.events"]
