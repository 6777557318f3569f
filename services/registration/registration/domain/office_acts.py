"""What an office records of a participation by hand, and until when (S3 Art. 15, 16, 31; R-090, R-091)."""

from collections.abc import Iterable
from datetime import date

from enrolment_terms.benefit_year import last_day
from enrolment_terms.reasons import Missing, ReasonCode, reason
from enrolment_terms.scheme import ParticipationState
from registration.domain.application_form import Faults
from registration.domain.participation_acts import EVENTS, ParticipationAct, ParticipationActKind
from registration.domain.participation_standing import Suspension
from registration.domain.participation_states import TRANSITIONS, StateReason

_K, _R = ParticipationActKind, StateReason
BY_HAND: dict[ParticipationActKind, frozenset[StateReason]] = {
    _K.SUSPEND: frozenset({_R.TRANSFER, _R.OTHER_REGION, _R.DUPLICATE}),
    _K.RESUME: frozenset({_R.TRANSFER, _R.OTHER_REGION, _R.DUPLICATE, _R.EMPLOYEE_SCHEME}),
    _K.END: frozenset({_R.TRANSFERRED, _R.DUPLICATE, _R.EMIGRATED, _R.ELIGIBILITY_LOST, _R.NOT_BORN, _R.OTHER}),
}
"""Stops are applied for, deaths are recorded for the person, refunds come from payment-bridge, the end of the year comes by itself."""


def act_faults(
    kind: ParticipationActKind,
    cause: StateReason | None,
    happened_on: date,
    said: str | None,
    registered_on: date,
    benefit_year: int,
    today: date,
    *,
    born: bool,
) -> Faults:
    """All faults at once: what an office may not record, a day outside the participation or in the future, no reason."""
    faults = Faults()
    if cause not in BY_HAND.get(kind, ()):
        faults += Faults((reason(ReasonCode.OTHER, field="cause", rule="D2", msg="经办机构不能登记这种变动或原因"),))
    if cause is _R.NOT_BORN and born:
        faults += Faults((reason(ReasonCode.OTHER, field="cause", rule="R-021", msg="已登记出生，不能按未出生终止"),))
    if not registered_on <= happened_on <= min(today, last_day(benefit_year)):
        faults += Faults((reason(ReasonCode.OTHER, field="happened_on", rule="D2", msg="生效日期须在登记日期与今日之间，且在参保年度内"),))
    if not (said or "").strip():
        faults += Faults((), (Missing("reason", "变动原因说明", "R-009"),))
    return faults


def heard_faults(kind: ParticipationActKind, cause: StateReason, acts: Iterable[ParticipationAct]) -> Faults:
    """What was told from outside, or follows from a transfer, has a matter: it ends by whoever told it, not by the word of an office.

    R-081: somebody whose job goes on is not insured here again; who shows that it ended applies (R-002, R-134).
    """
    if kind is not _K.RESUME:
        return Faults()
    of_cause = [one for one in acts if one.cause is cause and one.matter is not None and not one.withdrawn]
    resumed = {one.matter for one in of_cause if one.kind is _K.RESUME}
    if all(one.matter in resumed for one in of_cause if one.kind is _K.SUSPEND):
        return Faults()
    msg = "这一暂停由外部门告知或由转移申请引起，须由告知方更正、由申请人撤回，或凭证明材料重新申请参保"
    return Faults((reason(ReasonCode.OTHER, field="cause", rule="D2", msg=msg),))


def rest_faults(kind: ParticipationActKind, cause: StateReason, suspensions: Iterable[Suspension]) -> Faults:
    """D2: what rests by a cause is not recorded to rest by it again; what does not is not resumed. `suspensions`: all there were."""
    rests = any(one.reason is cause and one.until_on is None for one in suspensions)
    if kind is _K.SUSPEND and rests:
        return Faults((reason(ReasonCode.OTHER, field="cause", rule="D2", msg="已因同一原因暂停，无需重复登记；原登记有误的，请先撤销"),))
    if kind is _K.RESUME and not rests:
        return Faults((reason(ReasonCode.OTHER, field="cause", rule="D2", msg="没有因这一原因的暂停，无需恢复"),))
    return Faults()


def is_listed(state: ParticipationState, kind: ParticipationActKind, cause: StateReason | None) -> bool:
    """D2 lists what may happen to a participation in this state."""
    event = EVENTS.get((kind, cause))
    return event is not None and (state, event) in TRANSITIONS
