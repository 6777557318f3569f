"""A private node of an installed RabbitMQ: own ports, data, name, port mapper and users; no system-wide node is touched."""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from canbao_suite.broker_users import OPERATOR, USERS, definitions
from canbao_suite.cannot_run import CannotRun
from canbao_suite.leftovers import end_leftovers, mark
from canbao_suite.listening import free_port
from canbao_suite.secret_file import write_secret
from canbao_suite.state_lock import StateLock

START_SECONDS = 90.0
STOP_SECONDS = 30.0
SERVER_PLACES = ("/usr/lib/rabbitmq/bin/rabbitmq-server", "/opt/homebrew/sbin/rabbitmq-server", "/usr/local/sbin/rabbitmq-server")
CONFIGURATION = """\
log.console = false
log.file.level = warning
disk_free_limit.absolute = 50MB
raft.wal_max_size_bytes = 134217728
"""


class RabbitFailed(CannotRun):
    """The node did not start or end; the message says where its log is."""


def installed_server() -> Path | None:
    """The start script of an installed RabbitMQ (not Debian's wrapper, which insists on the system-wide node), or None."""
    places = [Path(place) for place in SERVER_PLACES]
    places += sorted(Path("/usr/lib/rabbitmq/lib").glob("rabbitmq_server-*/sbin/rabbitmq-server"))
    found = shutil.which("rabbitmq-server")
    places += [Path(found)] if found and Path(found).parent != Path("/usr/sbin") else []
    return next((place for place in places if place.exists()), None)


@dataclass(frozen=True, slots=True)
class ClusterPlace:
    """What the nodes of one cluster share; the port mapper of each is somebody else's work."""

    cookie: str
    folder: Path
    """Where their passwords are."""


class RabbitNode:
    """One node in one folder. Started again it has the same ports and the same queues."""

    def __init__(self, folder: Path, further_configuration: str = "", *, place: ClusterPlace | None = None) -> None:
        """`further_configuration` is added to its rabbitmq.conf."""
        self.folder = folder.absolute()
        self.further_configuration = further_configuration
        self._place = place
        self._lock = StateLock(self.folder / "lock", self.folder)
        self._ports: dict[str, int] = {}
        self._passwords: dict[str, str] = {}
        self._server: subprocess.Popen[bytes] | None = None
        self._mapper: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """amqp://… of this node, for somebody who may do everything."""
        return self.url_of(OPERATOR)

    def url_of(self, user: str) -> str:
        """amqp://… for one user: a service by its name."""
        return f"amqp://{self.word_of(user)}@{self.address}/"

    def word_of(self, user: str) -> str:
        """Name and password of one user, with a colon between."""
        return f"{user}:{self._passwords[user]}"

    @property
    def address(self) -> str:
        """Where it takes connections."""
        return f"127.0.0.1:{self.ports['amqp']}"

    @property
    def name(self) -> str:
        """The node's name, as rabbitmqctl wants it."""
        return f"canbao{self.ports['amqp']}@localhost"

    @property
    def ports(self) -> dict[str, int]:
        """Of AMQP, of the other nodes, and of the port mapper: amqp, dist, epmd."""
        if not self._ports:
            self._ports = self._choose_ports()
        return self._ports

    @property
    def pid(self) -> int:
        """Process id of the broker."""
        if self._server is None:
            raise RabbitFailed(f"no broker is running in {self.folder}")
        return self._server.pid

    @property
    def is_running(self) -> bool:
        """True between start and end."""
        return self._server is not None and self._server.poll() is None

    def control(self, *arguments: str, program: str = "rabbitmqctl") -> str:
        """What an operator would type, answered by what it printed. Raises RabbitFailed with what it complained of."""
        server = installed_server()
        assert server is not None
        command = [str(server.with_name(program)), "-s", "-n", self.name, *arguments]
        done = subprocess.run(command, env=self._environment(), cwd=self.folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RabbitFailed(f"{program} {' '.join(arguments)}: {done.stdout.strip()} {done.stderr.strip()}")
        return done.stdout.strip()

    def start(self) -> None:
        """Starts port mapper and broker and waits until it takes connections. Raises RabbitFailed, StateFolderInUse."""
        self.launch()
        self.wait_ready()

    def launch(self) -> None:
        """Starts port mapper and broker. Raises RabbitFailed, StateFolderInUse."""
        server = installed_server()
        if server is None:
            raise RabbitFailed("rabbitmq-server is not installed; install it, or use the embedded bus.")
        self._lock.take()
        end_leftovers(self.folder)
        self._passwords = self._choose_passwords()
        self._write_configuration()
        with (self.folder / "start.log").open("ab") as log:
            if self._place is None and (mapper := shutil.which("epmd")) is not None:
                self._mapper = self._popen([mapper, "-address", "127.0.0.1", "-port", str(self.ports["epmd"])], log.fileno())
            self._server = self._popen([str(server)], log.fileno())

    def wait_ready(self) -> None:
        """Returns when it takes connections. Raises RabbitFailed."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.is_running:
            if _speaks_amqp(self.ports["amqp"]):
                return
            time.sleep(0.1)
        raise RabbitFailed(f"RabbitMQ did not start; see {self.folder / 'start.log'} and {self.folder / 'log'}")

    def check(self) -> None:
        """Raises RabbitFailed if the broker is gone."""
        if self._server is None or self._server.poll() is not None:
            raise RabbitFailed(f"RabbitMQ ended by itself; see {self.folder / 'log'}")

    def stop(self) -> None:
        """Stops the node in good order."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Kills the broker as a power cut would."""
        self._end(signal.SIGKILL)

    def stop_leftover(self) -> None:
        """Ends what outlived its runner. Raises StateFolderInUse if it is another runner's."""
        self._lock.take()
        self.stop()

    def _end(self, how: signal.Signals) -> None:
        if not self._lock.is_held:
            return
        if self._server is not None:
            with suppress(ProcessLookupError):
                os.kill(self._server.pid, how)
            try:
                self._server.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait(STOP_SECONDS)
        end_leftovers(self.folder)  # the broker's children and the port mapper
        if self._mapper is not None:
            self._mapper.wait(STOP_SECONDS)
        self._server = self._mapper = None
        self._lock.give_back()

    def _popen(self, command: list[str], log: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command, env=self._environment(), cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("RABBITMQ_", "ERL_", "NOTIFY_SOCKET"))}
        return (
            kept
            | mark(self.folder)
            | {
                "HOME": str(self.folder),
                "RUNNING_UNDER_SYSTEMD": "true",  # the script becomes the broker instead of watching over it: one pid to end
                "ERL_EPMD_PORT": str(self.ports["epmd"]),
                "ERL_EPMD_ADDRESS": "127.0.0.1",
                "RABBITMQ_NODENAME": self.name,
                "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
                "RABBITMQ_NODE_PORT": str(self.ports["amqp"]),
                "RABBITMQ_DIST_PORT": str(self.ports["dist"]),
                "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
                "RABBITMQ_MNESIA_BASE": str(self.folder / "data"),
                "RABBITMQ_LOG_BASE": str(self.folder / "log"),
                "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq"),
                "RABBITMQ_CONF_ENV_FILE": str(self.folder / "rabbitmq-env.conf"),
                "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "enabled_plugins"),
                "RABBITMQ_PID_FILE": str(self.folder / "broker.pid"),
            }
        )

    def _write_configuration(self) -> None:
        (self.folder / "log").mkdir(exist_ok=True)
        users = self.folder / "users.json"
        write_secret(users, definitions(self._passwords))
        (self.folder / "rabbitmq.conf").write_text(CONFIGURATION + f"load_definitions = {users}\n" + self.further_configuration)
        (self.folder / "rabbitmq-env.conf").write_text("")
        (self.folder / "enabled_plugins").write_text("[].\n")
        if self._place is not None:
            write_secret(self.folder / ".erlang.cookie", self._place.cookie)
            (self.folder / ".erlang.cookie").chmod(0o400)

    def _choose_ports(self) -> dict[str, int]:
        """The ports of the first start for ever: the node's name holds one of them, and its data the name."""
        file = self.folder / "ports.json"
        if not file.exists():
            file.write_text(json.dumps({name: free_port() for name in ("amqp", "dist", "epmd")}))
        ports: dict[str, int] = json.loads(file.read_text())
        return ports

    def _choose_passwords(self) -> dict[str, str]:
        """Those of the first start for ever, readable by the owner only; users that came later get theirs."""
        file = (self._place or self).folder / "passwords.json"
        known: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
        passwords = {user: secrets.token_urlsafe(24) for user in USERS} | known
        if passwords != known:
            write_secret(file, json.dumps(passwords))
        return passwords


def _speaks_amqp(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as probe:
            probe.sendall(b"AMQP\x00\x00\x09\x01")
            return probe.recv(1) == b"\x01"
    except OSError:
        return False
