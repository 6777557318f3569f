"""Parts of Core statements: rows that a caller hands over are a relation, named and typed by its table."""

from collections.abc import Iterable
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, Insert, distinct_on, insert

Values: TypeAlias = dict[str, Any]
Kind: TypeAlias = "sa.Column[Any] | sa.types.TypeEngine[Any] | type[sa.types.TypeEngine[Any]]"
"""A column, whose type is meant, or a type."""


def value(name: str, kind: Kind) -> "sa.BindParameter[Any]":
    """A value that the caller gives by name. `kind` is its type, or the column that it is compared with or written to."""
    return sa.bindparam(name, None, type_=_kind(kind))


def given_rows(table: sa.Table, names: Iterable[str], **others: Any) -> sa.TableValuedAlias:
    """Any number of rows: one array for each column, each named as its column; `others` are of another type or another table's column.

    A column that holds an array itself is given as text, its members joined by spaces: arrays of arrays must be equally long.
    """
    columns = [sa.column(name, kind) for name, kind in kinds_of(table, names, others).items()]
    arrays = [value(column.name, ARRAY(column.type)) for column in columns]
    return sa.func.unnest(*arrays).table_valued(*columns).render_derived(name="given")


def kinds_of(table: sa.Table, names: Iterable[str], others: Values) -> Values:
    """The types of these columns, and of others that a type or another table's column is given for."""
    return {name: _given_kind(table.c[name].type) for name in names} | {name: _kind(other) for name, other in others.items()}


def same_rows(table: sa.Table, name: str, values_name: str | None = None) -> "sa.ColumnElement[bool]":
    """`column = ANY(array)`: the rows whose column is one of the values given as `name` (or as `values_name`)."""
    column = table.c[name]
    return column == sa.any_(value(values_name or name, ARRAY(column.type)))


def row(table: sa.Table, *names: str, **others: Any) -> Values:
    """One row: a value for each column; `others` have a value of another name or kind."""
    return {name: value(name, table.c[name]) for name in names} | others


def insert_rows(table: sa.Table, *names: str, **same: Any) -> Insert:
    """INSERT of any number of rows; `same` are constants or expressions that all rows share."""
    rows = given_rows(table, names)
    return insert(table).from_select([*names, *same], sa.select(*_written(table, rows, names), *_expressions(same)))


def insert_from(table: sa.Table, values: Values, source: sa.FromClause, *where: Any) -> Insert:
    """INSERT of one row, as often as the source has rows."""
    return insert(table).from_select(list(values), sa.select(*values.values()).select_from(source).where(*where))


def update_rows(table: sa.Table, key: str | tuple[str, ...], *names: str) -> sa.Update:
    """UPDATE of these columns of any number of rows, by key. `.values(…)` adds what all rows share."""
    keys = (key,) if isinstance(key, str) else key
    rows = given_rows(table, (*keys, *names))
    found = (table.c[name] == rows.c[name] for name in keys)
    return sa.update(table).values(dict(zip(names, _written(table, rows, names), strict=True))).where(*found)


def update_newest(table: sa.Table, key: str | tuple[str, ...], *names: str, version: str = "version") -> sa.Update:
    """UPDATE as `update_rows`, of those rows only whose given version is newer; `names` hold the version."""
    return update_rows(table, key, *names).where(sa.literal_column(f"given.{version}", table.c[version].type) > table.c[version])


def upsert_newest(table: sa.Table, *names: str, version: str = "version", **same: Any) -> Insert:
    """Keeps the newest version of each row, whatever comes first, and of several given at once; `same` are values that all rows share.

    The one guard of "an older version never overwrites a newer one". Rows are taken in the order of their key, so that two writers wait
    for one another instead of blocking one another for ever.
    """
    key = [column.name for column in table.primary_key]
    rows = given_rows(table, names)
    newest = sa.select(*_written(table, rows, names), *_expressions(same)).ext(distinct_on(*(rows.c[name] for name in key)))
    newest = newest.order_by(*(rows.c[name] for name in key), rows.c[version].desc())
    new = insert(table).from_select([*names, *same], newest)
    changed = {name: new.excluded[name] for name in (*names, *same) if name not in key}
    newer = new.on_conflict_do_update(index_elements=key, set_=changed, where=new.excluded[version] > table.c[version])
    return newer.execution_options(newest_by=version)


def _kind(kind: Kind) -> "sa.types.TypeEngine[Any] | type[sa.types.TypeEngine[Any]]":
    return kind.type if isinstance(kind, sa.Column) else kind


def _given_kind(kind: Kind) -> Kind:
    return sa.Text() if isinstance(kind, sa.ARRAY) else kind


def _written(table: sa.Table, rows: sa.TableValuedAlias, names: Iterable[str]) -> list[Any]:
    """The given columns as the table takes them."""
    return [sa.func.string_to_array(rows.c[name], " ") if isinstance(table.c[name].type, sa.ARRAY) else rows.c[name] for name in names]


def _expressions(same: Values) -> list[Any]:
    return [one if isinstance(one, sa.ClauseElement) else sa.literal(one) for one in same.values()]
