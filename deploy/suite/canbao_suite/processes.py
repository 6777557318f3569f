"""The suite as real processes on loopback: PostgreSQL, RabbitMQ if asked for, the peers that are simulated, one process or five.

embedded:  suite (registration, payment-bridge, dedup, benefits, console, issuer), tax-office, registers, other-regions, wechat, PostgreSQL
rabbitmq:  registration, payment-bridge, dedup, benefits, tax-office, registers, other-regions, PostgreSQL, RabbitMQ, and gateway and
           wechat if a port is asked for
"""

import os
import shutil
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import httpx

from canbao_suite.cannot_run import CannotRun
from canbao_suite.database_roles import DatabaseRoles, make_roles
from canbao_suite.environments import (
    SERVICES,
    Bus,
    ClockKind,
    of_embedded_suite,
    of_gateway,
    of_other_regions,
    of_registers,
    of_service,
    of_tax_office,
    of_wechat,
)
from canbao_suite.issuer import Issuer, refuse_in_production
from canbao_suite.leftovers import end_leftovers, mark
from canbao_suite.listening import LOOPBACK, ask, claim_port, free_port, suite_id_at
from canbao_suite.managed_process import ManagedProcess
from canbao_suite.operating.client import ADDRESS_FILE
from canbao_suite.postgres import PostgresServer
from canbao_suite.rabbitmq_node import RabbitNode
from canbao_suite.state_lock import StateLock
from canbao_suite.suite_keys import KEYS_FILE, SuiteKeys, open_suite_keys, publish_keys

FRONTS = {"suite", "gateway"}


class SuiteNotReady(CannotRun):
    """The suite did not come up in time."""


class Broker(Protocol):
    """RabbitMQ, of one node or several, as a suite needs it."""

    @property
    def url(self) -> str:
        """amqp://… for somebody who may do everything."""

    @property
    def pid(self) -> int:
        """Process id; of several nodes that of one."""

    def url_of(self, user: str) -> str:
        """amqp://… for one user: a service by its name."""

    def start(self) -> None:
        """Returns when it takes connections."""

    def check(self) -> None:
        """Raises CannotRun if it is gone."""

    def stop(self) -> None:
        """Ends it in good order."""


class Suite:
    """Starts, watches, kills and stops the processes of one suite, all of whose state lies in one folder.

    `port` is that of its front: console, token issuer and all services on one address. A distributed suite without one has no front.
    `tax_office_url` is the address of another tax office than the simulated one. The issuer lies beside the folder, for all suites there.
    `rate_limit_factor` is for a season, in which one caller is a whole city.
    """

    def __init__(
        self,
        folder: Path,
        *,
        bus: Bus = "embedded",
        port: int | None = None,
        clock: ClockKind = "movable",
        tax_office_url: str | None = None,
        rate_limit_factor: float = 1.0,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.folder = folder
        self.bus = bus
        self.say = say
        self.rate_limit_factor = rate_limit_factor
        self.id = uuid4().hex
        self.postgres = PostgresServer(folder / "postgres")
        self.rabbitmq: Broker | None = RabbitNode(folder / "rabbitmq") if bus == "rabbitmq" else None
        self.roles: dict[str, DatabaseRoles] = {}
        """By database; none before the start."""
        self.processes: dict[str, ManagedProcess] = {}
        self._lock = StateLock(folder.with_name(folder.name + ".lock"), folder)
        self.simulates_tax_office = tax_office_url is None
        self._tax_office_url = tax_office_url
        self.clock = clock
        self.has_front = bus == "embedded" or port is not None
        self._port = port or 0
        self._socket: socket.socket | None = None

    @property
    def keys(self) -> SuiteKeys:
        """The secrets of this folder. What is agreed with another tax office may stand in the environment instead."""
        keys = open_suite_keys(self.folder)
        if self.simulates_tax_office:
            return keys
        agreed = {name: os.environ.get(f"CANBAO_{name.upper()}", getattr(keys, name)) for name in ("tax_out_secret", "tax_in_secret")}
        return replace(keys, **agreed)

    @property
    def keys_file(self) -> Path:
        """Where they stand."""
        return self.folder / KEYS_FILE

    @cached_property
    def publishers_file(self) -> Path:
        """The public event keys of its services."""
        return publish_keys(self.folder, self.keys)

    @cached_property
    def issuer(self) -> Issuer:
        """The token issuer of all suites beside this folder."""
        return Issuer(self.folder.parent / "issuer")

    @cached_property
    def tax_url(self) -> str:
        """Address of the tax office."""
        return self._tax_office_url or f"http://{LOOPBACK}:{free_port()}"

    @cached_property
    def wechat_url(self) -> str:
        """Address of the simulated WeChat; empty where there is no front that people come to."""
        return f"http://{LOOPBACK}:{free_port()}" if self.has_front else ""

    @cached_property
    def registers_url(self) -> str:
        """Address of the simulated registers."""
        return f"http://{LOOPBACK}:{free_port()}"

    @cached_property
    def other_regions_url(self) -> str:
        """Address of the simulated platform of other regions."""
        return f"http://{LOOPBACK}:{free_port()}"

    @cached_property
    def _ports(self) -> dict[str, int]:
        return {service: free_port() for service in SERVICES}

    @property
    def front_socket(self) -> socket.socket:
        """The socket the front listens on: ours from the first look at it until `stop`. Raises PortTaken."""
        if self._socket is None:
            self._socket = claim_port(self._port)
            self._port = int(self._socket.getsockname()[1])
        return self._socket

    @property
    def front_url(self) -> str:
        """Base address of the front."""
        return f"http://{LOOPBACK}:{self.front_socket.getsockname()[1]}"

    def url(self, service: str) -> str:
        """Base address of a service, without its path prefix."""
        return self.front_url if self.bus == "embedded" else f"http://{LOOPBACK}:{self._ports[service]}"

    @property
    def callback_url(self) -> str:
        """Where the tax office sends its callbacks."""
        return f"{self.url('payment-bridge')}/payment-bridge/v1/webhooks/tax"

    def database_url(self, name: str) -> str:
        """PostgreSQL address of one database for its administrator: registration, payment_bridge, dedup, benefits or tax_office."""
        return self.postgres.url(name)

    def start(self) -> None:
        """Starts everything in order, returns when all of it answers. What an earlier run left in this folder is ended or taken over.

        Raises CannotRun: the folder is in use, the port taken, a server or a service does not start.
        """
        refuse_in_production()
        self._lock.take()
        end_leftovers(self.folder)
        if self.has_front:
            self.say(f"{self.front_url} …")  # asking for the address takes the port, before anything is started
        self.say("PostgreSQL …")
        self.postgres.start()
        for name in [*SERVICES.values(), "tax_office"]:
            self.postgres.create_database(name)
        self.roles = {name: make_roles(self.database_url(name), self.postgres.home) for name in SERVICES.values()}
        if self.rabbitmq:
            self.say("RabbitMQ …")
            self.rabbitmq.start()
        for name, process in self._processes().items():
            self.processes[name] = process
            process.start()
        self.say("services …")
        for name in self.processes:
            self.wait_ready(name)
        self.check()
        if self.has_front:
            (self.folder / ADDRESS_FILE).write_text(self.front_url)

    def check(self) -> None:
        """Raises CannotRun if a process or a server is gone."""
        for process in self.processes.values():
            process.check()
        self.postgres.check()
        if self.rabbitmq:
            self.rabbitmq.check()

    def stop(self) -> None:
        """Ends everything, the databases last. A folder that this suite does not hold is left alone."""
        if not self._lock.is_held:
            return
        (self.folder / ADDRESS_FILE).unlink(missing_ok=True)
        for name in reversed(list(self.processes)):
            self.processes[name].stop()
        end_leftovers(self.folder)
        if self.rabbitmq:
            self.rabbitmq.stop()
        self.postgres.stop()
        if self._socket:
            self._socket.close()
            self._socket = None
        self._lock.give_back()

    def forget(self) -> None:
        """Removes the folder and all state in it, after ending what an earlier run left there. Raises StateFolderInUse."""
        self._lock.take()
        end_leftovers(self.folder)
        if (self.folder / "rabbitmq").exists():
            RabbitNode(self.folder / "rabbitmq").stop_leftover()
        self.postgres.stop_leftover()
        self.postgres.remove()
        shutil.rmtree(self.folder, ignore_errors=True)
        self._lock.give_back()

    def wait_ready(self, name: str, patience: float = 60.0) -> None:
        """Returns when the process answers its readiness probe, and the front as the suite that it is."""
        deadline = time.monotonic() + patience
        while not self._answers(name):
            self.processes[name].check()
            if time.monotonic() > deadline:
                raise SuiteNotReady(f"{name} does not answer after {patience:.0f} s; its log is in {self.folder / 'logs'}.")
            time.sleep(0.2)

    def _answers(self, name: str) -> bool:
        if name == "tax-office":
            return _is_ok(f"{self.tax_url}/simulator/v1/quiet")
        if name == "wechat":
            return _is_ok(f"{self.wechat_url}/simulator/v1/ready")
        if name == "registers":
            return _is_ok(f"{self.registers_url}/simulator/v1/questions")
        if name == "other-regions":
            return _is_ok(f"{self.other_regions_url}/simulator/v1/quiet")
        if name in SERVICES:
            return _is_ok(f"{self.url(name)}/{name}/readyz")
        return suite_id_at(self.front_url) == self.id and all(_is_ok(f"{self.front_url}/{service}/readyz") for service in SERVICES)

    def measure(self) -> float:
        """Notes the memory of each process and returns the largest peak so far, in MB."""
        for process in self.processes.values():
            process.measure()
        return max((process.peak_mb for process in self.processes.values()), default=0.0)

    def _processes(self) -> dict[str, ManagedProcess]:
        found = {
            "registers": self._process("registers", "registers_platform", of_registers(self)),
            "other-regions": self._process("other-regions", "other_regions_platform", of_other_regions(self)),
        }
        if self.simulates_tax_office:
            found["tax-office"] = self._process("tax-office", "tax_office", of_tax_office(self))
        if self.wechat_url:
            found["wechat"] = self._process("wechat", "wechat_platform", of_wechat(self))
        if self.bus == "embedded":
            found["suite"] = self._process("suite", "canbao_suite.serve", of_embedded_suite(self))
            return found
        for service, package in SERVICES.items():
            found[service] = self._process(service, package, of_service(self, service))
        if self.has_front:
            found["gateway"] = self._process("gateway", "canbao_suite.gateway", of_gateway(self))
        return found

    def _process(self, name: str, module: str, environment: dict[str, str]) -> ManagedProcess:
        return self._managed(name, ["-m", module], environment)

    def _managed(self, name: str, arguments: list[str], environment: dict[str, str]) -> ManagedProcess:
        sockets = [self.front_socket.fileno()] if name in FRONTS else []
        log = self.folder / "logs" / f"{name}.log"
        return ManagedProcess(name, [sys.executable, *arguments], environment | mark(self.folder), log, sockets=sockets)


def _is_ok(url: str) -> bool:
    try:
        return ask(url).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
