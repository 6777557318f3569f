"""Acts on participations: kept newest first, read back by what they are about."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from registration.domain.participation_acts import ParticipationAct
from registration.tables import participation_acts, participations
from row_sets import Driver, Statement, columns_of, names_of, reader, same_rows, upsert_newest, value

of = participation_acts.c
_ACT = names_of(ParticipationAct)
_KEEP = Statement(upsert_newest(participation_acts, *_ACT).returning(of.act_id))
_SHOWN = sa.select(*(of[name] for name in _ACT))
_IDS = Statement(sa.select(of.act_id).where(same_rows(participation_acts, "act_id"), ~of.withdrawn, ~of.is_ahead))
_ABOUT = Statement(
    _SHOWN.where(same_rows(participation_acts, "participation_id"), of.matter == sa.any_(value("matters", sa.ARRAY(sa.Text))))
)
_ALL = Statement(
    _SHOWN.where(of.participation_id == value("participation_id", of.participation_id)).order_by(of.happened_on, of.recorded_at, of.act_id)
)
_today = value("today", of.happened_on)
_DUE = Statement(
    sa.select(of.participation_id)
    .distinct()
    .join_from(participation_acts, participations, of.participation_id == participations.c.participation_id)
    .where(of.is_ahead, of.happened_on <= _today)
    .where(participations.c.area >= value("area", participations.c.area), participations.c.area < value("behind", participations.c.area))
    .order_by(of.participation_id)
    .limit(value("most", sa.Integer))
)
_BEGIN = Statement(
    sa.update(participation_acts)
    .values(is_ahead=False)
    .where(same_rows(participation_acts, "participation_id"), of.is_ahead, of.happened_on <= _today)
    .returning(*(of[name] for name in _ACT))
)
_act = reader(ParticipationAct)


async def keep_acts(driver: Driver, acts: Sequence[ParticipationAct]) -> set[UUID]:
    """The ids of those acts that were new, or newer than what was told before."""
    return set(await _KEEP.values(driver, **columns_of(acts, _ACT)))


async def acts_in_force(driver: Driver, ids: Sequence[UUID]) -> set[UUID]:
    """Those of these acts that are recorded and hold: not withdrawn, and their day has come."""
    return set(await _IDS.values(driver, act_id=ids))


async def participations_due(driver: Driver, area: str, today: date, most: int) -> list[UUID]:
    """Participations below an area with an act whose day has come since it was recorded."""
    return await _DUE.values(driver, area=area, behind=area + "~", today=today, most=most)


async def begin_acts(driver: Driver, participation_ids: Sequence[UUID], today: date) -> list[ParticipationAct]:
    """Their acts whose day has come, which hold from now on; each is returned once. Lock the participations first."""
    return [_act(row) for row in await _BEGIN.rows(driver, participation_id=participation_ids, today=today)]


async def acts_about(driver: Driver, participation_ids: Sequence[UUID], matters: Sequence[str]) -> list[ParticipationAct]:
    """What was recorded of these matters on these participations, withdrawn ones too."""
    return [_act(row) for row in await _ABOUT.rows(driver, participation_id=participation_ids, matters=matters)]


async def acts_on(driver: Driver, participation_id: UUID) -> list[ParticipationAct]:
    """All acts on a participation, withdrawn ones too, in the order of their days."""
    return [_act(row) for row in await _ALL.rows(driver, participation_id=participation_id)]
