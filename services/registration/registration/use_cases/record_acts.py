"""Something happened to participations: the acts are kept, the standing follows from all facts, and is told (D2)."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from registration.domain.participation_acts import EVENTS, ParticipationAct
from registration.repository.participation_acts import keep_acts
from registration.use_cases.update_statuses import Cause, update_statuses
from service_runtime import Transaction


async def record_acts(tx: Transaction, acts: Sequence[ParticipationAct], because_of: Mapping[UUID, Cause] | None = None) -> None:
    """Any order, any repetition: an act is known by its id, the newest version of it holds. `because_of`: participation -> event heard.

    An act that is new is told to everybody, even if it leaves the state as it is, such as a suspension that is over by now.
    """
    if not acts:
        return
    kept = await keep_acts(tx.driver, acts)
    told = sorted((act for act in acts if act.act_id in kept), key=lambda act: act.version)
    events = {act.participation_id: EVENTS[act.kind, act.cause] for act in told}
    actors = {act.participation_id: act.actor for act in told}
    await update_statuses(tx, events, because_of or {}, acts=events, actors=actors)
