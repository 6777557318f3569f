"""The suite as real processes on loopback: PostgreSQL, RabbitMQ if asked for, the tax office, and one process or four.

embedded:  suite (registration, payment-bridge, dedup, benefits, console, issuer), tax-office, PostgreSQL
rabbitmq:  registration, payment-bridge, dedup, benefits, tax-office, PostgreSQL, RabbitMQ
"""

import shutil
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import httpx
import psutil

from canbao_suite.issuer import Issuer
from canbao_suite.managed_process import ManagedProcess
from canbao_suite.postgres import PostgresServer
from canbao_suite.rabbitmq_node import RabbitNode
from canbao_suite.suite_keys import SuiteKeys, open_suite_keys

SERVICES = {"registration": "registration", "payment-bridge": "payment_bridge", "dedup": "dedup", "benefits": "benefits"}
KEYHOLDERS = {"registration", "payment-bridge"}
Bus = Literal["embedded", "rabbitmq"]


class SuiteNotReady(RuntimeError):
    """The suite did not come up in time."""


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Suite:
    """Starts, watches, kills and stops the processes of one suite, all of whose state lies in one folder."""

    def __init__(
        self,
        folder: Path,
        *,
        bus: Bus = "embedded",
        port: int | None = None,
        movable_clock: bool = True,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.folder = folder
        self.bus = bus
        self.say = say
        self.keys: SuiteKeys = open_suite_keys(folder)
        self.issuer = Issuer.open(folder / "issuer")
        self.postgres = PostgresServer(folder / "postgres")
        self.rabbitmq = RabbitNode(folder / "rabbitmq") if bus == "rabbitmq" else None
        self.tax_port = free_port()
        self.ports = self._choose_ports(port)
        self._clock = "movable" if movable_clock else "system"
        self.processes: dict[str, ManagedProcess] = {}

    def _choose_ports(self, port: int | None) -> dict[str, int]:
        if self.bus == "embedded":
            one = port or free_port()
            return dict.fromkeys(SERVICES, one)
        return {service: free_port() for service in SERVICES}

    def url(self, service: str) -> str:
        """Base address of a service, without its path prefix."""
        return f"http://127.0.0.1:{self.ports[service]}"

    @property
    def tax_url(self) -> str:
        """Base address of the simulated tax office."""
        return f"http://127.0.0.1:{self.tax_port}"

    def database_url(self, name: str) -> str:
        """PostgreSQL address of one database: registration, payment_bridge, dedup, benefits or tax_office."""
        return self.postgres.url(name)

    def start(self) -> None:
        """Starts everything in order, returns when all of it answers. Raises SuiteNotReady or ProcessFailed."""
        self.say("PostgreSQL …")
        self.postgres.start()
        for name in [*SERVICES.values(), "tax_office"]:
            self.postgres.create_database(name)
        if self.rabbitmq:
            self.say("RabbitMQ …")
            self.rabbitmq.start()
        for name, process in self._processes().items():
            self.processes[name] = process
            process.start()
        self.say("services …")
        for name in self.processes:
            self.wait_ready(name)

    def stop(self) -> None:
        """Ends everything, the databases last."""
        for name in reversed(list(self.processes)):
            self.processes[name].stop()
        if self.rabbitmq:
            self.rabbitmq.stop()
        self.postgres.stop()

    def forget(self) -> None:
        """Removes the folder and all state in it."""
        self.postgres.remove()
        shutil.rmtree(self.folder, ignore_errors=True)

    def wait_ready(self, name: str, patience: float = 60.0) -> None:
        """Returns when the process answers its readiness probe."""
        probes = (
            [f"{self.tax_url}/simulator/v1/quiet"] if name == "tax-office" else [f"{self.url(s)}/{s}/readyz" for s in self._served_by(name)]
        )
        deadline = time.monotonic() + patience
        for probe in probes:
            while not _answers(probe):
                self.processes[name].check()
                if time.monotonic() > deadline:
                    raise SuiteNotReady(f"{name} does not answer at {probe}; its log is in {self.folder / 'logs'}")
                time.sleep(0.1)

    def measure(self) -> float:
        """Notes the memory of each process and returns the largest peak so far, in MB."""
        for process in self.processes.values():
            process.measure()
        return max((process.peak_mb for process in self.processes.values()), default=0.0)

    def cpu_seconds(self) -> dict[str, float]:
        """CPU time of each process so far."""
        return {name: sum(psutil.Process(p.pid).cpu_times()[:2]) for name, p in self.processes.items() if p.is_running}

    def _served_by(self, name: str) -> list[str]:
        return list(SERVICES) if name == "suite" else [name]

    def _processes(self) -> dict[str, ManagedProcess]:
        found = {"tax-office": self._tax_office()}
        if self.bus == "embedded":
            found["suite"] = self._process("suite", "canbao_suite.serve", self._embedded_environment())
        else:
            for service, package in SERVICES.items():
                found[service] = self._process(service, package, self.service_environment(service))
        return found

    def _process(self, name: str, module: str, environment: dict[str, str]) -> ManagedProcess:
        return ManagedProcess(name, [sys.executable, "-m", module], environment, self.folder / "logs" / f"{name}.log")

    def service_environment(self, service: str) -> dict[str, str]:
        """What a service of this suite is told by its environment."""
        environment = {
            "CANBAO_DATABASE_URL": self.database_url(SERVICES[service]),
            "CANBAO_JWKS_FILE": str(self.issuer.jwks_file),
            "CANBAO_CLOCK": self._clock,
            "CANBAO_CLOCK_FILE": str(self.folder / "clock"),
            "CANBAO_HOST": "127.0.0.1",
            "CANBAO_PORT": str(self.ports[service]),
        }
        if self.rabbitmq:
            environment["CANBAO_AMQP_URL"] = self.rabbitmq.url
        if service in KEYHOLDERS:
            environment["CANBAO_VAULT_KEYS"] = self.keys.vault_keys
        if service == "payment-bridge":
            environment |= {
                "CANBAO_TAX_OFFICE_URL": self.tax_url,
                "CANBAO_TAX_OUT_SECRET": self.keys.tax_out_secret,
                "CANBAO_TAX_IN_SECRET": self.keys.tax_in_secret,
            }
        return environment

    def _embedded_environment(self) -> dict[str, str]:
        environment = {"CANBAO_ISSUER_FOLDER": str(self.folder / "issuer")}
        for service, package in SERVICES.items():
            environment |= self.service_environment(service)
            environment[f"CANBAO_{package.upper()}_DATABASE_URL"] = self.database_url(package)
        return environment

    def _tax_office(self) -> ManagedProcess:
        environment = {
            "CANBAO_TAX_HOST": "127.0.0.1",
            "CANBAO_TAX_PORT": str(self.tax_port),
            "CANBAO_TAX_DATABASE_URL": self.database_url("tax_office"),
            "CANBAO_TAX_CALLBACK_URL": f"{self.url('payment-bridge')}/payment-bridge/v1/webhooks/tax",
            "CANBAO_TAX_OUT_SECRET": self.keys.tax_out_secret,
            "CANBAO_TAX_IN_SECRET": self.keys.tax_in_secret,
        }
        return self._process("tax-office", "tax_office", environment)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2.0).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
