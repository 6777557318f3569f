"""What happens to participations because a day has come: a permit runs out, a year ends."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from registration.domain.participation_acts import ActFact, ParticipationAct, ParticipationActKind, act_of
from registration.domain.participation_states import StateReason


@dataclass(frozen=True, slots=True)
class ExpiredPermit:
    """A participation whose residence permit has run out."""

    participation_id: UUID
    permit_valid_to: date


def permit_act(permit_valid_to: date) -> ActFact:
    """R-035 「居住证到期后自动停保」: stopped from the day after; what was paid stays. A later permit has an expiry of its own."""
    stopped_on = permit_valid_to + timedelta(days=1)
    return ActFact(ParticipationActKind.STOP, StateReason.RESIDENCE_PERMIT_EXPIRED, stopped_on, f"permit to {permit_valid_to}")


def year_end_act(benefit_year: int) -> ActFact:
    """S3 第十一条（二）「定期归集并暂停相应参保关系」: from 1 January the year of before is suspended, and hinders nothing (R-086)."""
    return ActFact(ParticipationActKind.SUSPEND, StateReason.YEAR_END, date(benefit_year + 1, 1, 1))


def acts_of_the_day(told: Iterable[tuple[UUID, ActFact]], actor: str, now: datetime) -> list[ParticipationAct]:
    """As they are written; told again they are the same."""
    return [act_of(participation_id, fact, actor, now) for participation_id, fact in told]
