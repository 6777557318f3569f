"""Something happened to participations: the acts are kept, the standing follows from all facts, and is told (D2)."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from registration.domain.participation_acts import EVENTS, ParticipationAct, as_of
from registration.repository.participation_acts import acts_in_force, begin_acts, keep_acts, participations_due
from registration.repository.participation_rows import known_participations
from registration.use_cases.update_statuses import FACTS_REVISED, Cause, update_statuses
from service_runtime import Transaction


async def record_acts(tx: Transaction, acts: Sequence[ParticipationAct], because_of: Mapping[UUID, Cause] | None = None) -> None:
    """Any order, any repetition: an act is known by its id, the newest version of it holds. `because_of`: participation -> event heard.

    An act that is new is told to everybody, even if it leaves the state as it is, such as a suspension that is over by now. One of a later
    day is kept, and holds from its day on.
    """
    if not acts:
        return
    dated = [as_of(act, tx.now.date()) for act in acts]
    held = await acts_in_force(tx.driver, [act.act_id for act in dated])
    kept = await keep_acts(tx.driver, dated)
    told = [act for act in dated if act.act_id in kept and (act.act_id in held or not (act.withdrawn or act.is_ahead))]
    await _tell(tx, told, {act.participation_id for act in dated if act.act_id in kept}, because_of or {})


async def follow_due_acts(tx: Transaction, area: str, most: int) -> int:
    """Acts whose day has come hold from now on, and are told: so many participations at most. How many there were."""
    today = tx.now.date()
    due = await known_participations(tx.driver, await participations_due(tx.driver, area, today, most))
    await _tell(tx, await begin_acts(tx.driver, sorted(due), today), due, {})
    return len(due)


async def _tell(tx: Transaction, told: Sequence[ParticipationAct], ids: Collection[UUID], because_of: Mapping[UUID, Cause]) -> None:
    """`told`: what was done, by whom; the other participations are told of only if their standing is another."""
    in_order = sorted(told, key=_age)
    events = {act.participation_id: FACTS_REVISED if act.withdrawn or act.is_ahead else EVENTS[act.kind, act.cause] for act in in_order}
    actors = {act.participation_id: act.actor for act in in_order}
    await update_statuses(tx, ids, because_of, acts=events, actors=actors)


def _age(act: ParticipationAct) -> tuple[object, ...]:
    return act.happened_on, act.version
