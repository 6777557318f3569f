"""Seal columns anew, under the active key and bound to their rows: the end of a change of keys, and of an upgrade."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from event_bus.tables import dead_letters
from policy_parameters import load_policy_book
from row_sets import Record, Statement, update_rows, value
from service_runtime.clock import clock_of
from service_runtime.database import Database
from service_runtime.discard_reasons import PURPOSE, is_sealed
from service_runtime.sealer import Sealer
from service_runtime.settings import ServiceSettings
from service_runtime.transaction import Transaction
from service_runtime.vault import Vault

_PAGE, _BODIES = 1000, 20


class SealedColumns:
    """The sealed columns of a table: `key` is its primary key, `owner` names the row that a value is bound to, by a column or as one does.

    `vault` and `safe` are purposes by column, of texts or of bytes; `once_plain` are columns of which some rows were not sealed before.
    What is `left` stays as it is: somebody else seals it.
    """

    def __init__(
        self,
        table: sa.Table,
        key: str | tuple[str, ...],
        owner: str | Callable[[Record], str],
        *,
        vault: Mapping[str, str] | None = None,
        safe: Mapping[str, str] | None = None,
        once_plain: Sequence[str] = (),
        left: Callable[[Any], bool] = lambda _: False,
    ) -> None:
        self.table = table
        self._keys = (key,) if isinstance(key, str) else key
        self._owner, self._once_plain, self._left = owner, frozenset(once_plain), left
        self._vault, self._safe = dict(vault or {}), dict(safe or {})
        self.names = (*self._vault, *self._safe)
        named = (*self._keys, *((owner,) if isinstance(owner, str) else ()), *self.names)
        place = sa.tuple_(*(table.c[name] for name in self._keys))
        page = (
            sa.select(*(table.c[name] for name in dict.fromkeys(named)))
            .where(sa.or_(*(table.c[name].is_not(None) for name in self.names)))
            .order_by(*place)
            .limit(_BODIES if any(isinstance(table.c[name].type, sa.LargeBinary) for name in self.names) else _PAGE)
            .with_for_update()
        )
        after = sa.tuple_(*(value(f"after_{name}", table.c[name]) for name in self._keys))
        self._first, self._next = Statement(page), Statement(page.where(place > after))
        self._write = Statement(update_rows(table, self._keys, *self.names))

    @property
    def purposes(self) -> set[str]:
        """What its values are sealed for."""
        return {*self._vault.values(), *self._safe.values()}

    async def reseal(self, database: Database) -> int:
        """Seals anew what is not under the active key; the number of rows. A transaction a page: may run beside the service, and again."""
        resealed, after = 0, None
        while True:
            async with database.transaction() as tx:
                page = await (self._first.rows(tx.driver) if after is None else self._next.rows(tx.driver, **after))
                changed = [fresh for row in page if (fresh := self._fresh(tx, row)) is not None]
                if changed:
                    columns = {name: [row[name] for row in changed] for name in (*self._keys, *self.names)}
                    await self._write.run(tx.driver, **columns)
            if not page:
                return resealed
            resealed, after = resealed + len(changed), {f"after_{name}": page[-1][name] for name in self._keys}

    def _fresh(self, tx: Transaction, row: Record) -> dict[str, Any] | None:
        """None if all of it is under the active key already."""
        fresh = dict(row)
        fresh |= {name: self._anew(tx.vault, row, name, purpose) for name, purpose in self._vault.items() if row[name] is not None}
        fresh |= {name: self._anew(tx.safe, row, name, purpose) for name, purpose in self._safe.items() if row[name] is not None}
        return fresh if fresh != dict(row) else None

    def _anew(self, sealer: Sealer, row: Record, name: str, purpose: str) -> str | bytes:
        sealed, owner = row[name], row[self._owner] if isinstance(self._owner, str) else self._owner(row)
        if self._left(sealed):
            return sealed  # type: ignore[no-any-return]
        if isinstance(sealed, bytes):
            return sealer.reseal_bytes(sealed, purpose, owner)
        return (sealer.reseal_text if name in self._once_plain else sealer.reseal)(sealed, purpose, owner)


async def reseal_all(settings: ServiceSettings, sealed: Sequence[SealedColumns], vault: Vault | None = None) -> int:
    """What the command of a service does, as the owner of its tables: how many rows were sealed anew. A second run finds nothing."""
    database = Database.of(settings.as_owner, clock_of(settings), load_policy_book(), vault)
    try:
        return sum([await columns.reseal(database) for columns in (*sealed, DISCARDED_LETTERS)])
    finally:
        await database.close()


DISCARDED_LETTERS = SealedColumns(
    dead_letters, "id", lambda row: str(row["id"]), safe={"discard_reason": PURPOSE}, left=lambda text: not is_sealed(text)
)
"""Why dead letters were given up, in every service."""
