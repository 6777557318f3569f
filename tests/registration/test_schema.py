"""The migrations make the tables that the code names; the operations have names that frontends can call."""

import re

import asyncpg
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from registration.tables import metadata
from service_runtime.migration import migrate, schema_differences
from tests.conftest import FreshDatabase
from tests.registration.world import World
from tests.service_runtime.test_steps_of_migrations import down_to


async def test_the_migrations_make_the_tables(world: World) -> None:
    assert await schema_differences(world.runtime.settings.database_url, metadata) == []


async def test_every_operation_has_a_lower_camel_case_name(world: World) -> None:
    paths = world.app.openapi()["paths"]
    names = [operation["operationId"] for path, item in paths.items() if path.startswith("/registration/v1") for operation in item.values()]
    assert len(names) == len(set(names))
    assert [name for name in names if not re.fullmatch(r"[a-z]+([A-Z][a-z0-9]*)*", name)] == []


BILL = """
    INSERT INTO {table} (bill_id, participation_id, version, state, kind, benefit_year, area, amount, payer, round_no, resend_no,
        effective_on, recorded_at)
    VALUES (gen_random_uuid(), gen_random_uuid(), 1, 'SENT', 'NORMAL', 2024, '440783', 40600, 'PERSON', 0, 0, '2023-10-10', now())
"""


async def test_a_database_with_the_old_names_keeps_its_rows(fresh_database: FreshDatabase) -> None:
    url = await fresh_database("old_names")
    sqlalchemy_url = url.replace("postgresql://", "postgresql+asyncpg://")
    await migrate(sqlalchemy_url, "registration.migrations")
    engine = create_async_engine(sqlalchemy_url)
    async with engine.connect() as connection:
        await connection.run_sync(down_to, "registration.migrations", "202611250900")
        await connection.execute(sa.text(BILL.format(table="bill_states")))
        await connection.commit()
    await engine.dispose()
    await migrate(sqlalchemy_url, "registration.migrations")
    assert await schema_differences(sqlalchemy_url, metadata) == []
    driver = await asyncpg.connect(url)
    assert await driver.fetchval("SELECT count(*) FROM remote_bills") == 1
    keys = await driver.fetch("SELECT conname FROM pg_constraint WHERE contype = 'p' AND conrelid::regclass::text LIKE 'remote_%'")
    await driver.close()
    assert {row["conname"] for row in keys} == {
        "remote_bills_pkey",
        "remote_payments_pkey",
        "remote_waits_pkey",
        "remote_entitlements_pkey",
    }
