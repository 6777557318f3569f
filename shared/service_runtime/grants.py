"""What the role of a service may do with tables that another role owns: work with its own rows, and only add to what must stay."""

from collections.abc import Sequence

import sqlalchemy as sa

from row_sets import Driver, Statement
from service_runtime.runtime_tables import APPEND_ONLY

_VERSIONS = ("alembic_version", "runtime_version")
_MAY_CHANGE = Statement(
    """
    SELECT bool_or(has_table_privilege(name, 'UPDATE') OR has_table_privilege(name, 'DELETE') OR has_table_privilege(name, 'TRUNCATE')
        OR pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = name::regclass), 'USAGE'))
    FROM unnest(CAST(:names AS text[])) AS name
    """
)


def grant_to_service(connection: sa.Connection, role: str, append_only: Sequence[str]) -> None:
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


async def is_append_only(driver: Driver) -> bool:
    """True if the role of this connection can neither change nor delete audit rows, nor take away what refuses it."""
    return not await _MAY_CHANGE.value(driver, names=list(APPEND_ONLY))
