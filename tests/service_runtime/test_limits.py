"""Nobody who stops in the midst of something stops the others: frozen processes, dead ways to the server, locks, slow statements."""

import asyncio
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import asyncpg
import pytest

from event_bus import relay
from event_bus.tables import KEEP_DEAD_LETTERS_ONLY
from service_runtime import Database, SystemClock
from service_runtime.migration import migrate
from service_runtime.sessions import Limits, Purpose, open_session
from tests.conftest import FreshDatabase
from tests.proxied import proxied
from tests.service_runtime.sample_service import Sample, running_sample

MIGRATIONS = "tests.service_runtime.sample_migrations"
SHORT = Limits(statement=0.4, lock=5.0, idle_transaction=1.0, network=4.0, answer=0.2)
_FROZEN = """
import asyncio, sys
from event_bus.relay import LEADER_LOCK
from service_runtime import Database, SystemClock
from service_runtime.sessions import Limits

async def main():
    database = Database(sys.argv[1], SystemClock(), limits=Limits(idle_transaction=1.0))
    leader = await database.relay_session()
    await leader.execute(f"SELECT pg_advisory_lock({LEADER_LOCK})")
    async with database.transaction() as tx:
        await tx.driver.execute("UPDATE things SET n = n + 1")
        print("locked", flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""


@pytest.fixture
async def things(fresh_database: FreshDatabase) -> str:
    """A database with one row."""
    url = await fresh_database("limits")
    connection = await asyncpg.connect(url)
    await connection.execute("CREATE TABLE things (n int); INSERT INTO things VALUES (0)")
    await connection.close()
    return url


async def test_a_process_that_is_frozen_stops_no_other(things: str) -> None:
    """Its row lock and its lock of the leader are free a moment later."""
    frozen = await asyncio.create_subprocess_exec(sys.executable, "-c", _FROZEN, things, stdout=asyncio.subprocess.PIPE)
    assert frozen.stdout is not None
    assert await frozen.stdout.readline() == b"locked\n"
    frozen.send_signal(signal.SIGSTOP)
    database = Database(things, SystemClock(), limits=Limits(idle_transaction=1.0))
    try:
        async with asyncio.timeout(20):
            async with database.transaction() as tx:
                await tx.driver.execute("UPDATE things SET n = 10")
            other = await database.relay_session()
            await other.execute(f"SELECT pg_advisory_lock({relay.LEADER_LOCK})")
            other.terminate()
            async with database.read() as read:
                assert await read.driver.fetchval("SELECT n FROM things") == 10
    finally:
        frozen.kill()
        await frozen.wait()
        await database.close()


async def test_a_relay_with_nothing_to_do_keeps_its_session(things: str) -> None:
    """It asks by itself, also while somebody uses the session."""
    session = await open_session(things, Purpose.RELAY, Limits(idle_transaction=0.4))
    connection = await asyncpg.connect(things)
    asked = "SELECT state_change - backend_start > interval '1 second' FROM pg_stat_activity WHERE application_name = 'canbao-relay'"
    try:
        async with asyncio.timeout(20):
            await asyncio.gather(*(session.fetchval("SELECT $1::int", number) for number in range(20)))
            while not await connection.fetchval(f"{asked} AND datname = current_database()"):
                pass
        assert await session.fetchval("SELECT n FROM things") == 0
    finally:
        session.terminate()
        await connection.close()


async def test_every_session_has_its_limits(things: str) -> None:
    wanted = {
        Purpose.WORK: ("20s", "10s", "25s", "0"),
        Purpose.PROBE: ("5s", "2s", "25s", "0"),
        Purpose.RELAY: ("10s", "10s", "25s", "25s"),
        Purpose.MIGRATION: ("0", "5s", "150s", "150s"),
        Purpose.AUDIT: ("0", "10s", "150s", "0"),
    }
    for purpose, limits in wanted.items():
        session = await open_session(things, purpose)
        told = await session.fetchrow(
            "SELECT current_setting('statement_timeout'), current_setting('lock_timeout'),"
            " current_setting('idle_in_transaction_session_timeout'), current_setting('idle_session_timeout')"
        )
        assert tuple(told or ()) == limits, purpose
        assert await session.fetchval("SELECT current_setting('tcp_user_timeout')") == "20000"
        assert await session.fetchval("SELECT current_setting('tcp_keepalives_idle')::int") == 10
        await session.close()


async def test_only_a_relay_does_not_wait_for_the_disk(things: str) -> None:
    """It only deletes what is confirmed; whatever else is committed is on disk."""
    for purpose in Purpose:
        session = await open_session(things, purpose)
        assert (await session.fetchval("SELECT current_setting('synchronous_commit')") == "off") == (purpose is Purpose.RELAY)
        await session.close()


async def test_a_half_open_connection_is_found(things: str) -> None:
    """The transaction on it fails like one whose database is away, and the pool gives no dead connection to the next one."""
    async with proxied(things) as (way, proxy), AsyncExitStack() as stack:
        database = Database(way, SystemClock(), limits=SHORT)
        stack.push_async_callback(database.close)
        await database.ping(5)
        async with database.read() as read, database.transaction() as tx:
            for driver in (read.driver, tx.driver):
                await driver.fetchval("SELECT n FROM things")
            assert proxy.strand() == 3
            with pytest.raises(TimeoutError):
                await tx.driver.fetchval("SELECT n FROM things")
            assert tx.driver.is_closed()
            with pytest.raises(TimeoutError):
                await read.driver.fetchval("SELECT n FROM things")
            tx.driver = read.driver = await database.connect()
        with pytest.raises(TimeoutError):
            await database.ping(5)
        await database.ping(5)
        async with database.transaction() as tx:
            await tx.driver.execute("UPDATE things SET n = 1")


async def test_the_socket_waits_shortly_for_a_peer_that_says_nothing(things: str) -> None:
    session = await open_session(things, Purpose.WORK, SHORT)
    opened = session.socket
    assert opened is not None
    assert opened.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 4000
    assert opened.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
    assert opened.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 2
    session.terminate()


@pytest.fixture
async def sample(fresh_database: FreshDatabase, tmp_path: Path) -> AsyncIterator[Sample]:
    """The sample service with little patience."""
    async with running_sample(
        await fresh_database("limits"), tmp_path, rate_limit_factor=0, limits={"statement_seconds": 1.0, "lock_seconds": 0.2}
    ) as running:
        yield running


@pytest.mark.parametrize("slow", ["LOCK TABLE notes", "LOCK TABLE idempotency_keys"])
async def test_a_request_that_waits_for_a_lock_may_come_again(sample: Sample, slow: str) -> None:
    connection = await asyncpg.connect(sample.settings.database_url)
    await connection.execute(f"BEGIN; {slow}")
    refused = await sample.take("later", "later-later")
    await connection.close()
    assert (refused.status_code, refused.json()["code"]) == (503, "UNAVAILABLE")
    assert int(refused.headers["retry-after"]) > 0
    assert (await sample.take("later", "later-later")).status_code == 201


async def test_a_request_whose_statement_is_slow_may_come_again(sample: Sample) -> None:
    async with sample.runtime.database.transaction() as tx:
        await tx.driver.execute(
            "CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(60); RETURN NEW; END';"
            "CREATE TRIGGER dawdle BEFORE INSERT ON notes FOR EACH ROW EXECUTE FUNCTION dawdle()"
        )
    refused = await sample.take("slow", "slow-slow-slow")
    assert (refused.status_code, refused.json()["code"]) == (503, "UNAVAILABLE")
    assert int(refused.headers["retry-after"]) > 0


async def test_a_migration_waits_for_a_lock_without_stopping_the_others(things: str) -> None:
    """Whoever comes after it gets through while it waits; it goes on when the table is free."""
    await migrate(things, MIGRATIONS)
    holder, other = [await asyncpg.connect(things) for _ in range(2)]
    for statement in KEEP_DEAD_LETTERS_ONLY:
        await other.execute(statement)
    await other.execute("UPDATE alembic_version SET version_num = '202611220500'")
    await holder.execute("BEGIN; SELECT count(*) FROM dead_letters")
    migrating = asyncio.create_task(migrate(things, MIGRATIONS, limits=Limits(lock=0.4)))
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    async with asyncio.timeout(20):
        while not await other.fetchval(waiting):
            assert not migrating.done()
        await other.fetchval("SELECT count(*) FROM dead_letters")
        assert not migrating.done()
        await holder.close()
        await migrating
    assert await other.fetchval("SELECT version_num FROM alembic_version") == "202611250900"
    await other.close()
