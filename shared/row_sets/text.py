"""Lists of columns for statements that are written as text: names and types come from the table."""

from typing import Any

import sqlalchemy as sa

from row_sets.relations import kinds_of
from row_sets.statement import DIALECT


class Typed:
    """Some columns of a table, in their order: `names`, one row of `values`, any number of `rows`."""

    def __init__(self, kinds: dict[str, Any], alias: str) -> None:
        kinds = {name: sa.types.to_instance(kind).compile(DIALECT).partition(" COLLATE")[0] for name, kind in kinds.items()}
        self.names = ", ".join(kinds)
        """`a, b`"""
        self.values = ", ".join(f"CAST(:{name} AS {kind})" for name, kind in kinds.items())
        """One row, each value given by the name of its column."""
        arrays = [f"CAST(:{name} AS {kind}[])" for name, kind in kinds.items()]
        relation = f"AS {alias} ({self.names})"
        self.rows = f"unnest({', '.join(arrays)}) {relation}"
        """A relation, one array for each column, given by its name."""
        self.rows_planned_once = f"unnest({', '.join(f'(SELECT {array})' for array in arrays)}) {relation}"
        """The same, in a way that the planner does not see how many rows: it keeps one plan, where it would make one for each call.

        For a statement that is often asked for one row, and whose plan takes longer to make than to carry out.
        """


def typed(table: sa.Table, *names: str, alias: str = "given", **others: Any) -> Typed:
    """These columns of a table, for a text: `{form.names}`, `{form.values}`, `{form.rows}`. `others` as for `given_rows`."""
    return Typed(kinds_of(table, names, others), alias)
