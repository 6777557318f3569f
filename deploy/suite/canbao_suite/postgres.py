"""A private PostgreSQL 18 out of a Python wheel: loopback only, on a port of its own, in a folder of its own."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil

from canbao_suite.cannot_run import CannotRun
from canbao_suite.leftovers import end_leftovers
from canbao_suite.listening import free_port, is_free
from canbao_suite.postgres_home import Home, find_home
from canbao_suite.postgres_settings import SETTINGS
from canbao_suite.state_lock import StateLock

USER = "canbao"
START_SECONDS = 60.0
STOP_SECONDS = 60.0


class PostgresFailed(CannotRun):
    """The server did not start, stop or obey; the message says where its log is."""


class PostgresServer:
    """One cluster in one folder. Started again it has the same port, so that addresses stay good over a kill."""

    def __init__(self, data: Path, settings: Mapping[str, str] | None = None) -> None:
        self._settings = {**SETTINGS, **(settings or {})}
        self._asked = data
        self._home: Home | None = None
        self._lock = StateLock(data.with_name(data.name + ".lock"), data)
        self._child: subprocess.Popen[bytes] | None = None
        self._port = 0

    @property
    def home(self) -> Home:
        """Where the programs and the data are; `home.note` says if they had to move."""
        if self._home is None:
            self._home = find_home(self._asked)
        return self._home

    @property
    def pid(self) -> int:
        """Process id of the postmaster."""
        pid = self._running_pid()
        if pid is None:
            raise PostgresFailed(f"no server is running in {self.home.data}")
        return pid

    def url(self, database: str = "postgres") -> str:
        """Address of one database of this server: postgresql://…"""
        return f"postgresql://{USER}@127.0.0.1:{self._port}/{database}"

    def start(self) -> None:
        """Starts the server, or takes over one that outlived its runner. Raises StateFolderInUse, PostgresFailed."""
        self._lock.take()
        self._end_leftovers()
        self._make_cluster()
        if (adopted := self._running_pid()) is not None:
            self._port = int((self.home.cluster / "postmaster.pid").read_text().splitlines()[3])
            self._await_ready(adopted)
            return
        self._port = self._choose_port()
        options = [part for name, value in {**self._settings, "port": str(self._port)}.items() for part in ("-c", f"{name}={value}")]
        with self.home.log.open("ab") as log:
            self._child = self.home.popen("postgres", "-D", str(self.home.cluster), *options, log=log)
        self._await_ready(self._child.pid)

    @contextmanager
    def reached(self) -> Iterator[None]:
        """For whoever only asks: as it runs for somebody else, or started for this block. Raises StateFolderInUse, PostgresFailed."""
        if self._running_pid() is not None:
            self._port = int((self.home.cluster / "postmaster.pid").read_text().splitlines()[3])
            yield
            return
        self.start()
        try:
            yield
        finally:
            self.stop()

    def check(self) -> None:
        """Raises PostgresFailed if the server is gone."""
        if self._running_pid() is None:
            raise PostgresFailed(f"PostgreSQL ended by itself; see {self.home.log}")

    def stop(self) -> None:
        """Stops the server in good order (fast: open connections are broken off)."""
        self._end(signal.SIGINT)

    def stop_leftover(self) -> None:
        """Stops a server that outlived its runner. Raises StateFolderInUse if it is another runner's."""
        self._lock.take()
        self.stop()

    def kill(self) -> None:
        """Kills the postmaster and waits until all its children are gone too, so that a new start finds the folder free."""
        self._end(signal.SIGKILL)

    def remove(self) -> None:
        """Deletes the cluster with everything in it; the server must be stopped."""
        if self._running_pid() is not None:
            raise PostgresFailed(f"the server in {self.home.data} still runs")
        shutil.rmtree(self.home.data, ignore_errors=True)
        self._home = None

    def create_database(self, name: str) -> str:
        """Makes the database if it is not there; answers its address."""
        create_database(self.url(), name, self.home)
        return self.url(name)

    def _end(self, how: signal.Signals) -> None:
        if not self._lock.is_held:
            return  # the server, if there is one, is another runner's
        family = self._family()
        if family:
            os.kill(family[0].pid, how)
            if how is signal.SIGKILL:
                _kill_all(family[1:])
            self._reap()
            _, alive = psutil.wait_procs(family, timeout=STOP_SECONDS)
            if alive:
                raise PostgresFailed(f"{len(alive)} processes of PostgreSQL do not end; see {self.home.log}")
        self._end_leftovers()
        self._lock.give_back()

    def _family(self) -> list[psutil.Process]:
        """The postmaster and its children; empty if none runs."""
        pid = self._running_pid()
        try:
            return [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)] if pid is not None else []
        except psutil.NoSuchProcess:
            return []

    def _end_leftovers(self) -> None:
        """Programs that a runner started and could not end: initdb, psql, a server that had not come so far as to write its pid."""
        end_leftovers(self.home.data, but={process.pid for process in self._family()})

    def _reap(self) -> None:
        if self._child is not None:
            self._child.wait(STOP_SECONDS)
            self._child = None

    def _running_pid(self) -> int | None:
        try:
            pid = int((self.home.cluster / "postmaster.pid").read_text().split()[0])
            process = psutil.Process(pid)
            ours = str(self.home.cluster) in process.cmdline() and process.status() != psutil.STATUS_ZOMBIE
        except (OSError, ValueError, IndexError, psutil.Error):
            return None
        return pid if ours else None

    def _make_cluster(self) -> None:
        home = self.home
        if (home.cluster / "PG_VERSION").exists():
            if self._running_pid() is None:
                (home.cluster / "postmaster.pid").unlink(missing_ok=True)
            return
        fresh = home.empty_folder("cluster.new")
        locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        how = ["--no-sync"] if self._settings["fsync"] == "off" else []
        home.run("initdb", "-D", str(fresh), "-U", USER, "--auth=trust", *locale, *how)
        fresh.rename(home.cluster)

    def _choose_port(self) -> int:
        recorded = self.home.data / "port"
        if recorded.exists() and is_free(wanted := int(recorded.read_text())):
            return wanted
        port = free_port()
        recorded.write_text(str(port))
        return port

    def _await_ready(self, pid: int) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._child is not None and self._child.poll() is not None:
                break
            lines = _lines(self.home.cluster / "postmaster.pid")
            if len(lines) > 7 and lines[0] == str(pid) and lines[7].strip() == "ready":
                return
            time.sleep(0.02)
        raise PostgresFailed(f"PostgreSQL did not start{_last_complaint(self.home.log)}; see {self.home.log}")


def create_database(admin_url: str, name: str, home: Home) -> None:
    """Makes a database on any server by the wheel's psql, if it is not there."""
    there = home.run("psql", "-X", "-At", "-d", admin_url, "-c", f"SELECT 1 FROM pg_database WHERE datname = '{name}'")  # noqa: S608
    if not there.strip():
        home.run("psql", "-X", "-q", "-d", admin_url, "-c", f'CREATE DATABASE "{name}"')


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text().splitlines()
    except OSError:
        return []


def _last_complaint(log: Path) -> str:
    """The last line of the log that says why, as ": …"; empty if none does."""
    complaints = [line.partition("FATAL:")[2].strip() for line in _lines(log) if "FATAL:" in line]
    return f": {complaints[-1]}" if complaints else ""


def _kill_all(processes: list[psutil.Process]) -> None:
    for process in processes:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
