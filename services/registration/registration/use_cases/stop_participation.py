"""Stop participations on the person's request (B5, R-051)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import ParticipationState
from policy_parameters.rule_parameters import windows
from registration.domain.participation_acts import ParticipationAct, ParticipationActKind
from registration.domain.participation_states import ParticipationEvent, StateReason, next_state
from registration.domain.scope import Scope
from registration.domain.stopping import stop_faults
from registration.errors import StopHasFaults
from registration.repository.participation_rows import load_participations, lock_participation, lock_renewals_of
from registration.use_cases.looks import LOOKS
from registration.use_cases.record_acts import record_acts
from registration.use_cases.refuse_transitions import transitions_refused
from service_runtime import NotFound, Transaction


@dataclass(frozen=True, slots=True)
class Stop:
    """One that is asked for, and on which day."""

    participation_id: UUID
    filed_on: date
    said: str


async def stop_participation(
    tx: Transaction, participation_id: UUID, reason: str | None, scope: Scope, filed_on: date | None = None
) -> ParticipationState:
    """CANCELLED if unpaid, STOPPED if paid (what was paid stays). `filed_on` decides what is in time, today if it is not told.

    Raises NotFound, TransitionNotAllowed, StopHasFaults.
    """
    found = await lock_participation(tx.driver, participation_id, scope)
    if found is None:
        LOOKS.miss(tx, scope.filed_by, "participation")
        raise NotFound()
    with transitions_refused(participation_id, scope.filed_by):
        to_state = next_state(found.state, ParticipationEvent.OWN_STOP)
    day = filed_on or tx.now.date()
    faults = stop_faults(reason, found.state, found.benefit_year, day, found.area, tx.policy)
    if faults:
        raise StopHasFaults(reasons=faults.reasons, missing=faults.missing)
    await record_stops(tx, [Stop(participation_id, day, (reason or "").strip())], scope.filed_by)
    tx.audit("participation.stopped", subject=str(participation_id), actor=scope.filed_by, detail={"reason": "sealed"})
    return to_state


async def record_stops(tx: Transaction, stops: Sequence[Stop], actor: str) -> None:
    """Of participations that are locked and may be stopped.

    A paid year that is stopped by the deadline takes the next year's renewal with it, whichever came first (R-050, R-051).
    """
    found = {one.participation_id: one for one in await load_participations(tx.driver, [stop.participation_id for stop in stops])}
    paid = [known for known, one in found.items() if one.state is not ParticipationState.REGISTERED]
    renewed = {one.last_id: one for one in (await lock_renewals_of(tx.driver, paid) if paid else ())}
    acts = []
    for stop in stops:
        one, following = found[stop.participation_id], renewed.get(stop.participation_id)
        kind = ParticipationActKind.CANCEL if one.state is ParticipationState.REGISTERED else ParticipationActKind.STOP
        acts.append(_act(tx, one.participation_id, kind, stop, one.registered_on, actor))
        if following and stop.filed_on <= tx.policy.read(windows, following.area, following.benefit_year).change_stop_deadline:
            acts.append(_act(tx, following.participation_id, ParticipationActKind.CANCEL, stop, following.registered_on, actor))
    await record_acts(tx, acts)


def _act(
    tx: Transaction, participation_id: UUID, kind: ParticipationActKind, stop: Stop, registered_on: date, actor: str
) -> ParticipationAct:
    return ParticipationAct(
        act_id=new_id(),
        participation_id=participation_id,
        kind=kind,
        cause=StateReason.OWN_REQUEST,
        happened_on=max(stop.filed_on, registered_on),
        actor=actor,
        recorded_at=tx.now,
        note=tx.safe.seal(stop.said, "stop_reason", participation_id),
    )
