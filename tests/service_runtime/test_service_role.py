"""The role of a service: it works with its rows, and can neither change nor delete what must stay, nor the tables themselves."""

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from service_runtime.audit_sealer import AuditSealer
from service_runtime.grants import is_append_only
from service_runtime.purge import purge
from tests.conftest import FreshDatabase
from tests.servers import DatabaseServer
from tests.service_runtime.sample_service import Sample, running_sample


@pytest.fixture(scope="module")
async def sample(
    postgres: DatabaseServer, fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Sample]:
    """The sample service under a role of its own, its tables under another."""
    roles = postgres.make_roles(await fresh_database("roles"))
    folder: Path = tmp_path_factory.mktemp("roles")
    async with running_sample(roles.service, folder, migration_url=roles.owner, append_only=["notes"]) as running:
        yield running


async def test_the_service_works(sample: Sample) -> None:
    assert (await sample.take("a note", "key-1")).status_code == 201
    assert (await sample.take("a note", "key-1")).headers["idempotency-replayed"] == "true"
    await AuditSealer("sample", sample.settings).step(sample.runtime)
    await purge(sample.runtime, inbox_guards_money=False)
    async with sample.runtime.database.transaction() as tx:
        assert await is_append_only(tx.driver)
        await tx.driver.execute("CREATE TEMP TABLE clones (n int) ON COMMIT DROP")
    assert (await sample.client.get("/readyz")).status_code == 200


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_rows SET actor = 'x'",
        "DELETE FROM audit_rows",
        "TRUNCATE audit_rows",
        "DELETE FROM audit_seals",
        "UPDATE audit_anchors SET number = 1",
        "UPDATE notes SET text = 'x'",
        "DELETE FROM notes",
        "ALTER TABLE audit_rows DISABLE TRIGGER audit_rows_stay",
        "DROP TRIGGER audit_rows_stay ON audit_rows",
        "DROP TABLE audit_rows",
        "DROP FUNCTION refuse_change_of_audit CASCADE",
        "CREATE OR REPLACE FUNCTION refuse_change_of_audit() RETURNS trigger LANGUAGE sql AS ''",
        "CREATE TABLE mine (n int)",
        "SET session_replication_role = replica",
        "UPDATE runtime_version SET version_num = 'x'",
        "SELECT setval('audit_rows_id_seq', 1)",
    ],
)
async def test_what_it_may_not(sample: Sample, statement: str) -> None:
    async with sample.runtime.database.read() as read:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await read.driver.execute(statement)


async def test_it_cannot_grant_itself_more(sample: Sample) -> None:
    async with sample.runtime.database.read() as read:
        await read.driver.execute("GRANT DELETE ON audit_rows TO PUBLIC")
        assert not await read.driver.fetchval("SELECT has_table_privilege('audit_rows', 'DELETE')")


async def test_roles_are_made_over_tables_that_are_there(postgres: DatabaseServer, fresh_database: FreshDatabase, tmp_path: Path) -> None:
    """A state folder of before: all tables belong to the administrator."""
    url = await fresh_database("before")
    async with running_sample(url, tmp_path) as before:
        assert (await before.take("a note", "key-1")).status_code == 201
        async with before.runtime.database.read() as read:
            assert not await is_append_only(read.driver)
    roles = postgres.make_roles(url)
    assert postgres.make_roles(url) == roles, "twice is once"
    async with running_sample(roles.service, tmp_path, migration_url=roles.owner) as after:
        assert await after.count("notes") == 1
        assert (await after.take("another", "key-2")).status_code == 201
        async with after.runtime.database.read() as read:
            assert await is_append_only(read.driver)
