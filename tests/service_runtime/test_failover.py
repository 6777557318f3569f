"""The primary fails over to a standby: the service finds the server that can be written to, by itself."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from canbao_suite.postgres import PostgresServer
from service_runtime import Database, SystemClock
from service_runtime.database import DatabaseReadOnly
from service_runtime.sessions import Limits
from tests.servers import TEST_SETTINGS, scratch_folder
from tests.service_runtime.sample_service import Sample, running_sample

REPLICATION = {**TEST_SETTINGS, "wal_level": "replica", "max_wal_senders": "4"}


class Pair:
    """A primary and its streaming standby."""

    def __init__(self, folder: Path) -> None:
        self.first, self.second = (PostgresServer(folder / name, REPLICATION) for name in ("first", "second"))

    def start(self) -> None:
        """The second one is a copy of the first one, and follows it."""
        self.first.start()
        home = self.second.home
        home.run("pg_basebackup", "-d", self.first.url(), "-D", str(home.cluster), "-R", "-X", "stream", "-c", "fast", "--no-sync")
        self.second.start()

    def fail_over(self) -> None:
        """The first one dies; the second one is promoted; the first one comes back as a standby."""
        self.first.kill()
        self.second.home.run("psql", "-X", "-At", "-d", self.second.url(), "-c", "SELECT pg_promote(true, 30)")
        (self.first.home.cluster / "standby.signal").touch()
        self.first.start()

    def url(self, database: str, more: str = "") -> str:
        """Both hosts, the first one first."""
        first, second = (server.url().rpartition("@")[2].partition("/")[0] for server in (self.first, self.second))
        return f"postgresql://canbao@{first},{second}/{database}{more}"

    def stop(self) -> None:
        """Both. Stopped kindly, each would wait for the other."""
        self.second.kill()
        self.first.kill()


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    """Two servers of our own."""
    with scratch_folder() as folder:
        started = Pair(folder)
        try:
            started.start()
            yield started
        finally:
            started.stop()


@pytest.fixture
async def sample(pair: Pair, tmp_path: Path) -> AsyncIterator[Sample]:
    """The sample service on both."""
    pair.first.create_database("sample")
    async with running_sample(pair.url("sample"), tmp_path, rate_limit_factor=0) as running:
        yield running


async def test_a_service_finds_the_new_primary(sample: Sample, pair: Pair) -> None:
    """Whoever is on the old one, a standby now, is told so, and the next use of each connection is on the new one."""
    assert (await sample.take("before", "before-the-failover")).status_code == 201
    await asyncio.to_thread(pair.fail_over)
    only_first = Database(pair.first.url("sample"), SystemClock(), limits=Limits())
    with pytest.raises(DatabaseReadOnly):
        await only_first.ping(5)
    async with asyncio.timeout(10):
        while (await sample.client.get("/sample/readyz")).status_code != 200:
            pass
        while (await sample.take("after", "after-the-failover")).status_code != 201:
            pass
    assert await sample.count("notes") == 2
    await _leaves_a_standby(only_first, pair)


async def _leaves_a_standby(database: Database, pair: Pair) -> None:
    """A pool that is on the standby, as by an address that now means another server."""
    async with database.read() as other, database.read() as copying:
        async with database.read() as read:
            await read.driver.execute("SELECT 1")
        with pytest.raises(Exception, match="read-only"):
            await other.driver.execute("CREATE TABLE things (n int)")
        with pytest.raises(Exception, match="during recovery"):
            await copying.driver.copy_records_to_table("notes", records=[], columns=["text"])
        assert other.driver.is_closed()
        assert copying.driver.is_closed()
    assert database.pool.open == 0
    database.url = pair.url("sample")
    async with database.transaction() as tx:
        await tx.driver.execute("CREATE TABLE things (n int)")
    await database.ping(5)
    await database.close()
