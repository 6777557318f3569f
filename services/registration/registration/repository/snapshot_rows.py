"""Weekly reports as they were told."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from registration.domain.progress import TownRow
from registration.tables import progress_snapshots
from row_sets import Driver, Statement, names_of, reader, row, value

_t = progress_snapshots.c


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One report of an area: what had come before its day."""

    day: date
    version: int
    counted_at: datetime
    towns: tuple[TownRow, ...]


_new = insert(progress_snapshots).values(row(progress_snapshots, "snapshot_id", "area", "benefit_year", "day", "counted_at", "towns"))
_again = {"counted_at": _new.excluded.counted_at, "towns": _new.excluded.towns, "version": _t.version + 1}
_KEEP = Statement(
    _new.on_conflict_do_update(index_elements=["area", "benefit_year", "day"], set_=_again).returning(_t.snapshot_id, _t.version)
)
_LIST = Statement(
    sa.select(*(_t[name] for name in names_of(Snapshot)))
    .where(_t.area == value("area", _t.area), _t.benefit_year == value("benefit_year", _t.benefit_year))
    .order_by(_t.day)
)
_read = reader(Snapshot, towns=msgspec.json.Decoder(tuple[TownRow, ...]).decode)


async def keep_snapshot(
    driver: Driver, snapshot_id: UUID, area: str, benefit_year: int, day: date, now: datetime, towns: list[TownRow]
) -> tuple[UUID, int]:
    """Its id and version: of one that is counted again, the id that it had."""
    told = msgspec.json.encode(towns).decode()
    kept = await _KEEP.row(driver, snapshot_id=snapshot_id, area=area, benefit_year=benefit_year, day=day, counted_at=now, towns=told)
    assert kept is not None
    return kept["snapshot_id"], kept["version"]


async def list_snapshots(driver: Driver, area: str, benefit_year: int) -> list[Snapshot]:
    """Of one campaign, oldest first."""
    return [_read(found) for found in await _LIST.rows(driver, area=area, benefit_year=benefit_year)]
