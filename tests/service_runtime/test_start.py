"""Start-up: several replicas migrate once, the tables are what the code says, a missing database is told plainly, clocks move."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, Table
from sqlalchemy.ext.asyncio import create_async_engine

from service_runtime import MovableClock
from service_runtime.database import DatabaseMissing
from service_runtime.migration import migrate, schema_differences
from tests.conftest import FreshDatabase
from tests.service_runtime.sample_service import Sample, running_sample
from tests.service_runtime.sample_tables import metadata

MIGRATIONS = "tests.service_runtime.sample_migrations"


def with_driver(url: str) -> str:
    return url.replace("postgresql://", "postgresql+asyncpg://")


async def test_replicas_migrate_once_and_the_schema_is_that_of_the_code(fresh_database: FreshDatabase) -> None:
    url = with_driver(await fresh_database("migrations"))
    await asyncio.gather(*(migrate(url, MIGRATIONS) for _ in range(3)))
    await migrate(url, MIGRATIONS)
    assert await schema_differences(url, metadata) == []
    changed = MetaData()
    Table("notes_of_tomorrow", changed, Column("id", Integer, primary_key=True))
    for table in metadata.tables.values():
        table.to_metadata(changed)
    assert [difference[0] for difference in await schema_differences(url, changed)] == ["add_table"]


async def test_a_session_lock_held_elsewhere_is_waited_for(fresh_database: FreshDatabase) -> None:
    url = with_driver(await fresh_database("lock"))
    other = create_async_engine(url, isolation_level="AUTOCOMMIT")
    async with other.connect() as connection:
        await connection.exec_driver_sql("SELECT pg_advisory_lock(x'43616E62616F'::bigint)")
        waiting = asyncio.create_task(migrate(url, MIGRATIONS))
        asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_try_advisory_lock%'"
        async with asyncio.timeout(30):
            while (await connection.exec_driver_sql(asked)).scalar_one() < 2:  # noqa: ASYNC110 -- this question holds the words, too
                await asyncio.sleep(0.01)
        assert not waiting.done()
        await connection.exec_driver_sql("SELECT pg_advisory_unlock_all()")
        await waiting
    await other.dispose()


async def test_a_database_that_does_not_exist_is_named(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    url = await fresh_database("there") + "_not"
    with pytest.raises(DatabaseMissing, match=r"there_.*_not.* does not exist"):
        async with running_sample(url, tmp_path):
            pass


async def test_a_server_that_does_not_answer_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatabaseMissing, match=r"127\.0\.0\.1:1 does not answer"):
        async with running_sample("postgresql://nobody@127.0.0.1:1/none", tmp_path):
            pass


async def test_a_service_on_real_time_has_no_clock_to_move(sample: Sample) -> None:
    operator = sample.headers(sample.issuer.mint("op", ["operator"], ["44"]))
    response = await sample.client.post("/sample/v1/clock", json={"now": "2023-09-01T08:00:00+08:00"}, headers=operator)
    assert response.status_code == 404


async def test_an_operator_moves_a_movable_clock(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    clock = MovableClock(datetime(2023, 8, 31, tzinfo=UTC))
    async with running_sample(await fresh_database("clock"), tmp_path, clock=clock) as sample:
        moment = {"now": "2023-09-01T08:00:00+08:00"}
        citizen = await sample.client.post("/sample/v1/clock", json=moment, headers=sample.as_citizen())
        operator = sample.headers(sample.issuer.mint("op", ["operator"], ["44"]))
        slips = [
            await sample.client.post("/sample/v1/clock", json={"now": slip}, headers=operator)
            for slip in ("9999-12-31T23:59:59+00:00", "1000-01-01T00:00:00+00:00", "soon")
        ]
        moved = await sample.client.post("/sample/v1/clock", json=moment, headers=operator)
    assert citizen.status_code == 403
    assert [slip.status_code in {400, 422} for slip in slips] == [True] * 3
    assert (moved.status_code, clock.now()) == (200, datetime(2023, 9, 1, tzinfo=UTC))
