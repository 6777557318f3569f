"""What a schema is, fact by fact, and which changes break a release that does not know them. Read from the catalog after a step has run."""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

_COLUMNS = """
SELECT c.relname AS of_table, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
    a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' AS must_be_given, a.attnotnull AS not_null
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
"""
_RULES = """
SELECT conrelid::regclass::text AS of_table, conname AS name, pg_get_constraintdef(oid) AS told FROM pg_constraint
WHERE connamespace = 'public'::regnamespace AND conrelid <> 0 AND contype IN ('c', 'u', 'f', 'p', 'x')
UNION ALL
SELECT indrelid::regclass::text, indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indisunique AND (SELECT relnamespace FROM pg_class WHERE oid = indrelid) = 'public'::regnamespace
"""
_INDEXES = """
SELECT indrelid::regclass::text AS of_table, indexrelid::regclass::text AS name FROM pg_index
WHERE (SELECT relnamespace FROM pg_class WHERE oid = indrelid) = 'public'::regnamespace
"""


@dataclass(frozen=True, slots=True)
class Schema:
    """Columns by table and name, rules (constraints, unique indexes) and indexes by name."""

    columns: dict[tuple[str, str], tuple[str, bool, bool]]
    rules: dict[tuple[str, str], str]
    indexes: set[tuple[str, str]]

    @property
    def tables(self) -> set[str]:
        """All of them."""
        return {table for table, _ in self.columns}


def read_schema(connection: sa.Connection) -> Schema:
    """As it is now."""
    rows = {sql: list(connection.execute(sa.text(sql))) for sql in (_COLUMNS, _RULES, _INDEXES)}
    return Schema(
        {(table, name): (kind, must, fixed) for table, name, kind, must, fixed in rows[_COLUMNS]},
        {(table, name): told for table, name, told in rows[_RULES]},
        {(table, name) for table, name in rows[_INDEXES]},
    )


def breaks(before: Schema, after: Schema, widened: tuple[str, ...] = ()) -> Iterator[str]:
    """What a release that knows only `before` can no longer rely on. `widened`: rules that let through more than before."""
    yield from (f"table {table} is gone" for table in sorted(before.tables - after.tables))
    for (table, name), (kind, _, fixed) in sorted(before.columns.items()):
        now = after.columns.get((table, name))
        if now is None and table in after.tables:
            yield f"column {table}.{name} is gone or renamed"
        elif now and now[0] != kind:
            yield f"column {table}.{name} is {now[0]}, was {kind}"
        elif now and now[2] and not fixed:
            yield f"column {table}.{name} must be set now"
    for (table, name), (_, must_be_given, _) in sorted(after.columns.items() - before.columns.items()):
        if table in before.tables and (table, name) not in before.columns and must_be_given:
            yield f"column {table}.{name} is new, must be set, and has no default"
    for (table, name), told in sorted(after.rules.items() - before.rules.items()):
        if table in before.tables and name not in widened:
            yield f"rule {name} of {table} is new or another: {told}"


def new_indexes(before: Schema, after: Schema) -> list[str]:
    """Indexes that were added to tables that were there."""
    return sorted(name for table, name in after.indexes - before.indexes if table in before.tables)
