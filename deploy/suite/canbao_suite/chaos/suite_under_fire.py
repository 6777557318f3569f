"""The distributed suite under our hands: real processes by pid, killed with -9, started again by a keeper."""

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TypeVar

import psutil

from canbao_suite.chaos.crashes import FOLDER, Crashes
from canbao_suite.chaos.rabbitmq_cluster import RabbitCluster
from canbao_suite.chaos.tcp_proxy import TcpProxy
from canbao_suite.environments import SEASON_FACTOR, SERVICES, Bus
from canbao_suite.managed_process import ManagedProcess
from canbao_suite.processes import Suite
from canbao_suite.rabbitmq_node import RabbitNode

KEEPER_SECONDS = 0.05
FIRST_QUEUE = "canbao.dedup"
_ADDRESS = re.compile(r"127\.0\.0\.1:([0-9]+)")
_SERVERS = {"postgresql": "CANBAO_DATABASE_URL", "rabbitmq": "CANBAO_AMQP_URL"}

S = TypeVar("S", bound="SuiteUnderFire")


class SuiteUnderFire(Suite):
    """A suite whose processes are started again when they end, with their crashes planted, and with a proxy of its own before each
    server for each service if it is to be `proxied`. Of three `nodes` of RabbitMQ each can be struck by itself; they have no proxy."""

    def __init__(self, folder: Path, *, bus: Bus = "rabbitmq", proxied: bool = False, nodes: int = 1) -> None:
        super().__init__(folder, bus=bus, rate_limit_factor=SEASON_FACTOR)
        self.cluster = RabbitCluster(folder / "rabbitmq") if nodes > 1 else None
        if self.cluster is not None:
            self.rabbitmq = self.cluster
        self.restarts = 0
        self.proxies = {(service, server): TcpProxy(0) for service in SERVICES for server in _SERVERS} if proxied else {}
        self.held: set[str] = set()
        """Processes that the keeper leaves alone."""
        self._keeper: asyncio.Task[None] | None = None

    @property
    def broker(self) -> RabbitNode:
        """The broker of one node, which a distributed suite has."""
        assert isinstance(self.rabbitmq, RabbitNode)
        return self.rabbitmq

    async def begin(self) -> None:
        """Start all; from now on a process that ends is started again, as an orchestrator would."""
        for proxy in self.proxies.values():
            await proxy.start()
        if self.cluster is not None:
            await self.cluster.open()
        self._keeper = asyncio.create_task(self._keep())
        await self.start_all()

    async def start_all(self) -> None:
        """Servers and processes."""
        await asyncio.to_thread(self.start)

    async def end(self) -> None:
        """Stop all."""
        if self._keeper:
            self._keeper.cancel()
            await asyncio.wait([self._keeper])
        await self.stop_all()
        for proxy in self.proxies.values():
            await proxy.stop()
        if self.cluster is not None:
            await self.cluster.close()

    async def stop_all(self) -> None:
        """Processes and servers."""
        await asyncio.to_thread(self.stop)

    def forget(self) -> None:
        """Removes all state, of every node too, after ending what an earlier run left there. Raises StateFolderInUse."""
        for node in (self.folder / "rabbitmq").glob("node-*"):
            RabbitNode(node).stop_leftover()
        super().forget()

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(KEEPER_SECONDS)
            for name, process in [*self.processes.items()]:
                if process.has_ended and name not in self.held:
                    process.start()
                    self.restarts += 1

    async def kill_postgres(self) -> None:
        """-9 to the postmaster and its children, then up again."""
        await asyncio.to_thread(self.postgres.kill)
        await asyncio.to_thread(self.postgres.start)

    async def kill_broker(self) -> None:
        """-9 to RabbitMQ, of several nodes to the one that leads the first queue; then up again."""
        node = self.broker if self.cluster is None else await self.leader()
        await asyncio.to_thread(node.kill)
        await asyncio.to_thread(node.start)

    async def leader(self) -> RabbitNode:
        """The node that leads the first queue."""
        assert self.cluster is not None
        return self.cluster.nodes[await asyncio.to_thread(self.cluster.leader_of, FIRST_QUEUE)]

    def pids(self, target: str) -> list[int]:
        """All processes of a service or server."""
        if target == "postgresql":
            return [self.postgres.pid, *(child.pid for child in psutil.Process(self.postgres.pid).children(recursive=True))]
        if target == "rabbitmq":
            return [self.broker.pid if self.cluster is None else self.cluster.running.pid]
        return [self.processes[target].pid]

    def freeze(self, target: str) -> list[int]:
        """Stops all processes of the target where they are (SIGSTOP): they keep what they have, and answer nothing. Whom it stopped."""
        pids = self.pids(target)
        signal_all(pids, signal.SIGSTOP)
        return pids

    def crashes(self, service: str) -> Crashes:
        """The planted crashes of a service."""
        return Crashes(self.folder / "crashes" / service)

    def _process(self, name: str, module: str, environment: dict[str, str]) -> ManagedProcess:
        if name not in SERVICES or self.bus == "embedded":
            return super()._process(name, module, environment)
        crashes = self.folder / "crashes" / name
        return self._managed(name, self.command(name, module), self._through_proxies(name, environment) | {FOLDER: str(crashes)})

    def command(self, name: str, module: str) -> list[str]:
        """Arguments of Python for a service."""
        return ["-m", "canbao_suite.chaos.planted", name, module]

    def _through_proxies(self, service: str, environment: dict[str, str]) -> dict[str, str]:
        """The service's addresses of the servers lead to its proxies."""
        changed = dict(environment)
        for server, variable in _SERVERS.items():
            proxy = self.proxies.get((service, server))
            ports = _ADDRESS.findall(environment[variable])
            if proxy is not None and len(ports) == 1:
                proxy.target = proxy.target[0], int(ports[0])
                changed[variable] = _ADDRESS.sub(f"127.0.0.1:{proxy.port}", environment[variable])
        return changed


def signal_all(pids: list[int], what: signal.Signals) -> None:
    """Sends it to those that are still there."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, what)


@asynccontextmanager
async def under_fire(suite: S) -> AsyncIterator[S]:
    """The suite from start to stop, whatever happens."""
    try:
        await suite.begin()
        yield suite
    finally:
        await suite.end()
