"""D2: the states of a participation and the only ways between them."""

from enum import StrEnum

from enrolment_terms import state_table
from enrolment_terms.labels import labelled
from enrolment_terms.scheme import ParticipationState


class ParticipationEvent(StrEnum):
    """What moves a participation."""

    PAYMENT_SETTLED = "payment_settled"
    BILL_ABANDONED = "bill_abandoned"
    LATE_PAYMENT_SETTLED = "late_payment_settled"
    CANCEL = "cancel"
    OWN_STOP = "own_stop"
    PERMIT_EXPIRED = "permit_expired"
    EMPLOYEE_PAID = "employee_paid"
    REGISTERED_ELSEWHERE = "registered_elsewhere"
    DUPLICATE_SUSPENDED = "duplicate_suspended"
    DUPLICATE_TERMINATED = "duplicate_terminated"
    TRANSFER_REQUESTED = "transfer_requested"
    TRANSFER_COMPLETED = "transfer_completed"
    TRANSFER_WITHDRAWN = "transfer_withdrawn"
    EMPLOYEE_ENDED = "employee_ended"
    REFUND_PAID_BACK = "refund_paid_back"
    DEATH = "death"
    YEAR_END = "year_end"


_S, _E = ParticipationState, ParticipationEvent

TRANSITIONS: dict[tuple[ParticipationState, ParticipationEvent], ParticipationState] = {
    (_S.REGISTERED, _E.PAYMENT_SETTLED): _S.ACTIVE,
    (_S.REGISTERED, _E.BILL_ABANDONED): _S.LAPSED,
    (_S.REGISTERED, _E.CANCEL): _S.CANCELLED,
    (_S.REGISTERED, _E.OWN_STOP): _S.CANCELLED,
    (_S.REGISTERED, _E.DEATH): _S.TERMINATED,
    (_S.LAPSED, _E.LATE_PAYMENT_SETTLED): _S.ACTIVE,
    (_S.ACTIVE, _E.PERMIT_EXPIRED): _S.STOPPED,
    (_S.ACTIVE, _E.OWN_STOP): _S.STOPPED,
    (_S.ACTIVE, _E.EMPLOYEE_PAID): _S.SUSPENDED,
    (_S.ACTIVE, _E.REGISTERED_ELSEWHERE): _S.SUSPENDED,
    (_S.ACTIVE, _E.DUPLICATE_SUSPENDED): _S.SUSPENDED,
    (_S.ACTIVE, _E.DUPLICATE_TERMINATED): _S.TERMINATED,
    (_S.ACTIVE, _E.TRANSFER_REQUESTED): _S.SUSPENDED,
    (_S.SUSPENDED, _E.EMPLOYEE_ENDED): _S.ACTIVE,
    (_S.SUSPENDED, _E.TRANSFER_COMPLETED): _S.TERMINATED,
    (_S.SUSPENDED, _E.TRANSFER_WITHDRAWN): _S.ACTIVE,
    **{
        (state, event): _S.TERMINATED
        for state in (_S.ACTIVE, _S.STOPPED, _S.SUSPENDED)
        for event in (_E.REFUND_PAID_BACK, _E.DEATH, _E.YEAR_END)
    },
}


class StateReason(StrEnum):
    """Why a participation is in a state that it did not begin in."""

    RESIDENCE_PERMIT_EXPIRED = "RESIDENCE_PERMIT_EXPIRED"
    OWN_REQUEST = "OWN_REQUEST"
    BILL_ABANDONED = "BILL_ABANDONED"
    EMPLOYEE_SCHEME = "EMPLOYEE_SCHEME"
    OTHER_REGION = "OTHER_REGION"
    DUPLICATE = "DUPLICATE"
    TRANSFER = "TRANSFER"
    TRANSFERRED = "TRANSFERRED"
    REFUNDED = "REFUNDED"
    DEATH = "DEATH"
    YEAR_END = "YEAR_END"


_R = StateReason
labelled(
    StateReason,
    "参保状态原因",
    {
        _R.RESIDENCE_PERMIT_EXPIRED: "居住证到期",
        _R.OWN_REQUEST: "本人申请",
        _R.BILL_ABANDONED: "扣费期满未缴费",
        _R.EMPLOYEE_SCHEME: "已参加职工医保",
        _R.OTHER_REGION: "已在其他地区参保",
        _R.DUPLICATE: "重复参保",
        _R.TRANSFER: "申请关系转移",
        _R.TRANSFERRED: "关系已转出",
        _R.REFUNDED: "已退费",
        _R.DEATH: "死亡",
        _R.YEAR_END: "年度终了",
    },
)
REASONS: dict[ParticipationEvent, StateReason] = {
    _E.PERMIT_EXPIRED: _R.RESIDENCE_PERMIT_EXPIRED,
    _E.OWN_STOP: _R.OWN_REQUEST,
    _E.CANCEL: _R.OWN_REQUEST,
    _E.BILL_ABANDONED: _R.BILL_ABANDONED,
    _E.EMPLOYEE_PAID: _R.EMPLOYEE_SCHEME,
    _E.REGISTERED_ELSEWHERE: _R.OTHER_REGION,
    _E.DUPLICATE_SUSPENDED: _R.DUPLICATE,
    _E.DUPLICATE_TERMINATED: _R.DUPLICATE,
    _E.TRANSFER_REQUESTED: _R.TRANSFER,
    _E.TRANSFER_COMPLETED: _R.TRANSFERRED,
    _E.REFUND_PAID_BACK: _R.REFUNDED,
    _E.DEATH: _R.DEATH,
    _E.YEAR_END: _R.YEAR_END,
}

ENDED = (_S.LAPSED, _S.CANCELLED, _S.TERMINATED)
"""States beside which a new participation of the same year may stand."""


def next_state(state: ParticipationState, event: ParticipationEvent) -> ParticipationState:
    """The state after the event. Raises TransitionRefused."""
    return state_table.next_state(TRANSITIONS, state, event)


def event_between(before: ParticipationState, now: ParticipationState) -> str:
    """The name of the listed event that leads from one state to another; "facts_revised" where a fact that came late mends the way."""
    return next((event for (state, event), to in TRANSITIONS.items() if state is before and to is now), "facts_revised")
