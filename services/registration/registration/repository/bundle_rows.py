"""One-thing submissions, and their parts; each is its filer's alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from enrolment_terms.sealed import Sealed
from registration.domain.application_states import ApplicationState
from registration.domain.bundle import Bundle
from registration.tables import applications, bundle_parts, bundles
from row_sets import Driver, Statement, columns_of, insert_rows, names_of, reader, row, value, values_of

b, p = bundles.c, bundle_parts.c
_BUNDLE = names_of(Bundle)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRow:
    """A part as it is kept; `faults` sealed for the part."""

    part_id: UUID
    bundle_id: UUID
    part_no: int
    item: str | None
    application_id: UUID | None
    faults: Sealed | None
    told_at: datetime


_PART = names_of(PartRow)
_ADD = Statement(sa.insert(bundles).values(row(bundles, *_BUNDLE)))
_ADD_PARTS = Statement(insert_rows(bundle_parts, *_PART))
_MINE = (
    sa.select(*(b[name] for name in _BUNDLE))
    .where(b.bundle_id == value("bundle_id", b.bundle_id), b.filed_by == value("filed_by", b.filed_by))
)  # fmt: skip
_READ, _LOCK = Statement(_MINE), Statement(_MINE.with_for_update())
_PARTS = Statement(
    sa.select(*(p[name] for name in _PART), applications.c.state)
    .join_from(bundle_parts, applications, p.application_id == applications.c.application_id, isouter=True)
    .where(p.bundle_id == value("bundle_id", p.bundle_id))
    .order_by(p.part_no)
)
_TELL = Statement(
    sa.update(bundle_parts).where(p.part_id == value("part_id", p.part_id)).values(row(bundle_parts, "application_id", "faults", "told_at"))
)
_bundle = reader(Bundle)


async def add_bundle(driver: Driver, bundle: Bundle, parts: Sequence[PartRow]) -> None:
    """A new one."""
    await _ADD.run(driver, **values_of(bundle))
    await _ADD_PARTS.run(driver, **columns_of(parts, _PART))


async def read_bundle(driver: Driver, bundle_id: UUID, filed_by: str) -> Bundle | None:
    """A bundle of this login; None if there is none."""
    found = await _READ.row(driver, bundle_id=bundle_id, filed_by=filed_by)
    return _bundle(found) if found else None


async def lock_bundle(driver: Driver, bundle_id: UUID, filed_by: str) -> Bundle | None:
    """The same, locked: of two who send a part again one waits."""
    found = await _LOCK.row(driver, bundle_id=bundle_id, filed_by=filed_by)
    return _bundle(found) if found else None


async def parts_of(driver: Driver, bundle_id: UUID) -> list[tuple[PartRow, ApplicationState | None]]:
    """In their order, each with the state of its application."""
    rows = await _PARTS.rows(driver, bundle_id=bundle_id)
    return [(PartRow(**{name: one[name] for name in _PART}), ApplicationState(one["state"]) if one["state"] else None) for one in rows]


async def tell_part(driver: Driver, part: PartRow) -> None:
    """What became of it when it was sent again."""
    told = values_of(part)
    await _TELL.run(driver, **{name: told[name] for name in ("part_id", "application_id", "faults", "told_at")})
