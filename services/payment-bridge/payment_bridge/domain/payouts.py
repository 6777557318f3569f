"""What the tax office tells of payouts, and which of them pays its refund (D5).

One refund may have had several, each ordered after the one before had failed.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from enrolment_events.payment import RefundState
from payment_bridge.domain.refunds import PayoutResult, Refund, ToldResult, result_of
from payment_bridge.domain.tax_cases import CaseKind, case_id_of


class PayoutFacts(NamedTuple):
    """One payout and all that was told of it. `payout_no` 0: nobody ordered it."""

    payout_id: UUID
    payout_no: int
    told: tuple[ToldResult, ...]

    @property
    def last(self) -> ToldResult | None:
        """What holds; None before anything was told."""
        return result_of(self.told)

    @property
    def paid(self) -> ToldResult | None:
        """The telling by which its money is out; None if it is not."""
        last = self.last
        return last if last is not None and last.result is PayoutResult.PAID else None


def case_of_payout(told: ToldResult) -> UUID:
    """The case of one telling of a payout."""
    return case_id_of(CaseKind.PAYOUT_UNKNOWN, told.payout_id, told.serial)


def paying(refund: Refund | None, payouts: Sequence[PayoutFacts], recovered: Collection[UUID]) -> ToldResult | None:
    """What pays the refund: the newest payout that is out, with its amount, and was not got back by a person (`recovered`: cases).

    None of a refund that is not granted, or that nobody knows.
    """
    if refund is None or not refund.state.is_granted:
        return None
    there = [(one.payout_no, one.paid) for one in payouts if one.paid is not None]
    return max(
        ((number, told) for number, told in there if told.amount == refund.amount and case_of_payout(told) not in recovered),
        default=(0, None),
        key=lambda one: one[0],
    )[1]


class PayoutVerdict(NamedTuple):
    """What payouts make of a refund that is granted. `payout_failed`: of the newest, so that another may be ordered."""

    state: RefundState
    payout_failed: bool
    paid_back_on: date | None


def judge_payouts(refund: Refund, payouts: Sequence[PayoutFacts], recovered: Collection[UUID]) -> PayoutVerdict | None:
    """None of a refund that is not granted. Paid by any of its payouts: PAID_BACK; paid and then come back: granted as before."""
    if not refund.state.is_granted:
        return None
    pays = paying(refund, payouts, recovered)
    if pays is not None:
        return PayoutVerdict(RefundState.PAID_BACK, False, pays.happened_on)
    newest = next((one.last for one in payouts if one.payout_id == refund.payout_id), None)
    failed = refund.payout_failed
    if newest is not None:
        failed = newest.result is PayoutResult.FAILED or case_of_payout(newest) in recovered
    return PayoutVerdict(RefundState.APPROVED, failed, None)
