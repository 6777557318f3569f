"""The real servers of the tests: PostgreSQL out of the wheel or by address, RabbitMQ by address or as a private node."""

import asyncio
import atexit
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import psutil
import pytest

from canbao_suite.database_roles import DatabaseRoles, make_roles
from canbao_suite.environments import SERVICES
from canbao_suite.leftovers import end_leftovers, folder_of
from canbao_suite.postgres import PostgresServer
from canbao_suite.postgres_home import Home, find_home
from canbao_suite.rabbitmq_node import RabbitNode, installed_server
from service_runtime.migration import migrate

if TYPE_CHECKING:
    from canbao_suite.processes import Suite  # all services with it: half the tests need none

TEST_SETTINGS = {"shared_buffers": "64MB", "fsync": "off", "max_wal_size": "128MB"}
"""Tests kill processes, never the power: what the kernel has is safe."""
MEMORY = Path("/dev/shm")
ROOM = 6 * 2**30
"""Bytes that must be free in it: a run of all tests takes up to 3 GB. In a container it is often of 64 MB."""


class DatabaseServer:
    """Makes databases on one server; every name is new."""

    def __init__(self, admin_url: str, scratch: Path) -> None:
        self._admin_url = admin_url
        self._home = find_home(scratch)
        self._numbers = count(1)
        self._given_out: list[str] = []

    def url(self, database: str) -> str:
        """Address of a database of this server."""
        return urlunsplit(urlsplit(self._admin_url)._replace(path="/" + database))

    def create_database(self, label: str, like: str | None = None) -> str:
        """A new database, empty or a copy of the one at the address `like`, which nobody may be connected to; answers its address."""
        name, template = f"test_{label}_{os.getpid()}_{next(self._numbers)}", like.rpartition("/")[2] if like else "template1"
        copy_database(self._home, self._admin_url, name, template)
        return self.url(name)

    def give_out(self, label: str, like: str | None = None) -> str:
        """A new database that nobody needs any more at the next `take_back`."""
        url = self.create_database(label, like)
        self._given_out.append(url.rpartition("/")[2])
        return url

    def take_back(self) -> None:
        """Drops what was given out: a file's databases are a thousand times 600 files, which are cheap to remove while they are new."""
        orders = [word for name in self._given_out for word in ("-c", f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')]
        self._given_out.clear()
        if orders:
            self._home.run("psql", "-X", "-q", "-d", self._admin_url, *orders)

    def make_roles(self, database_url: str) -> DatabaseRoles:
        """The two roles that a suite makes for the database of a service."""
        return make_roles(database_url, self._home)


def copy_database(home: Home, admin_url: str, name: str, template: str) -> None:
    """A new database, a copy of one that nobody may be connected to."""
    home.run("psql", "-X", "-q", "-d", admin_url, "-c", f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')


class MigratedPostgres(PostgresServer):
    """A PostgreSQL for a suite, on the settings of tests, with migrated databases: they take a third of a first start."""

    def __init__(self, data: Path) -> None:
        super().__init__(data, TEST_SETTINGS)

    def _make_cluster(self) -> None:
        if not (self.home.cluster / "PG_VERSION").exists():
            fresh = self.home.data / "cluster.new"
            shutil.rmtree(fresh, ignore_errors=True)
            subprocess.run(["cp", "-a", _migrated_cluster(), fresh], check=True)
            fresh.rename(self.home.cluster)
        super()._make_cluster()


@cache
def _migrated_cluster() -> Path:
    """A stopped cluster with the databases of a suite, nothing in their tables: made once by each worker, and gone with it."""
    folder = Path(tempfile.mkdtemp(prefix="canbao-test-", dir=in_memory()))
    folder.chmod(0o755)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    server = PostgresServer(folder / "postgres", TEST_SETTINGS)
    server.start()
    try:
        for package in SERVICES.values():
            roles = make_roles(server.create_database(package), server.home)
            with ThreadPoolExecutor(1) as beside_the_loop:
                beside_the_loop.submit(asyncio.run, migrate(roles.owner, f"{package}.migrations")).result()
    finally:
        server.stop()
    return server.home.cluster


def on_test_settings(suite: "Suite") -> "Suite":
    """The same suite, not yet started, on a PostgreSQL with the settings of tests and migrated databases."""
    suite.postgres = MigratedPostgres(suite.folder / "postgres")
    return suite


def in_memory() -> Path | None:
    """Where folders in memory may be made, if there is room: a database is copied there in a quarter of the time."""
    try:
        return MEMORY if shutil.disk_usage(MEMORY).free > ROOM and psutil.virtual_memory().available > ROOM else None
    except OSError:
        return None


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A temporary folder that the server's user may pass through; suites in it that a test which failed has left end with it."""
    folder = Path(tempfile.mkdtemp(prefix="canbao-test-", dir=in_memory()))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        for left in {found for pid in psutil.pids() if (found := folder_of(pid)) is not None and folder in (found, *found.parents)}:
            end_leftovers(left)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def database_server() -> Iterator[DatabaseServer]:
    """CANBAO_TEST_DATABASE_URL, else a private cluster."""
    with scratch_folder() as folder:
        if given := os.environ.get("CANBAO_TEST_DATABASE_URL"):
            yield DatabaseServer(given, folder / "home")
            return
        server = PostgresServer(folder / "postgres", TEST_SETTINGS)
        server.start()
        try:
            yield DatabaseServer(server.url(), folder / "home")
        finally:
            server.stop()


@contextmanager
def broker() -> Iterator[str]:
    """CANBAO_AMQP_URL, else a private node; without either the test is skipped, or fails where nothing may be skipped."""
    if given := os.environ.get("CANBAO_AMQP_URL"):
        yield given
        return
    with private_node() as node:
        yield node.url


def require_installed_rabbitmq() -> None:
    """Skips visibly where no rabbitmq-server is installed; fails where nothing may be skipped."""
    if installed_server() is None:
        missing = "rabbitmq-server is not installed: this test needs a node of its own"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)


@contextmanager
def private_node(further_configuration: str = "") -> Iterator[RabbitNode]:
    """A RabbitMQ node of our own, which a test may kill; with more in its rabbitmq.conf."""
    require_installed_rabbitmq()
    with scratch_folder() as folder:
        (folder / "node").mkdir()
        node = RabbitNode(folder / "node", further_configuration)
        node.start()
        try:
            yield node
        finally:
            node.stop()
