"""From which day participations of our own give cover, as benefits decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from dedup.tables import remote_covers
from row_sets import Driver, Statement, columns_of, names_of, upsert_newest


@dataclass(frozen=True, slots=True)
class RemoteCover:
    """The first day of cover; None: there is none."""

    participation_id: UUID
    version: int
    starts_on: date | None


_NAMES = names_of(RemoteCover)
_KEEP = Statement(upsert_newest(remote_covers, *_NAMES))


async def keep_covers(driver: Driver, covers: Sequence[RemoteCover]) -> None:
    """The newest telling of each."""
    await _KEEP.run(driver, **columns_of(covers, _NAMES))
