"""Last year's insured in bulk: participations of persons who are in the file by now."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from registration.domain.import_row import SealedImport
from registration.tables import LIVE, participations
from row_sets import Driver, Statement, columns_of, names_of, typed

_ROW = names_of(SealedImport)
_PARTICIPATIONS = Statement(
    """
    WITH kept AS (
        INSERT INTO participations (
            {row.names}, scheme, benefit_year, channel, own_state, state, registered_on, acted_on, effective_on
        )
        SELECT {row.names}, 'RESIDENT', :benefit_year, 'IMPORT', 'ACTIVE', 'ACTIVE', paid_on, paid_on, paid_on FROM {given.rows}
        ON CONFLICT (person_id, region, scheme, benefit_year) WHERE {live} DO NOTHING
        RETURNING participation_id, paid_on
    ), recorded AS (
        INSERT INTO participation_history (participation_id, effective_on, recorded_at, to_state, event, actor)
        SELECT participation_id, paid_on, :now, 'ACTIVE', 'imported', :actor FROM kept
    )
    SELECT participation_id FROM kept
    """,
    given=typed(participations, *_ROW),
    row=typed(participations, *_ROW),
    live=LIVE,
)


async def keep_participations(driver: Driver, rows: Sequence[SealedImport], benefit_year: int, now: datetime, actor: str) -> list[UUID]:
    """The ids that were new; a person with a participation of that year is left as he is."""
    return await _PARTICIPATIONS.values(driver, **columns_of(rows, _ROW), benefit_year=benefit_year, now=now, actor=actor)
