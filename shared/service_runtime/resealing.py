"""Seal columns anew, under the active key and bound to their rows: the end of a change of keys, and of an upgrade."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from row_sets import Record, Statement, update_rows, value
from service_runtime.database import Database
from service_runtime.sealer import Sealer
from service_runtime.transaction import Transaction

_PAGE = 1000


class SealedColumns:
    """The sealed columns of a table: `key` is its primary key, `owner` names the row that a value is bound to.

    `vault` and `safe` are purposes by column; `once_plain` are columns of which some rows were not sealed before.
    """

    def __init__(
        self,
        table: sa.Table,
        key: str,
        owner: str,
        *,
        vault: Mapping[str, str] | None = None,
        safe: Mapping[str, str] | None = None,
        once_plain: Sequence[str] = (),
    ) -> None:
        self._key, self._owner, self._once_plain = key, owner, frozenset(once_plain)
        self._vault, self._safe = dict(vault or {}), dict(safe or {})
        self._names = (*self._vault, *self._safe)
        page = (
            sa.select(*(table.c[name] for name in dict.fromkeys((key, owner, *self._names))))
            .where(sa.or_(*(table.c[name].is_not(None) for name in self._names)))
            .order_by(table.c[key])
            .limit(_PAGE)
            .with_for_update()
        )
        self._first, self._next = Statement(page), Statement(page.where(table.c[key] > value("after", table.c[key])))
        self._write = Statement(update_rows(table, key, *self._names))

    async def reseal(self, database: Database) -> int:
        """Seals anew what is not under the active key; the number of rows. A transaction a page: may run beside the service, and again."""
        resealed, after = 0, None
        while True:
            async with database.transaction() as tx:
                page = await (self._first.rows(tx.driver) if after is None else self._next.rows(tx.driver, after=after))
                changed = [fresh for row in page if (fresh := self._fresh(tx, row)) is not None]
                if changed:
                    columns = {name: [row[name] for row in changed] for name in (self._key, *self._names)}
                    await self._write.run(tx.driver, **columns)
            if not page:
                return resealed
            resealed, after = resealed + len(changed), page[-1][self._key]

    def _fresh(self, tx: Transaction, row: Record) -> dict[str, Any] | None:
        """None if all of it is under the active key already."""
        fresh = dict(row)
        fresh |= {name: self._anew(tx.vault, row, name, purpose) for name, purpose in self._vault.items() if row[name] is not None}
        fresh |= {name: self._anew(tx.safe, row, name, purpose) for name, purpose in self._safe.items() if row[name] is not None}
        return fresh if fresh != dict(row) else None

    def _anew(self, sealer: Sealer, row: Record, name: str, purpose: str) -> str:
        anew = sealer.reseal_text if name in self._once_plain else sealer.reseal
        return anew(row[name], purpose, row[self._owner])
