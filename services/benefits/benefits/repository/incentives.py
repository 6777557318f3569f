"""The newest state of both ledgers for each person and benefit year."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa

from benefits.domain.incentives import Ledger
from benefits.tables import incentives
from row_sets import Driver, Statement, columns_of, names_of, reader, same_rows, upsert_newest, value


class StoredLedger(NamedTuple):
    """A ledger as published."""

    person_id: UUID
    version: int
    area: str
    ledger: Ledger


_STORED, _LEDGER = names_of(StoredLedger, without=["ledger"]), names_of(Ledger)
_CURRENT = Statement(sa.select(incentives).where(same_rows(incentives, "person_id")))
_SAVE = Statement(upsert_newest(incentives, *_STORED, *_LEDGER, recorded_at=value("now", incentives.c.recorded_at)))
_ledger = reader(Ledger)


async def current_ledgers(driver: Driver, persons: Sequence[UUID]) -> dict[tuple[UUID, int], StoredLedger]:
    """The newest ledgers of these people by person and year."""
    return {(one.person_id, one.ledger.benefit_year): one for one, _ in await told_ledgers(driver, persons)}


async def told_ledgers(driver: Driver, persons: Sequence[UUID]) -> list[tuple[StoredLedger, datetime]]:
    """The same, each with the moment under which it was published."""
    rows = await _CURRENT.rows(driver, person_id=persons)
    return [(StoredLedger(ledger=_ledger(row), **{name: row[name] for name in _STORED}), row["recorded_at"]) for row in rows]


async def save_ledgers(driver: Driver, stored: Sequence[StoredLedger], now: datetime) -> None:
    """Write new states; an older version never overwrites a newer one."""
    ledgers = columns_of([one.ledger for one in stored], _LEDGER)
    await _SAVE.run(driver, **columns_of(stored, _STORED), **ledgers, now=now)
