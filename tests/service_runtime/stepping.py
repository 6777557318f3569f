"""Migrations one step at a time, up and down, with the statements that each step sends."""

from typing import Any

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from service_runtime import Safe
from service_runtime.migration import script_of


def down_to(connection: sa.Connection, package: str, target: str, safe: Safe | None = None, chain: str = "alembic_version") -> None:
    """Steps back, as `alembic downgrade` does."""
    script = script_of(package)
    _run(connection, chain, safe, lambda revision, _: script._downgrade_revs(target, revision))


def up_to(connection: sa.Connection, package: str, target: str, safe: Safe | None, chain: str) -> list[str]:
    """Steps on, as far as `target`; answers the statements that were sent."""
    script, sent = script_of(package), []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        sent.append(statement)

    sa.event.listen(connection, "before_cursor_execute", note)
    try:
        _run(connection, chain, safe, lambda revision, _: script._upgrade_revs(target, revision))
    finally:
        sa.event.remove(connection, "before_cursor_execute", note)
    return sent


def _run(connection: sa.Connection, chain: str, safe: Safe | None, steps: Any) -> None:
    options = {"fn": steps, "version_table": chain, "transactional_ddl": True, "transaction_per_migration": True, "safe": safe}
    context = MigrationContext.configure(connection, opts=options)
    with context.begin_transaction(), Operations.context(context):
        context.run_migrations()
