"""D2: the states of a participation and the only ways between them."""

from enum import StrEnum

from enrolment_terms import state_table
from enrolment_terms.labels import labelled
from enrolment_terms.scheme import ParticipationState


class ParticipationEvent(StrEnum):
    """What moves a participation."""

    PAYMENT_SETTLED = "payment_settled"
    SUBSIDY_MARKED = "subsidy_marked"
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
    RESUMED = "resumed"
    REENROLLED = "reenrolled"
    REFUND_SUSPENDED = "refund_suspended"
    REFUNDED = "refunded"
    DEATH = "death"
    ENDED = "ended"
    YEAR_END = "year_end"
    BILL_EXPIRED = "bill_expired"


_S, _E = ParticipationState, ParticipationEvent

_SUSPENDING = (
    _E.EMPLOYEE_PAID,
    _E.REGISTERED_ELSEWHERE,
    _E.DUPLICATE_SUSPENDED,
    _E.TRANSFER_REQUESTED,
    _E.REFUND_SUSPENDED,
)
_RESUMING = (_E.EMPLOYEE_ENDED, _E.TRANSFER_WITHDRAWN, _E.RESUMED)
_ENDING = (_E.DUPLICATE_TERMINATED, _E.TRANSFER_COMPLETED, _E.REFUNDED, _E.DEATH, _E.ENDED)
_PAID = (_S.ACTIVE, _S.STOPPED, _S.SUSPENDED)
TRANSITIONS: dict[tuple[ParticipationState, ParticipationEvent], ParticipationState] = {
    (_S.REGISTERED, _E.PAYMENT_SETTLED): _S.ACTIVE,
    (_S.REGISTERED, _E.SUBSIDY_MARKED): _S.ACTIVE,  # payer FINANCE, whether the money has come or not
    (_S.REGISTERED, _E.BILL_ABANDONED): _S.LAPSED,
    (_S.REGISTERED, _E.BILL_EXPIRED): _S.LAPSED,
    (_S.REGISTERED, _E.YEAR_END): _S.LAPSED,
    (_S.REGISTERED, _E.DEATH): _S.TERMINATED,
    (_S.REGISTERED, _E.ENDED): _S.TERMINATED,
    # what would stop, suspend or end a paid relation cancels one that nobody has paid (R-081 「未缴费」; its bill is cancelled)
    **{(_S.REGISTERED, event): _S.CANCELLED for event in (_E.CANCEL, _E.OWN_STOP, _E.PERMIT_EXPIRED, *_SUSPENDING, *_ENDING[:3])},
    (_S.LAPSED, _E.LATE_PAYMENT_SETTLED): _S.ACTIVE,
    (_S.LAPSED, _E.DEATH): _S.TERMINATED,  # no late money opens it again
    (_S.LAPSED, _E.ENDED): _S.TERMINATED,
    (_S.ACTIVE, _E.CANCEL): _S.STOPPED,  # the money had arrived before, and was told after
    (_S.ACTIVE, _E.OWN_STOP): _S.STOPPED,
    (_S.ACTIVE, _E.PERMIT_EXPIRED): _S.STOPPED,
    (_S.STOPPED, _E.REENROLLED): _S.ACTIVE,
    (_S.SUSPENDED, _E.REENROLLED): _S.ACTIVE,
    **{(state, event): _S.SUSPENDED for state in _PAID for event in (*_SUSPENDING, _E.YEAR_END)},
    **{(_S.SUSPENDED, event): _S.ACTIVE for event in _RESUMING},
    **{(state, event): _S.TERMINATED for state in _PAID for event in _ENDING},
}
"""A suspension that is resumed leads back to ACTIVE, or to what else holds: another suspension, a stop."""


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
    EMIGRATED = "EMIGRATED"
    ELIGIBILITY_LOST = "ELIGIBILITY_LOST"
    NOT_BORN = "NOT_BORN"
    OTHER = "OTHER"
    YEAR_END = "YEAR_END"
    BILL_EXPIRED = "BILL_EXPIRED"


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
        _R.EMIGRATED: "出国（境）定居",
        _R.ELIGIBILITY_LOST: "不再符合参保条件",
        _R.NOT_BORN: "未出生，预参保终止",
        _R.OTHER: "其他原因",
        _R.YEAR_END: "年度终了",
        _R.BILL_EXPIRED: "应征数据到期未缴费",
    },
)
ENDED = (_S.LAPSED, _S.CANCELLED, _S.TERMINATED)
"""States beside which a new participation of the same year may stand."""


def next_state(state: ParticipationState, event: ParticipationEvent) -> ParticipationState:
    """The state after the event. Raises TransitionRefused."""
    return state_table.next_state(TRANSITIONS, state, event)
