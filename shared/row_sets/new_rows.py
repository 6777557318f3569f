"""Rows that are new for certain: a few by INSERT, many by COPY, which costs the caller and the server half as much."""

from collections.abc import Sequence
from typing import Any

import asyncpg
import sqlalchemy as sa

from row_sets.relations import insert_rows
from row_sets.statement import Driver, Statement
from row_sets.tally import counted

MANY = 50
"""From so many rows on the second message of a COPY costs less than the arrays of an INSERT."""


class NewRows:
    """`NewRows(outbox, "event_id", "event")`: adds rows of these columns; the others take their defaults."""

    def __init__(self, table: sa.Table, *names: str) -> None:
        self._table, self._names = table.name, names
        self._insert = Statement(insert_rows(table, *names))

    async def add(self, driver: Driver, rows: Sequence[tuple[Any, ...]]) -> None:
        """Each row holds the values in the order of the names. Raises the driver's UniqueViolationError for one that is there already."""
        if len(rows) >= MANY:
            await counted(driver.copy_records_to_table(self._table, records=rows, columns=self._names))
        elif rows:
            await self._insert.run(driver, **dict(zip(self._names, zip(*rows, strict=True), strict=True)))

    async def add_if_new(self, driver: Driver, rows: Sequence[tuple[Any, ...]]) -> bool:
        """The same for rows that are most likely new, in the open transaction. False, and none is added, if one is there already."""
        await counted(driver.execute("SAVEPOINT new_rows"))
        try:
            await self.add(driver, rows)
        except asyncpg.UniqueViolationError:
            await counted(driver.execute("ROLLBACK TO SAVEPOINT new_rows"))
            return False
        await counted(driver.execute("RELEASE SAVEPOINT new_rows"))
        return True
