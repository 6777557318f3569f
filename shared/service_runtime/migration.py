"""Migrations at start-up: N replicas may start at once, one does the work (session advisory lock)."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from alembic import op
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from service_runtime.database_address import read_address
from service_runtime.logs import get_logger
from service_runtime.runtime_tables import APPEND_ONLY, runtime_metadata
from service_runtime.safe import Safe
from service_runtime.schema_revisions import keep_notes, steps_beyond
from service_runtime.sessions import Limits, Purpose, open_session

Done = TypeVar("Done")
_LOCK = 0x43616E62616F  # "Canbao"
_RUNTIME_VERSIONS = ("service_runtime.migrations", "runtime_version")
_VERSIONS = ("alembic_version", "runtime_version", "schema_revisions")
_TURN_SECONDS = 0.1
_LOCK_NOT_AVAILABLE = "55P03"
_PAUSES = (0.2, 0.5, 1.0, 2.0, *(5.0,) * 50)
"""Seconds between the tries of a migration that finds a table locked: five minutes and more together."""
_log = get_logger("migration")
_one_at_a_time = asyncio.Lock()  # alembic's `op` is one for the process


async def migrate(
    url: str,
    migrations: str,
    safe: Safe | None = None,
    *,
    service_url: str | None = None,
    append_only: Sequence[str] = (),
    limits: Limits | None = None,
) -> None:
    """Bring the database to the newest version of the runtime's tables and of the service's (package `migrations`, dated files in it).

    A migration that seals what lay in clear asks `the_safe()`.
    `service_url` names the role that the service works as, if `url` is of another one that owns the tables: that role is granted what it
    needs, and of `append_only` tables, as of the audit's, no more than to read and to add.
    A newer schema that this release can work with is left as it is, grants too. Raises SchemaTooNew.
    """
    engine = _engine(url, limits)
    try:
        async with _one_at_a_time, engine.connect() as connection:
            await _take_turn(connection)
            try:
                is_newest = True
                for package, version_table in (_RUNTIME_VERSIONS, (migrations, "alembic_version")):
                    upgrade = partial(_upgrade, package=package, version_table=version_table, safe=safe)
                    is_newest &= await _patiently(connection, upgrade)
                if is_newest and service_url is not None and (role := read_address(service_url).user):
                    await _patiently(connection, partial(_grant, role=role, append_only=(*APPEND_ONLY, *append_only)))
            finally:
                await connection.rollback()
                await connection.execute(sa.text("SELECT pg_advisory_unlock(:key)"), {"key": _LOCK})
                await connection.commit()
    finally:
        await engine.dispose()


async def _take_turn(connection: AsyncConnection) -> None:
    """Asks again and again instead of waiting in a statement: its snapshot would keep an index from being built concurrently."""
    while not await connection.scalar(sa.text("SELECT pg_try_advisory_lock(:key)"), {"key": _LOCK}):
        await connection.commit()
        await asyncio.sleep(_TURN_SECONDS)
    await connection.commit()


def _is_locked(error: sa.exc.DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE


async def _patiently(connection: AsyncConnection, work: Callable[[sa.Connection], Done]) -> Done:
    """The work. It waits only a moment for a lock, since all others queue behind it; then they go first, and it tries again."""
    for pause in (*_PAUSES, None):
        try:
            done = await connection.run_sync(work)
            await connection.commit()
            return done
        except sa.exc.DBAPIError as error:
            if pause is None or not _is_locked(error):
                raise
        await connection.rollback()
        _log.warning("migration.waits", seconds=pause)
        await asyncio.sleep(pause)
    raise AssertionError


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


def _engine(url: str, limits: Limits | None = None) -> AsyncEngine:
    """asyncpg reads the address itself: SQLAlchemy does not know `sslmode` and its kin."""
    connect = partial(open_session, url.replace("postgresql+asyncpg://", "postgresql://"), Purpose.MIGRATION, limits)
    return create_async_engine("postgresql+asyncpg://", async_creator=connect, poolclass=NullPool, hide_parameters=True)


def the_safe() -> Safe:
    """In a migration: what the service seals with. Raises RuntimeError where the migration runs without keys."""
    safe: Safe | None = op.get_context().opts.get("safe")
    if safe is None:
        raise RuntimeError("rows are to be sealed: migrate with CANBAO_STORAGE_KEYS")
    return safe


def index_concurrently(name: str, table: str, columns: Sequence[str], **options: Any) -> None:
    """In an expand step, alone: builds an index while services write to the table; what a break left of it is built anew."""
    with op.get_context().autocommit_block():
        broken = sa.text("SELECT true FROM pg_index WHERE indexrelid = to_regclass(:name) AND NOT indisvalid")
        if op.get_bind().execute(broken, {"name": name}).scalar():
            op.drop_index(name, table_name=table, postgresql_concurrently=True)
        op.create_index(name, table, columns, postgresql_concurrently=True, if_not_exists=True, **options)


def shape_columns(shapes: Iterable[tuple[str, str, str]]) -> None:
    """Puts the condition in the place of the one that the column has: table, column and condition, in which `{0}` is the column.

    The table is locked while its rows are looked at.
    """
    for table, column, condition in shapes:
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {table}_{column}_shape")
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_shape CHECK ({condition.format(column)})")


def _upgrade(connection: sa.Connection, package: str, version_table: str, safe: Safe | None) -> bool:
    """Step by step, each in its own transaction: one killed between two steps goes on there. False if the schema is newer already."""
    script = script_of(package)
    if beyond := steps_beyond(connection, version_table, script):
        _log.warning("schema.newer_than_this_release", chain=version_table, steps=[note.revision for note in beyond])
        return False
    connection.commit()  # each step opens its own transaction, or none

    def steps(revision: str, _: object) -> object:
        return script._upgrade_revs("heads", revision)

    context = MigrationContext.configure(
        connection,
        opts={
            "fn": steps,
            "version_table": version_table,
            "transactional_ddl": True,
            "transaction_per_migration": True,
            "safe": safe,
        },
    )
    with context.begin_transaction(), Operations.context(context):
        context.run_migrations()
    connection.commit()
    keep_notes(connection, version_table, script)
    return True


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
