"""Something happened to participations: the acts are kept, the standing follows from all facts, and is told (D2)."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from registration.domain.participation_acts import EVENTS, ParticipationAct
from registration.repository.participation_acts import acts_in_force, keep_acts
from registration.use_cases.update_statuses import FACTS_REVISED, Cause, update_statuses
from service_runtime import Transaction


async def record_acts(tx: Transaction, acts: Sequence[ParticipationAct], because_of: Mapping[UUID, Cause] | None = None) -> None:
    """Any order, any repetition: an act is known by its id, the newest version of it holds. `because_of`: participation -> event heard.

    An act that is new is told to everybody, even if it leaves the state as it is, such as a suspension that is over by now.
    """
    if not acts:
        return
    held = await acts_in_force(tx.driver, [act.act_id for act in acts])
    kept = await keep_acts(tx.driver, acts)
    told = [act for act in sorted(acts, key=_age) if act.act_id in kept and (act.act_id in held or not act.withdrawn)]
    events = {act.participation_id: FACTS_REVISED if act.withdrawn else EVENTS[act.kind, act.cause] for act in told}
    actors = {act.participation_id: act.actor for act in told}
    await update_statuses(tx, events, because_of or {}, acts=events, actors=actors)


def _age(act: ParticipationAct) -> tuple[object, ...]:
    return act.happened_on, act.version
