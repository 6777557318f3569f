"""Whether the role that a service works as can touch its audit."""

from row_sets import Driver, Statement
from service_runtime.runtime_tables import APPEND_ONLY

_MAY_CHANGE = Statement(
    """
    SELECT bool_or(has_table_privilege(name, 'UPDATE') OR has_table_privilege(name, 'DELETE') OR has_table_privilege(name, 'TRUNCATE')
        OR pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = name::regclass), 'USAGE'))
    FROM (VALUES {names}) AS kept (name)
    """,
    names=", ".join(f"('{name}')" for name in APPEND_ONLY),
)


async def is_append_only(driver: Driver) -> bool:
    """True if the role of this connection can neither change nor delete audit rows, nor take away what refuses it."""
    return not await _MAY_CHANGE.value(driver)
