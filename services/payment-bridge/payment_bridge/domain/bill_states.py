"""D3, the states of a levy bill, as a table. What the table does not name is refused."""

from enum import StrEnum
from functools import cache

from enrolment_terms.scheme import BillState as S
from enrolment_terms.state_table import TransitionRefused


class BillEvent(StrEnum):
    """What moves a bill from state to state."""

    WAITS_FOR_CHECK = "waits for the first levy date and the unified check"
    SENT = "sent to the tax office"
    TAX_ACCEPTED = "the tax office deducts"
    SUCCESS = "the money is there"
    PERSONAL_FAILURE = "failed for personal cause"
    OTHER_FAILURE = "failed for another cause"
    REQUEUED = "queued to be sent again"
    TERMS_CHANGED = "what the tax office was told has changed"
    PERIOD_ENDED = "end of the concentrated period"
    CANCELLED = "cancelled, expired or withdrawn"
    REGISTERED_AGAIN = "registered again"
    REFUND_PAID_BACK = "refund paid back"
    REFUND_CAME_BACK = "the money of a refund came back"
    REVERSED = "its money was taken back by the tax office"
    REVERSED_UNSENT = "its money was taken back, and it was never sent"


_E = BillEvent
_OPEN = (S.CREATED, S.HELD, S.SENT, S.DEDUCTING, S.FAILED_PERSONAL, S.FAILED_SYSTEM, S.RESEND_QUEUED)
UNTRIED = (S.CREATED, S.HELD, S.SENT, S.DEDUCTING, S.RESEND_QUEUED)
"""Without a result, when the period and the days for results are over, such a bill is abandoned (H1 D3)."""
CORRECTED_FROM = (S.SENT, S.DEDUCTING, S.FAILED_PERSONAL, S.FAILED_SYSTEM)
"""R-065: from these a corrected record goes out under the same bill, so that there are never two live levies."""

TRANSITIONS: dict[tuple[S, BillEvent], S] = {
    (S.CREATED, _E.WAITS_FOR_CHECK): S.HELD,
    (S.CREATED, _E.SENT): S.SENT,
    (S.HELD, _E.SENT): S.SENT,
    (S.RESEND_QUEUED, _E.SENT): S.SENT,
    (S.SENT, _E.TAX_ACCEPTED): S.DEDUCTING,
    (S.FAILED_PERSONAL, _E.TAX_ACCEPTED): S.DEDUCTING,  # next round, 随存随扣
    (S.SENT, _E.PERSONAL_FAILURE): S.FAILED_PERSONAL,
    (S.DEDUCTING, _E.PERSONAL_FAILURE): S.FAILED_PERSONAL,
    (S.FAILED_PERSONAL, _E.PERSONAL_FAILURE): S.FAILED_PERSONAL,
    (S.SENT, _E.OTHER_FAILURE): S.FAILED_SYSTEM,
    (S.DEDUCTING, _E.OTHER_FAILURE): S.FAILED_SYSTEM,
    (S.FAILED_PERSONAL, _E.OTHER_FAILURE): S.FAILED_SYSTEM,
    (S.FAILED_SYSTEM, _E.REQUEUED): S.RESEND_QUEUED,
    (S.FAILED_PERSONAL, _E.PERIOD_ENDED): S.ABANDONED,
    (S.ABANDONED, _E.SUCCESS): S.PAID,  # arrival in the period decides, not the time of the message
    (S.ABANDONED, _E.OTHER_FAILURE): S.FAILED_SYSTEM,  # a later row says that it was not the person's fault
    (S.CANCELLED, _E.REGISTERED_AGAIN): S.CREATED,
    (S.CANCELLED, _E.SUCCESS): S.PAID,  # the money had arrived before the bill expired
    (S.ABANDONED, _E.CANCELLED): S.CANCELLED,  # the end of the period and a cancellation crossed
    (S.PAID, _E.CANCELLED): S.CANCELLED,  # a payment and a cancellation crossed: the money is UNMATCHED and goes back
    (S.PAID, _E.PERIOD_ENDED): S.ABANDONED,  # an older personal failure became known: the money was not in the window
    (S.PAID, _E.REFUND_PAID_BACK): S.REFUNDED,
    (S.REFUNDED, _E.REFUND_CAME_BACK): S.PAID,
    # H1: or ABANDONED, if the period is over; what its failures and sendings make of it. A payout that was under way may still go out.
    **{(state, _E.REVERSED): S.SENT for state in (S.PAID, S.REFUNDED)},
    **{(state, _E.REVERSED_UNSENT): S.CREATED for state in (S.PAID, S.REFUNDED)},
    **{(state, _E.REFUND_PAID_BACK): S.REFUNDED for state in (*_OPEN, S.ABANDONED, S.CANCELLED)},
    **{(state, _E.TERMS_CHANGED): S.RESEND_QUEUED for state in CORRECTED_FROM},
    **{(state, _E.SUCCESS): S.PAID for state in _OPEN},  # R-062 any channel; R-055 before the first batch too
    **{(state, _E.CANCELLED): S.CANCELLED for state in _OPEN},
    **{(state, _E.PERIOD_ENDED): S.ABANDONED for state in UNTRIED},
}


@cache
def reachable(state: S) -> frozenset[S]:
    """Every state that rows of transitions lead to from here: messages overtake one another, so steps may fall together.

    Steps fall together only while the bill is open: no way leads through a state in which it had ended.
    """
    found, ahead = {state}, {state}
    while ahead:
        ahead = {to for (start, _), to in TRANSITIONS.items() if start in ahead and (start is state or start in _OPEN)} - found
        found |= ahead
    return frozenset(found)


def check_way(state: S, to: S, *, paid_between: bool = False) -> None:
    """Raises TransitionRefused if no row of transitions leads from one state to the other.

    `paid_between`: money is told of that was taken back before: both steps fall together, and the way may lead through PAID.
    """
    through_paid = paid_between and S.PAID in reachable(state) and to in reachable(S.PAID)
    if to not in reachable(state) and not through_paid:
        raise TransitionRefused(state, f"facts that make it {to}", "bill")


MAY_EXPIRE = (S.CREATED, S.HELD, S.SENT, S.DEDUCTING, S.FAILED_PERSONAL)
"""Bills with a last day are cancelled after it from these states; a failure that is not the person's keeps a bill alive (R-059)."""
