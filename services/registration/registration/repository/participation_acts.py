"""Acts on participations: kept newest first, read back for an office."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from registration.domain.participation_acts import ParticipationAct
from registration.tables import participation_acts
from row_sets import Driver, Record, Statement, columns_of, names_of, upsert_newest, value

_ACT = names_of(ParticipationAct)
_KEEP = Statement(upsert_newest(participation_acts, *_ACT).returning(participation_acts.c.act_id))
_OF = Statement(
    sa.select(participation_acts)
    .where(participation_acts.c.participation_id == value("participation_id", participation_acts.c.participation_id))
    .order_by(participation_acts.c.happened_on, participation_acts.c.recorded_at, participation_acts.c.act_id)
)


async def keep_acts(driver: Driver, acts: Sequence[ParticipationAct]) -> set[UUID]:
    """The ids of those acts that were new, or newer than what was told before."""
    return set(await _KEEP.values(driver, **columns_of(acts, _ACT)))


async def read_acts(driver: Driver, participation_id: UUID) -> list[Record]:
    """All acts on a participation, withdrawn ones too, in the order of their days."""
    return await _OF.rows(driver, participation_id=participation_id)
