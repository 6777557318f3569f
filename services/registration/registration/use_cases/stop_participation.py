"""Stop a participation on the person's request (B5, R-051)."""

from uuid import UUID

from enrolment_terms.identifiers import new_id
from enrolment_terms.scheme import ParticipationState
from enrolment_terms.sealed import Sealed
from policy_parameters.rule_parameters import windows
from registration.domain.participation_acts import ParticipationAct, ParticipationActKind
from registration.domain.participation_states import ParticipationEvent, StateReason, next_state
from registration.domain.scope import Scope
from registration.domain.stopping import stop_faults
from registration.errors import StopHasFaults
from registration.repository.participation_rows import lock_participation, lock_renewals_of
from registration.use_cases.looks import LOOKS
from registration.use_cases.record_acts import record_acts
from registration.use_cases.refuse_transitions import transitions_refused
from service_runtime import NotFound, Transaction


async def stop_participation(tx: Transaction, participation_id: UUID, reason: str | None, scope: Scope) -> ParticipationState:
    """CANCELLED if unpaid, STOPPED if paid (what was paid stays). Raises NotFound, TransitionNotAllowed, StopHasFaults.

    A paid year that is stopped by the deadline takes the next year's renewal with it, whichever came first (R-050, R-051).
    """
    found = await lock_participation(tx.driver, participation_id, scope)
    if found is None:
        LOOKS.miss(tx, scope.filed_by, "participation")
        raise NotFound()
    with transitions_refused(participation_id, scope.filed_by):
        to_state = next_state(found.state, ParticipationEvent.OWN_STOP)
    today = tx.now.date()
    faults = stop_faults(reason, found.state, found.benefit_year, today, found.area, tx.policy)
    if faults:
        raise StopHasFaults(reasons=faults.reasons, missing=faults.missing)
    kind = ParticipationActKind.CANCEL if to_state is ParticipationState.CANCELLED else ParticipationActKind.STOP
    cancelled = await lock_renewals_of(tx.driver, found) if kind is ParticipationActKind.STOP else []
    note = tx.safe.seal((reason or "").strip(), "stop_reason", participation_id)
    acts = [_act(tx, participation_id, kind, scope.filed_by, note)]
    for renewed in cancelled:
        if tx.now.date() <= tx.policy.read(windows, renewed.area, renewed.benefit_year).change_stop_deadline:
            sealed = tx.safe.seal((reason or "").strip(), "stop_reason", renewed.participation_id)
            acts.append(_act(tx, renewed.participation_id, ParticipationActKind.CANCEL, scope.filed_by, sealed))
    await record_acts(tx, acts)
    tx.audit("participation.stopped", subject=str(participation_id), actor=scope.filed_by, detail={"reason": "sealed"})
    return to_state


def _act(tx: Transaction, participation_id: UUID, kind: ParticipationActKind, actor: str, note: Sealed) -> ParticipationAct:
    return ParticipationAct(
        act_id=new_id(),
        participation_id=participation_id,
        kind=kind,
        cause=StateReason.OWN_REQUEST,
        happened_on=tx.now.date(),
        actor=actor,
        recorded_at=tx.now,
        note=note,
    )
