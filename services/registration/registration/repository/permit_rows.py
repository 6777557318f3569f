"""Residence permits: each of a person once."""

from collections.abc import Sequence
from datetime import datetime

from registration.domain.residence_permit import ResidencePermit
from registration.tables import residence_permits
from row_sets import Driver, Statement, columns_of, names_of, reader, typed

_ROW = names_of(ResidencePermit)
_KEEP = Statement(
    """
    INSERT INTO residence_permits ({given.names}, recorded_at)
    SELECT DISTINCT ON (person_id, valid_to) {given.names}, :now FROM {given.rows} ORDER BY person_id, valid_to, filed_on
    ON CONFLICT (person_id, valid_to) DO NOTHING RETURNING {given.names}
    """,
    given=typed(residence_permits, *_ROW),
)
_permit = reader(ResidencePermit)


async def keep_permits(driver: Driver, permits: Sequence[ResidencePermit], now: datetime) -> list[ResidencePermit]:
    """Those that were new."""
    return [_permit(row) for row in await _KEEP.rows(driver, **columns_of(permits, _ROW), now=now)]
