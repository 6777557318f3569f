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


COUNTED = (PaymentState.SETTLED, PaymentState.PARTIAL_GROUP)
"""A bill took it."""
HELD = (PaymentState.DUPLICATE, PaymentState.MISMATCH, PaymentState.UNMATCHED)
"""No bill took it: a second payment, money of another amount, money without a bill."""


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
    REFUND_CAME_BACK = "the money of a refund came back"
    REVERSED = "taken back by the tax office"


_P, _E = PaymentState, PaymentEvent
_GONE = (_P.REFUNDED, _P.REVERSED)
_KEPT = (_P.SETTLED, _P.PARTIAL_GROUP, _P.DUPLICATE, _P.UNMATCHED, _P.MISMATCH)

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
    # topped up to the whole amount; and what was whole is in part again when a part of it was taken back.
    (_P.MISMATCH, _E.BILL_FOUND): _P.MATCHED,
    (_P.MISMATCH, _E.BILL_ALREADY_PAID): _P.DUPLICATE,
    (_P.SETTLED, _E.OTHER_AMOUNT): _P.MISMATCH,
    **{(state, _E.REFUND_STARTED): _P.REFUND_PENDING for state in _KEPT},
    (_P.REFUND_PENDING, _E.REFUND_PAID_BACK): _P.REFUNDED,
    (_P.REFUNDED, _E.REFUND_CAME_BACK): _P.REFUND_PENDING,
    (_P.REVERSED, _E.REFUND_PAID_BACK): _P.REFUNDED,  # the payout was under way: one outflow, and a case for a person
    # D5 called off: it is again what its bill makes of it.
    (_P.REFUND_PENDING, _E.BILL_FOUND): _P.MATCHED,
    (_P.REFUND_PENDING, _E.BILL_ALREADY_PAID): _P.DUPLICATE,
    (_P.REFUND_PENDING, _E.NO_OPEN_BILL): _P.UNMATCHED,
    (_P.REFUND_PENDING, _E.OTHER_AMOUNT): _P.MISMATCH,
    **{(state, _E.REVERSED): _P.REVERSED for state in (_P.RECEIVED, *_KEPT, _P.REFUND_PENDING)},
}


@cache
def reachable(state: PaymentState) -> frozenset[PaymentState]:
    """Every state that rows of transitions lead to from here. No way leads through a state in which the money had left."""
    found, ahead = {state}, {state}
    while ahead:
        ahead = {to for (start, _), to in TRANSITIONS.items() if start in ahead and (start is state or start not in _GONE)} - found
        found |= ahead
    return frozenset(found)


def check_way(state: PaymentState, to: PaymentState) -> None:
    """Raises TransitionRefused if no row of transitions leads from one state to the other."""
    if to not in reachable(state):
        raise TransitionRefused(state, f"facts that make it {to}", "payment")
