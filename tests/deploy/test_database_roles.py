"""deploy/postgres/init on a real PostgreSQL: what the role of a service can do in its database, and what it cannot."""

import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from canbao_suite.postgres import PostgresServer
from service_runtime.migration import migrate
from service_runtime.runtime_tables import APPEND_ONLY
from tests.servers import TEST_SETTINGS, scratch_folder

SCRIPT = Path(__file__).parents[2] / "deploy/postgres/init/10-databases.sh"
SERVICES = ("registration", "payment_bridge", "dedup", "benefits")
ROLES = [*SERVICES, *(f"{service}_owner" for service in SERVICES), "tax_office"]
HBA = "host all canbao,postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
"""Service roles must show their password, as in deploy/postgres/pg_hba.conf."""
KEPT = [*APPEND_ONLY, "case_versions"]
AUDIT_ROW = "INSERT INTO audit_rows (at, actor, action, subject) VALUES (now(), 'a', 'b', 'c')"


class Cluster:
    """A PostgreSQL whose databases are made by the script."""

    def __init__(self, server: PostgresServer, secrets: Path) -> None:
        self.server, self.secrets = server, secrets

    def set_password(self, role: str, password: str) -> None:
        """Write the file of a password, as script/keys does."""
        (self.secrets / f"{role}_database_password").write_text(password)

    def run_script(self) -> None:
        """As the entry point of the image runs it, and an operator after him."""
        where = urlsplit(self.server.url())
        path = f"{self.server.home.programs}:{os.environ['PATH']}"
        environment = {"PATH": path, "PGHOST": str(where.hostname), "PGPORT": str(where.port), "CANBAO_SECRETS": str(self.secrets)}
        done = subprocess.run([SCRIPT], env=environment, capture_output=True, text=True, check=False, timeout=60)
        assert (done.returncode, done.stderr, done.stdout) == (0, "", "")

    def url(self, role: str, database: str) -> str:
        """The address of a database for a role."""
        where = urlsplit(self.server.url(database))
        password = (self.secrets / f"{role}_database_password").read_text()
        return f"postgresql://{role}:{password}@{where.hostname}:{where.port}/{database}"

    @asynccontextmanager
    async def connected(self, role: str, database: str) -> AsyncIterator[asyncpg.Connection]:
        """A connection of a role."""
        connection = await asyncpg.connect(self.url(role, database))
        try:
            yield connection
        finally:
            await connection.close()


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """Made by the script on an empty server."""
    with scratch_folder() as folder:
        server = PostgresServer(folder / "postgres", TEST_SETTINGS)
        server.start()
        try:
            server.home.run("psql", "-X", "-q", "-d", server.url(), "-c", "CREATE ROLE postgres SUPERUSER LOGIN")
            (server.home.cluster / "pg_hba.conf").write_text(HBA)
            server.home.run("psql", "-X", "-q", "-d", server.url(), "-c", "SELECT pg_reload_conf()")
            made = Cluster(server, folder)
            for role in ROLES:
                made.set_password(role, f"first of {role}'s")
            made.run_script()
            yield made
        finally:
            server.stop()


@pytest.fixture(scope="module")
async def migrated(cluster: Cluster) -> Cluster:
    """With the tables of dedup, made under its migration role."""
    owner, service = cluster.url("dedup_owner", "dedup"), cluster.url("dedup", "dedup")
    await migrate(owner, "dedup.migrations", service_url=service, append_only=KEPT)
    return cluster


@pytest.mark.parametrize("database", SERVICES)
async def test_a_database_is_for_its_own_two_roles(database: str, cluster: Cluster) -> None:
    for role in ROLES:
        if role.removesuffix("_owner") == database:
            async with cluster.connected(role, database) as connection:
                assert await connection.fetchval("SELECT current_user") == role
        else:
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match="CONNECT privilege"):
                await asyncpg.connect(cluster.url(role, database))


async def test_nobody_but_the_superuser_may_do_more(cluster: Cluster) -> None:
    async with cluster.connected("dedup", "dedup") as connection:
        strong = "rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls"
        names = await connection.fetch(f"SELECT rolname FROM pg_roles WHERE ({strong}) AND rolname = ANY($1)", ROLES)
        members = await connection.fetch("SELECT member::regrole::text FROM pg_auth_members WHERE member::regrole::text = ANY($1)", ROLES)
    assert [*names, *members] == []


FORBIDDEN = {
    "make a table": "CREATE TABLE mine (x int)",
    "make a table for the session": "CREATE TEMP TABLE mine (x int)",
    "make a schema": "CREATE SCHEMA mine",
    "make a function": "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "change a table": "ALTER TABLE reported_spells ADD COLUMN more int",
    "drop a table": "DROP TABLE reported_spells CASCADE",
    "empty a table": "TRUNCATE reported_spells CASCADE",
    "drop an index": "DROP INDEX audit_rows_of_subject",
    "take an audit row back": "DELETE FROM audit_rows",
    "change an audit row": "UPDATE audit_rows SET actor = 'nobody'",
    "empty the audit": "TRUNCATE audit_rows",
    "change an audit row by inserting": f"{AUDIT_ROW} ON CONFLICT (id) DO UPDATE SET actor = 'nobody'",
    "turn a trigger off": "ALTER TABLE audit_rows DISABLE TRIGGER ALL",
    "act as if replicated": "SET session_replication_role = replica",
    "become the owner": "SET ROLE dedup_owner",
    "give itself rights": "GRANT DELETE ON audit_rows TO dedup; DELETE FROM audit_rows",
    "change what a duplicate case was": "UPDATE case_versions SET version = 2",
    "take back what a duplicate case was": "DELETE FROM case_versions",
    "say that the schema is older": "UPDATE alembic_version SET version_num = '1'",
    "say that an older release would work": "UPDATE schema_revisions SET phase = 'expand'",
    "say that the runtime's schema is older": "DELETE FROM runtime_version",
    "take a seal of the audit back": "DELETE FROM audit_seals",
    "read files of the server": "SELECT pg_read_file('/etc/passwd')",
    "run a program": "COPY reported_spells TO PROGRAM 'cat'",
}


@pytest.mark.parametrize("statement", FORBIDDEN.values(), ids=FORBIDDEN)
async def test_the_service_cannot(statement: str, migrated: Cluster) -> None:
    async with migrated.connected("dedup", "dedup") as connection:
        with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.InvalidObjectDefinitionError)) as refused:
            await connection.execute(statement)
    assert "permission denied" in str(refused.value) or "must be owner" in str(refused.value), refused.value


async def test_the_service_reads_and_writes_rows_and_adds_to_the_audit(migrated: Cluster) -> None:
    async with migrated.connected("dedup", "dedup") as connection:
        await connection.execute(AUDIT_ROW)
        assert await connection.fetchval("SELECT count(*) FROM audit_rows") == 1
        tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL ($1)"
        names = [row[0] for row in await connection.fetch(tables, [*KEPT, "alembic_version", "runtime_version", "schema_revisions"])]
        assert {"reported_spells", "idempotency_keys", "outbox", "inbox"} <= set(names)
        for right in ("SELECT", "INSERT", "UPDATE", "DELETE"):
            held = [name for name in names if await connection.fetchval("SELECT has_table_privilege($1, $2)", name, right)]
            assert held == names
        sequences = [row[0] for row in await connection.fetch("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'")]
        for name in sequences:
            assert await connection.fetchval("SELECT has_sequence_privilege($1, 'USAGE')", name)


async def test_a_password_is_changed_by_its_file(migrated: Cluster) -> None:
    before = migrated.url("dedup", "dedup")
    migrated.set_password("dedup", "second 'quoted\" \\ one")
    migrated.run_script()
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(before)
    where = urlsplit(migrated.server.url())
    connection = await asyncpg.connect(
        host=where.hostname, port=where.port, user="dedup", password="second 'quoted\" \\ one", database="dedup"
    )
    await connection.close()
    migrated.set_password("dedup", "third")
    migrated.run_script()


async def test_tables_of_before_there_were_two_roles_become_the_owners(cluster: Cluster) -> None:
    made = "CREATE TABLE old (x int); ALTER TABLE old OWNER TO benefits"
    cluster.server.home.run("psql", "-X", "-q", "-d", cluster.server.url("benefits"), "-c", made)
    cluster.run_script()
    async with cluster.connected("benefits", "benefits") as connection:
        for statement in ("DROP TABLE public.old", "SELECT * FROM public.old"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)
    async with cluster.connected("benefits_owner", "benefits") as connection:
        assert await connection.fetchval("SELECT tableowner FROM pg_tables WHERE tablename = 'old'") == "benefits_owner"
        await connection.execute("DROP TABLE old")


async def test_the_script_gives_nothing_back_that_the_migrations_took(migrated: Cluster) -> None:
    migrated.run_script()
    async with migrated.connected("dedup", "dedup") as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("DELETE FROM audit_rows")
