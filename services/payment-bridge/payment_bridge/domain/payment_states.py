"""D4, the states of money that arrived, as a table."""

from enum import StrEnum
from functools import cache

from enrolment_terms.labels import labelled
from enrolment_terms.state_table import TransitionRefused


class PaymentState(StrEnum):
    """States of D4. RECEIVED and MATCHED last only while one transaction decides."""

    RECEIVED = "RECEIVED"
    MATCHED = "MATCHED"
    SETTLED = "SETTLED"
    PARTIAL_GROUP = "PARTIAL_GROUP"
    UNMATCHED = "UNMATCHED"
    MISMATCH = "MISMATCH"
    DUPLICATE = "DUPLICATE"
    REFUND_PENDING = "REFUND_PENDING"
    REFUNDED = "REFUNDED"
    REVERSED = "REVERSED"


class WorkListState(StrEnum):
    """Money that somebody must look at: the states of the work list."""

    UNMATCHED = PaymentState.UNMATCHED
    MISMATCH = PaymentState.MISMATCH
    DUPLICATE = PaymentState.DUPLICATE
    PARTIAL_GROUP = PaymentState.PARTIAL_GROUP


_LABELS = labelled(
    PaymentState,
    "款项状态",
    {
        PaymentState.RECEIVED: "已收到",
        PaymentState.MATCHED: "已匹配账单",
        PaymentState.SETTLED: "已到账",
        PaymentState.PARTIAL_GROUP: "同组账单未缴清",
        PaymentState.UNMATCHED: "无对应账单",
        PaymentState.MISMATCH: "金额不符",
        PaymentState.DUPLICATE: "重复缴费",
        PaymentState.REFUND_PENDING: "退费中",
        PaymentState.REFUNDED: "已退费",
        PaymentState.REVERSED: "已冲正",
    },
)
labelled(WorkListState, "待核对款项状态", {state: _LABELS[PaymentState(state)] for state in WorkListState})


class PaymentEvent(StrEnum):
    """What moves money from state to state."""

    BILL_FOUND = "its bill is open"
    NO_OPEN_BILL = "no bill, or none that takes it"
    OTHER_AMOUNT = "not the amount of the bill"
    BILL_ALREADY_PAID = "the bill is paid by earlier money"
    GROUP_INCOMPLETE = "another bill of the group is unpaid"
    GROUP_COMPLETE = "all bills of the group are paid"
    REFUND_STARTED = "refund requested"
    REFUND_PAID_BACK = "refund paid back"
    REVERSED = "taken back by the tax office"


_P, _E = PaymentState, PaymentEvent

TRANSITIONS: dict[tuple[PaymentState, PaymentEvent], PaymentState] = {
    (_P.RECEIVED, _E.BILL_FOUND): _P.MATCHED,
    (_P.RECEIVED, _E.NO_OPEN_BILL): _P.UNMATCHED,
    (_P.RECEIVED, _E.OTHER_AMOUNT): _P.MISMATCH,
    (_P.RECEIVED, _E.BILL_ALREADY_PAID): _P.DUPLICATE,
    (_P.MATCHED, _E.GROUP_COMPLETE): _P.SETTLED,
    (_P.MATCHED, _E.GROUP_INCOMPLETE): _P.PARTIAL_GROUP,
    (_P.PARTIAL_GROUP, _E.GROUP_COMPLETE): _P.SETTLED,
    (_P.SETTLED, _E.GROUP_INCOMPLETE): _P.PARTIAL_GROUP,
    # held until its bill is there; the arrival date stays.
    (_P.UNMATCHED, _E.BILL_FOUND): _P.MATCHED,
    (_P.UNMATCHED, _E.BILL_ALREADY_PAID): _P.DUPLICATE,
    (_P.UNMATCHED, _E.OTHER_AMOUNT): _P.MISMATCH,
    # R-062 by arrival date: earlier money that is heard of later takes the place.
    (_P.SETTLED, _E.BILL_ALREADY_PAID): _P.DUPLICATE,
    (_P.PARTIAL_GROUP, _E.BILL_ALREADY_PAID): _P.DUPLICATE,
    (_P.DUPLICATE, _E.BILL_FOUND): _P.MATCHED,
    (_P.DUPLICATE, _E.NO_OPEN_BILL): _P.UNMATCHED,
    # D3: money for a cancelled bill.
    (_P.SETTLED, _E.NO_OPEN_BILL): _P.UNMATCHED,
    (_P.PARTIAL_GROUP, _E.NO_OPEN_BILL): _P.UNMATCHED,
    (_P.SETTLED, _E.REFUND_STARTED): _P.REFUND_PENDING,
    (_P.DUPLICATE, _E.REFUND_STARTED): _P.REFUND_PENDING,
    (_P.UNMATCHED, _E.REFUND_STARTED): _P.REFUND_PENDING,
    (_P.REFUND_PENDING, _E.REFUND_PAID_BACK): _P.REFUNDED,
    (_P.SETTLED, _E.REVERSED): _P.REVERSED,
}


@cache
def reachable(state: PaymentState) -> frozenset[PaymentState]:
    """Every state that some row of transitions leads to from here."""
    found, ahead = {state}, {state}
    while ahead:
        ahead = {to for (start, _), to in TRANSITIONS.items() if start in ahead} - found
        found |= ahead
    return frozenset(found)


def check_way(state: PaymentState, to: PaymentState) -> None:
    """Raises TransitionRefused if no row of transitions leads from one state to the other."""
    if to not in reachable(state):
        raise TransitionRefused(state, f"facts that make it {to}", "payment")
