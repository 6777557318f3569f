"""A statement: made when its module is imported, compiled when it is first run, run with values by name."""

import re
from functools import cached_property
from typing import Any, TypeAlias

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.asyncpg import PGCompiler_asyncpg, dialect
from sqlalchemy.sql.elements import CompilerElement

from row_sets.tally import counted

Driver: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
"""The driver's connection; a transaction that is open on it is open for every statement."""
Runner: TypeAlias = "Driver | asyncpg.pool.PoolConnectionProxy[asyncpg.Record] | asyncpg.Pool[asyncpg.Record]"
"""What runs a statement: a connection, or the driver's own pool where one statement stands alone."""
Record: TypeAlias = asyncpg.Record
_COUNT = re.compile("[0-9]+$")
"""At the end of the server's answer to a statement that writes rows, such as `INSERT 0 3`."""


class _Compiler(PGCompiler_asyncpg):
    """Writes constants out, so that the planner sees them: a partial index is chosen by them."""

    def visit_bindparam(self, bindparam: "sa.BindParameter[Any]", *places: Any, **options: Any) -> str:
        options["literal_execute"] = bindparam.value is not None
        written: str = super().visit_bindparam(bindparam, *places, **options)  # type: ignore[no-untyped-call]
        return written


class _Dialect(dialect):
    statement_compiler = _Compiler


DIALECT = _Dialect()  # type: ignore[no-untyped-call]


class Statement:
    """A Core statement, or SQL text with `:name` for each value and `{part}` for each typed list or constant given with it.

    `Statement(sa.select(bills).where(bills.c.area == value("area")))`
    `Statement("INSERT INTO bills ({bill.names}) SELECT {bill.names} FROM {bill.rows}", bill=typed(bills, "bill_id", "state"))`

    A value's type follows from the table for Core and for typed lists, from PostgreSQL's own inference elsewhere in a text.
    """

    def __init__(self, clause: CompilerElement | str, **parts: object) -> None:
        told = sa.text(clause.format(**parts) if parts else clause) if isinstance(clause, str) else clause
        self.clause: Any = told

    @cached_property
    def _compiled(self) -> Any:  # noqa: ANN401 -- as SQLAlchemy makes it
        """A service has hundreds of statements: compiled at once they would be an eighth of its start."""
        return self.clause.compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True})

    @cached_property
    def text(self) -> str:
        """SQL as the driver takes it."""
        return str(self._compiled.string)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The values that it takes, in the order of their places."""
        return tuple(self._compiled.positiontup or ())

    async def rows(self, driver: Runner, /, **values: Any) -> list[Record]:
        """All rows that it finds. Like the others, raises KeyError for a value that is missing, TypeError for one that it does not know."""
        return await counted(driver.fetch(self.text, *self.places(values)))

    async def row(self, driver: Runner, /, **values: Any) -> Record | None:
        """The first row, None if there is none."""
        return await counted(driver.fetchrow(self.text, *self.places(values)))

    async def value(self, driver: Runner, /, **values: Any) -> Any:  # noqa: ANN401 -- of the type that the column has
        """The first column of the first row, None if there is none."""
        return await counted(driver.fetchval(self.text, *self.places(values)))

    async def values(self, driver: Runner, /, **values: Any) -> list[Any]:
        """The first column of all rows."""
        return [row[0] for row in await counted(driver.fetch(self.text, *self.places(values)))]

    async def run(self, driver: Runner, /, **values: Any) -> int:
        """For its effect; returns how many rows its last part wrote."""
        count = _COUNT.search(await counted(driver.execute(self.text, *self.places(values))))
        return int(count[0]) if count else 0

    def places(self, values: dict[str, Any]) -> list[Any]:
        """The values in the order of their places."""
        places = [values[name] for name in self.names]
        if len(values) > len(places):
            raise TypeError(f"not asked for: {', '.join(sorted(values.keys() - set(self.names)))}")
        return places
