"""Three nodes of RabbitMQ on one machine, that can be cut off from one another: every way between two of them leads by a proxy."""

import json
import secrets
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path
from typing import Any

from canbao_suite.broker_users import OPERATOR
from canbao_suite.chaos.port_mapper import PortMapper
from canbao_suite.chaos.tcp_proxy import TcpProxy
from canbao_suite.rabbitmq_node import ClusterPlace, RabbitFailed, RabbitNode
from canbao_suite.secret_file import write_secret

NODES = 3
CONFIGURATION = """\
cluster_partition_handling = pause_minority
net_ticktime = 8
cluster_name = canbao
"""
"""A node that does not see the majority takes no more connections; silence between nodes counts as loss after 8 s instead of a minute."""


class RabbitCluster:
    """Behaves like one node for whoever starts and stops it. Its port mappers and proxies run in the loop that calls `open`."""

    def __init__(self, folder: Path, further_configuration: str = "") -> None:
        self.folder = folder.absolute()
        place = ClusterPlace(_cookie(self.folder), self.folder)
        self.nodes = [RabbitNode(self._folder_of(number), place=place) for number in range(NODES)]
        self.proxies = {pair: TcpProxy(self.nodes[pair[1]].ports["dist"]) for pair in permutations(range(NODES), 2)}
        """By number of the node that connects, and of the node it connects to."""
        guests: dict[str, int] = {}
        self._mappers = [PortMapper(node.ports["epmd"], dict(self._ports_for(number)), guests) for number, node in enumerate(self.nodes)]
        for number, node in enumerate(self.nodes):
            node.further_configuration = CONFIGURATION + further_configuration + self._peers(number)

    def _folder_of(self, number: int) -> Path:
        folder = self.folder / f"node-{number}"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _ports_for(self, number: int) -> Iterator[tuple[str, int]]:
        """Where a node finds itself and, by the proxies, the others."""
        for other, node in enumerate(self.nodes):
            yield node.name.partition("@")[0], node.ports["dist"] if other == number else self.proxies[number, other].port

    def _peers(self, number: int) -> str:
        """The first node founds the cluster, the others join it when they start for the first time."""
        peers = self.nodes[: 1 if number == 0 else NODES]
        lines = [f"cluster_formation.classic_config.nodes.{count} = {node.name}\n" for count, node in enumerate(peers, 1)]
        return "cluster_formation.peer_discovery_backend = classic_config\n" + "".join(lines)

    async def open(self) -> None:
        """Port mappers and proxies; before the start."""
        for proxy in self.proxies.values():
            await proxy.start()
        for mapper in self._mappers:
            await mapper.start()

    async def close(self) -> None:
        """After the stop."""
        for mapper in self._mappers:
            await mapper.stop()
        for proxy in self.proxies.values():
            await proxy.stop()

    def start(self) -> None:
        """All nodes, and waits until all take connections. Not in the loop of `open`. Raises RabbitFailed, StateFolderInUse."""
        formed = self.folder / "formed"
        self.nodes[0].launch()
        if not formed.exists():
            self.nodes[0].wait_ready()
        for node in self.nodes[1:]:
            node.launch()
        for node in self.nodes:
            node.wait_ready()
        formed.touch()

    def check(self) -> None:
        """Raises RabbitFailed if a node is gone."""
        for node in self.nodes:
            node.check()

    def stop(self) -> None:
        """All nodes, in good order."""
        for node in reversed(self.nodes):
            node.stop()

    def kill(self) -> None:
        """All nodes, as a power cut would."""
        for node in self.nodes:
            node.kill()

    @property
    def pid(self) -> int:
        """Process id of a node that runs."""
        return self.running.pid

    @property
    def url(self) -> str:
        """amqp://… with all nodes, for somebody who may do everything."""
        return self.url_of(OPERATOR)

    def url_of(self, user: str) -> str:
        """amqp://… with all nodes, for one user: a service by its name."""
        return f"amqp://{self.nodes[0].word_of(user)}@{','.join(node.address for node in self.nodes)}/"

    def freeze_ways(self, number: int) -> None:
        """Cuts one node off from the others: nothing comes or goes any more, and nobody is told."""
        for pair, proxy in self.proxies.items():
            if number in pair:
                proxy.freeze()

    async def mend_ways(self) -> None:
        """All see one another again. What was on the way is lost, as with a real cut that lasted."""
        for proxy in self.proxies.values():
            if proxy.is_frozen:
                await proxy.cut()
            proxy.forward()

    @property
    def running(self) -> RabbitNode:
        """A node that runs and is not cut off, to ask. Raises StopIteration if none is."""
        return next(node for number, node in enumerate(self.nodes) if node.is_running and not self._is_cut_off(number))

    def _is_cut_off(self, number: int) -> bool:
        """It may still take itself for a leader."""
        return all(proxy.is_frozen for pair, proxy in self.proxies.items() if number in pair)

    def leader_of(self, queue: str) -> int:
        """The number of the node that leads a quorum queue. Raises RabbitFailed, also while nobody leads it."""
        leader = self._told_of(queue, "leader")
        for number, node in enumerate(self.nodes):
            if node.name == leader:
                return number
        raise RabbitFailed(f"nobody leads {queue}")

    def members_online(self, queue: str) -> int:
        """How many members of a quorum queue are there."""
        return len(self._told_of(queue, "online"))

    def _told_of(self, queue: str, what: str) -> Any:  # noqa: ANN401 -- JSON
        listed = json.loads(self.running.control("list_queues", "name", what, "--formatter", "json"))
        for one in listed:
            if one["name"] == queue:
                return one[what]
        raise RabbitFailed(f"the broker does not list {queue}")

    def move_leader(self, queue: str, number: int) -> str:
        """Another member is to lead a quorum queue; what the broker says."""
        resource = f'rabbit_misc:r(<<"/">>, queue, <<"{queue}">>)'
        ask = f"{{ok, Q}} = rabbit_amqqueue:lookup({resource}), rabbit_quorum_queue:transfer_leadership(Q, '{self.nodes[number].name}')."
        return self.running.control("eval", ask)


def _cookie(folder: Path) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "cookie"
    if not file.exists():
        write_secret(file, secrets.token_hex(16).upper())
    return file.read_text()
