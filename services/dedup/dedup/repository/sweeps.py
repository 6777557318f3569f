"""Sweeps: how far each is, and what it found."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import msgspec
import sqlalchemy as sa

from dedup.tables import cases, sweeps
from row_sets import Driver, Statement, columns_of, insert_rows, names_of, reader, same_rows, value

ByArea = Mapping[str, Mapping[str, int]]
"""People by pooling region and kind of overlap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """One sweep. `done` of `buckets` are looked through; `found` people are covered twice, `new` of them had no case."""

    sweep_id: UUID
    kind: str
    day: date
    buckets: int
    done: int
    spells: int
    found: int
    new: int
    by_area: ByArea
    started_at: datetime
    ended_at: datetime | None


_NAMES = names_of(Sweep)
_s = sweeps.c
_COLUMNS = [sa.cast(_s[name], sa.Text).label(name) if name == "by_area" else _s[name] for name in _NAMES]
_OPEN = Statement(
    sa.select(*_COLUMNS).where(_s.kind == value("kind", _s.kind), _s.day == value("day", _s.day), _s.ended_at.is_(None)).limit(1)
)
_new = insert_rows(sweeps, *_NAMES)
_SAVE = Statement(
    _new.on_conflict_do_update(
        index_elements=["sweep_id"], set_={name: _new.excluded[name] for name in ("done", "spells", "found", "new", "by_area", "ended_at")}
    )
)
_LIST = Statement(
    sa.select(*_COLUMNS).where(_s.sweep_id < value("before", _s.sweep_id)).order_by(_s.sweep_id.desc()).limit(value("limit", sa.Integer()))
)
_WITH_CASES = Statement(sa.select(cases.c.number).where(same_rows(cases, "number")).distinct())
_sweep = reader(Sweep, by_area=msgspec.json.Decoder(dict[str, dict[str, int]]).decode)


async def open_sweep(driver: Driver, kind: str, day: date) -> Sweep | None:
    """The one of that day that has not ended."""
    row = await _OPEN.row(driver, kind=kind, day=day)
    return _sweep(row) if row else None


async def save_sweep(driver: Driver, sweep: Sweep) -> None:
    """As far as it is."""
    columns = columns_of([sweep], [name for name in _NAMES if name != "by_area"])
    await _SAVE.run(driver, **columns, by_area=[msgspec.json.encode(sweep.by_area).decode()])


async def list_sweeps(driver: Driver, before: UUID, limit: int) -> list[Sweep]:
    """The newest first."""
    return [_sweep(row) for row in await _LIST.rows(driver, before=before, limit=limit)]


async def with_cases(driver: Driver, numbers: Collection[int]) -> set[int]:
    """Those of these people who have a case, open or not."""
    return set(await _WITH_CASES.values(driver, number=list(numbers)))
