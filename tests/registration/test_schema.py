"""The migrations make the tables that the code names; the operations have names that frontends can call."""

import re

import asyncpg
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from registration.tables import metadata
from service_runtime.migration import migrate, schema_differences
from tests.conftest import FreshDatabase
from tests.registration.world import World
from tests.service_runtime.stepping import down_to


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
        "remote_employee_relations_pkey",
        "remote_payments_pkey",
        "remote_waits_pkey",
        "remote_entitlements_pkey",
        "remote_entitlement_years_pkey",
        "remote_wait_years_pkey",
    }


OF_BEFORE = """
    INSERT INTO persons (person_id, name, name_index, sex, birth_date, of_foreigners, created_at) VALUES
        ('00000000-0000-7000-8000-000000000001', 'k1.name1', 'i1', '男', '1990-01-01', false, now()),
        ('00000000-0000-7000-8000-000000000002', 'k1.name2', 'i2', '女', '1990-01-02', true, now());
    INSERT INTO person_keys (token, person_id, kind, number, added_at) VALUES
        ('t1', '00000000-0000-7000-8000-000000000001', 'RESIDENT_ID', 'k1.number1', now()),
        ('t2', '00000000-0000-7000-8000-000000000002', 'HMT_PERMIT', 'k1.number2', now());
    INSERT INTO applications (application_id, person_id, kind, category, state, benefit_year, region, area, channel, filed_by, applied_on,
        submitted_at, token, holder, bank, account_number, phone, address, household_area, reasons)
    SELECT ('00000000-0000-7000-8000-00000000001' || right(k.token, 1))::uuid, k.person_id, 'NEW', 'GENERAL', 'UNDER_REVIEW', 2024,
        '440700', '440783', 'COUNTER', 'clerk:1', '2023-10-10', now(), k.token, '', '', '', '', '', '440783',
        CASE k.token WHEN 't1' THEN '[{"code": "OTHER"}]' ELSE '[]' END::jsonb
    FROM person_keys AS k;
    INSERT INTO participations (participation_id, person_id, region, scheme, benefit_year, area, category, channel, payer, registered_on,
        own_state, acted_on, state, effective_on)
    VALUES ('00000000-0000-7000-8000-000000000021', '00000000-0000-7000-8000-000000000001', '440700', 'RESIDENT', 2023, '440783', 'GENERAL',
        'IMPORT', 'PERSON', '2022-10-10', 'ACTIVE', '2022-10-10', 'ACTIVE', '2022-10-10')
"""


async def test_a_database_of_persons_who_only_applied_keeps_its_rows_both_ways(fresh_database: FreshDatabase) -> None:
    url = await fresh_database("of_before")
    sqlalchemy_url = url.replace("postgresql://", "postgresql+asyncpg://")
    await migrate(sqlalchemy_url, "registration.migrations")

    async def down() -> None:
        engine = create_async_engine(sqlalchemy_url)
        async with engine.connect() as connection:
            await connection.run_sync(down_to, "registration.migrations", "202611270300")
            await connection.commit()
        await engine.dispose()

    await down()
    driver = await asyncpg.connect(url)
    await driver.execute(OF_BEFORE)
    said = "SELECT token, document_kind, number, name, sex, of_foreigners, reasons FROM applications ORDER BY token"
    for _ in range(2):
        await migrate(sqlalchemy_url, "registration.migrations")
        assert await schema_differences(sqlalchemy_url, metadata) == []
        assert [tuple(row) for row in await driver.fetch(said)] == [
            ("t1", "RESIDENT_ID", "k1.number1", "k1.name1", "男", False, '[{"code": "OTHER"}]'),
            ("t2", "HMT_PERMIT", "k1.number2", "k1.name2", "女", True, None),
        ]
        assert [row["name"] for row in await driver.fetch("SELECT name FROM persons")] == ["k1.name1"]
        assert [(row["token"], row["key_id"]) for row in await driver.fetch("SELECT token, key_id FROM person_keys")] == [("t1", "1")]
        await down()
        rows = await driver.fetch(
            "SELECT k.token, p.name, k.number, p.birth_date::text, a.reasons::text FROM persons AS p "
            "JOIN person_keys AS k USING (person_id) "
            "JOIN applications AS a ON a.token = k.token AND a.person_id = p.person_id ORDER BY token"
        )
        assert [tuple(row) for row in rows] == [
            ("t1", "k1.name1", "k1.number1", "1990-01-01", '[{"code": "OTHER"}]'),
            ("t2", "k1.name2", "k1.number2", "1990-01-02", "[]"),
        ]
    await driver.close()
