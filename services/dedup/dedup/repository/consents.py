"""Consents as registration told them last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from dedup.tables import consents
from row_sets import Driver, Statement, columns_of, names_of, upsert_newest


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRow:
    """The consent of one application."""

    application_id: UUID
    consent_id: UUID
    version: int
    signed_on: date
    old_area: str | None
    withdrawn_on: date | None
    recorded_at: datetime


_NAMES = names_of(ConsentRow)
_KEEP = Statement(upsert_newest(consents, *_NAMES))


async def keep_consents(driver: Driver, rows: Sequence[ConsentRow]) -> None:
    """The newest telling of each; the applications are locked."""
    await _KEEP.run(driver, **columns_of(rows, _NAMES))
