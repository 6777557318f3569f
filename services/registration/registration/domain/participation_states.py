"""D2: the states of a participation and the only ways between them."""

from enum import StrEnum

from enrolment_terms import state_table
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

REASONS: dict[ParticipationEvent, str] = {
    _E.PERMIT_EXPIRED: "RESIDENCE_PERMIT_EXPIRED",
    _E.OWN_STOP: "OWN_REQUEST",
    _E.CANCEL: "OWN_REQUEST",
    _E.BILL_ABANDONED: "BILL_ABANDONED",
    _E.EMPLOYEE_PAID: "EMPLOYEE_SCHEME",
    _E.REGISTERED_ELSEWHERE: "OTHER_REGION",
    _E.DUPLICATE_SUSPENDED: "DUPLICATE",
    _E.DUPLICATE_TERMINATED: "DUPLICATE",
    _E.TRANSFER_REQUESTED: "TRANSFER",
    _E.TRANSFER_COMPLETED: "TRANSFERRED",
    _E.REFUND_PAID_BACK: "REFUNDED",
    _E.DEATH: "DEATH",
    _E.YEAR_END: "YEAR_END",
}

ENDED = (_S.LAPSED, _S.CANCELLED, _S.TERMINATED)
"""States beside which a new participation of the same year may stand."""

STATE_LABELS: dict[ParticipationState, str] = {
    _S.REGISTERED: "已登记，待缴费",
    _S.ACTIVE: "正常参保",
    _S.STOPPED: "停保",
    _S.SUSPENDED: "暂停参保",
    _S.TERMINATED: "终止",
    _S.LAPSED: "视为自动弃保",
    _S.CANCELLED: "已取消",
}


def next_state(state: ParticipationState, event: ParticipationEvent) -> ParticipationState:
    """The state after the event. Raises TransitionRefused."""
    return state_table.next_state(TRANSITIONS, state, event)


def event_between(before: ParticipationState, now: ParticipationState) -> str:
    """The name of the listed event that leads from one state to another; "facts_revised" where a fact that came late mends the way."""
    return next((event for (state, event), to in TRANSITIONS.items() if state is before and to is now), "facts_revised")
