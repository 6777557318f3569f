"""What payment-bridge and dedup ask for becomes acts on participations: a refund that is granted, a duplicate that is decided."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from enrolment_events.dedup import SuspendRequestedV1
from enrolment_events.duplicates import SuspendAction
from enrolment_events.envelope import Event
from enrolment_events.payment import RefundChangedV1, RefundEnd
from registration.domain.participation_acts import ActFact, ParticipationAct, ParticipationActKind, act_id_of
from registration.domain.participation_states import StateReason
from registration.errors import ParticipationNotKnown
from registration.repository.participation_rows import known_participations
from registration.use_cases.record_acts import record_acts
from service_runtime import Transaction

_K = ParticipationActKind
_BY_REFUND: Mapping[RefundEnd, ParticipationActKind] = {RefundEnd.SUSPEND: _K.SUSPEND, RefundEnd.TERMINATE: _K.END}
_BY_REQUEST: Mapping[SuspendAction, ParticipationActKind] = {
    SuspendAction.SUSPEND: _K.SUSPEND,
    SuspendAction.RESUME: _K.RESUME,
    SuspendAction.TERMINATE: _K.END,
}


async def record_refunds(tx: Transaction, events: Sequence[Event[RefundChangedV1]]) -> None:
    """R-073: ended on the day that the second review names; a refund of a double payment ends nothing."""
    told = [event for event in events if event.data.ends in _BY_REFUND]
    acts = [_refund(event, tx.now) for event in told]
    await _record(tx, acts, told)


async def record_requests(tx: Transaction, events: Sequence[Event[SuspendRequestedV1]]) -> None:
    """R-128, R-087: not before the new relation is complete. One relation ended by its case is resumed by the same case."""
    await _record(tx, [_request(event, tx.now) for event in events], events)


async def _record(
    tx: Transaction, acts: Sequence[ParticipationAct], events: Sequence[Event[RefundChangedV1]] | Sequence[Event[SuspendRequestedV1]]
) -> None:
    """Raises ParticipationNotKnown: such a request is set aside, never lost."""
    wanted = {act.participation_id for act in acts}
    if wanted - await known_participations(tx.driver, sorted(wanted)):
        raise ParticipationNotKnown()
    await record_acts(tx, acts, {event.data.participation_id: event for event in events})


def _refund(event: Event[RefundChangedV1], now: datetime) -> ParticipationAct:
    refund = event.data
    fact = ActFact(_BY_REFUND[refund.ends], StateReason.REFUNDED, refund.effective_on, str(refund.refund_id))
    return _act(event, fact, not refund.state.is_granted, now)


def _request(event: Event[SuspendRequestedV1], now: datetime) -> ParticipationAct:
    request = event.data
    on = max(request.effective_on, request.not_before or request.effective_on)
    fact = ActFact(_BY_REQUEST[request.action], _cause(request), on, str(request.case_id))
    return _act(event, fact, request.withdrawn, now)


def _cause(request: SuspendRequestedV1) -> StateReason:
    """R-081 where the other relation is in the employee scheme; of a relation that ends, and of a reason not known here, a duplicate."""
    told = {cause.value: cause for cause in (StateReason.OTHER_REGION, StateReason.EMPLOYEE_SCHEME)}
    return StateReason.DUPLICATE if request.action is SuspendAction.TERMINATE else told.get(request.reason, StateReason.DUPLICATE)


def _act(
    event: Event[RefundChangedV1] | Event[SuspendRequestedV1], fact: ActFact, withdrawn: bool, now: datetime
) -> ParticipationAct:  # fmt: skip
    return ParticipationAct(
        act_id=act_id_of(event.data.participation_id, fact),
        participation_id=event.data.participation_id,
        kind=fact.kind,
        cause=fact.cause,
        happened_on=fact.happened_on,
        matter=fact.matter,
        withdrawn=withdrawn,
        version=event.aggregateversion,
        actor=event.source,
        recorded_at=now,
    )
