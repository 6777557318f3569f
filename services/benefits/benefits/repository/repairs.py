"""Repairs as they were told of last (B19). What a repair is of stands in its event; here is what orders its events."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from benefits.tables import repairs
from row_sets import Driver, Statement, row, value

_id = value("repair_id", repairs.c.repair_id)
_IS_WITHDRAWN = Statement(sa.select(repairs.c.withdrawn).where(repairs.c.repair_id == _id).with_for_update())
_new = insert(repairs).values(row(repairs, "repair_id", "version", "withdrawn", "changed_at"))
_later = sa.func.greatest(repairs.c.version + 1, _new.excluded.version)
_same = {name: _new.excluded[name] for name in ("withdrawn", "changed_at")}
_KEEP = Statement(_new.on_conflict_do_update(index_elements=["repair_id"], set_={"version": _later, **_same}).returning(repairs.c.version))


async def is_withdrawn(driver: Driver, repair_id: UUID) -> bool | None:
    """None: it was never registered. Locks it."""
    found: bool | None = await _IS_WITHDRAWN.value(driver, repair_id=repair_id)
    return found


async def keep_repair(driver: Driver, repair_id: UUID, withdrawn: bool, now: datetime) -> int:
    """The version of what is told now: more than before, though the clock went back. The first is of the clock, as before."""
    first = int(now.timestamp() * 1000)
    version: int = await _KEEP.value(driver, repair_id=repair_id, version=first, withdrawn=withdrawn, changed_at=now)
    return version
