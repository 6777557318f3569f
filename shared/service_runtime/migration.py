"""Migrations at start-up: N replicas may start at once, one does the work (session advisory lock)."""

import asyncio
from collections.abc import Sequence
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import sqlalchemy as sa
from alembic import op
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from service_runtime.runtime_tables import APPEND_ONLY, runtime_metadata
from service_runtime.safe import Safe

_LOCK = 0x43616E62616F  # "Canbao"
_RUNTIME_VERSIONS = ("service_runtime.migrations", "runtime_version")
_VERSIONS = ("alembic_version", "runtime_version")
_one_at_a_time = asyncio.Lock()  # alembic's `op` is one for the process


async def migrate(
    url: str, migrations: str, safe: Safe | None = None, *, service_url: str | None = None, append_only: Sequence[str] = ()
) -> None:
    """Bring the database to the newest version of the runtime's tables and of the service's (package `migrations`, dated files in it).

    A migration that seals what lay in clear asks `the_safe()`.
    `service_url` names the role that the service works as, if `url` is of another one that owns the tables: that role is granted what it
    needs, and of `append_only` tables, as of the audit's, no more than to read and to add.
    """
    engine = _engine(url)
    try:
        async with _one_at_a_time, engine.connect() as connection:
            await connection.execute(sa.text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
            await connection.commit()
            try:
                for package, version_table in (_RUNTIME_VERSIONS, (migrations, "alembic_version")):
                    await connection.run_sync(_upgrade, package, version_table, safe)
                    await connection.commit()
                if service_url is not None and (role := urlsplit(service_url).username):
                    await connection.run_sync(_grant, role, (*APPEND_ONLY, *append_only))
                    await connection.commit()
            finally:
                await connection.rollback()
                await connection.execute(sa.text("SELECT pg_advisory_unlock(:key)"), {"key": _LOCK})
                await connection.commit()
    finally:
        await engine.dispose()


def _grant(connection: sa.Connection, role: str, append_only: Sequence[str]) -> None:
    """Everything anew, in one transaction: tables that a migration has added, and whatever was granted too much before."""
    named = connection.dialect.identifier_preparer.quote(role)
    kept = ", ".join(append_only)
    for statement in (
        f"GRANT USAGE ON SCHEMA public TO {named}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {named}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {named}",
        f"GRANT SELECT, USAGE ON ALL SEQUENCES IN SCHEMA public TO {named}",
        f"REVOKE UPDATE, DELETE ON {kept} FROM {named}",
        f"REVOKE INSERT, UPDATE, DELETE ON {', '.join(_VERSIONS)} FROM {named}",
    ):
        connection.exec_driver_sql(statement)


def _engine(url: str) -> AsyncEngine:
    """asyncpg reads the address itself: SQLAlchemy does not know `sslmode` and its kin."""
    connect = partial(asyncpg.connect, url.replace("postgresql+asyncpg://", "postgresql://"))
    return create_async_engine("postgresql+asyncpg://", async_creator=connect, poolclass=NullPool, hide_parameters=True)


def the_safe() -> Safe:
    """In a migration: what the service seals with. Raises RuntimeError where the migration runs without keys."""
    safe: Safe | None = op.get_context().opts.get("safe")
    if safe is None:
        raise RuntimeError("rows are to be sealed: migrate with CANBAO_STORAGE_KEYS")
    return safe


def _upgrade(connection: sa.Connection, package: str, version_table: str, safe: Safe | None) -> None:
    script = script_of(package)

    def steps(revision: str, _: object) -> object:
        return script._upgrade_revs("heads", revision)

    context = MigrationContext.configure(
        connection, opts={"fn": steps, "version_table": version_table, "transactional_ddl": True, "safe": safe}
    )
    with context.begin_transaction(), Operations.context(context):
        context.run_migrations()


def script_of(package: str) -> ScriptDirectory:
    """The dated files of the package, or of its folder `versions`."""
    folder = Path(str(files(package)))
    dated = folder / "versions" if (folder / "versions").is_dir() else folder
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("version_locations", str(dated))
    config.set_main_option("path_separator", "newline")
    return ScriptDirectory.from_config(config)


async def schema_differences(url: str, metadata: sa.MetaData) -> list[Any]:
    """What the database and the tables in code do not agree on; empty when a migration was written for every change."""
    engine = _engine(url)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(_compare, metadata)
    finally:
        await engine.dispose()


def _compare(connection: sa.Connection, metadata: sa.MetaData) -> list[Any]:
    ours = {*runtime_metadata.tables, "alembic_version", "runtime_version"} - {*metadata.tables}

    def include(_: object, name: str | None, kind: str, *__: Any) -> bool:
        return not (kind == "table" and name in ours)

    context = MigrationContext.configure(connection, opts={"include_object": include, "compare_type": True})
    return list(compare_metadata(context, metadata))
