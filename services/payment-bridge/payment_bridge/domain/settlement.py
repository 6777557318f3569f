"""What the facts on a bill amount to: its state, which money settles it, and what becomes of the other money.

Only facts and business dates decide. The order in which they came in does not matter, so it is not an input.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from enrolment_terms.scheme import BillKind, BillState
from payment_bridge.domain.facts import Dossier, Failure, Receipt, Standing, serial_order
from payment_bridge.domain.payment_states import PaymentState
from policy_parameters import PolicyBook
from policy_parameters.rule_parameters import levy_rules, windows


@dataclass(frozen=True, slots=True)
class Verdict:
    """A bill's standing and the state of each payment on it, by tax serial."""

    standing: Standing
    payments: dict[str, PaymentState]


def judge_group(group: Sequence[Dossier], policy: PolicyBook) -> dict[UUID, Verdict]:
    """Verdicts on the bills of one registration. Money of a bill is SETTLED when all bills of the group are paid or gone (R-024)."""
    standings = {dossier.charge.bill_id: standing_of(dossier, policy) for dossier in group}
    complete = all(standing.state in _SETTLED_OR_GONE for standing in standings.values())
    verdicts = {}
    for dossier in group:
        standing = standings[dossier.charge.bill_id]
        if standing.state is BillState.PAID and not complete:
            standing = replace(standing, group_complete=False)
        verdicts[dossier.charge.bill_id] = _verdict(dossier, standing)
    return verdicts


_SETTLED_OR_GONE = {BillState.PAID, BillState.CANCELLED, BillState.REFUNDED}


def standing_of(dossier: Dossier, policy: PolicyBook) -> Standing:
    """The state of one bill by D3."""
    settling = settling_receipt(dossier, policy)
    if settling is not None:
        return _paid(dossier, settling, policy)
    if dossier.status.is_called_off:
        return Standing(BillState.CANCELLED, dossier.status.effective_on, resend_no=_resend_no(dossier))
    if dossier.sending.expired_on is not None:
        return Standing(BillState.CANCELLED, dossier.sending.expired_on, resend_no=_resend_no(dossier))
    return _unpaid(dossier, policy)


def settling_receipt(dossier: Dossier, policy: PolicyBook) -> Receipt | None:
    """R-062: the first success by any channel closes the bill; first by arrival date. None if no money counts for it."""
    if dossier.status.is_called_off:  # D3: success after CANCELLED is UNMATCHED, whichever message came first
        return None
    right = [receipt for receipt in dossier.receipts if receipt.amount == dossier.charge.amount and counts(receipt, dossier, policy)]
    return min(right, key=lambda receipt: (receipt.arrival_date, serial_order(receipt.serial)), default=None)


def counts(receipt: Receipt, dossier: Dossier, policy: PolicyBook) -> bool:
    """Does money that arrived on this date still pay this bill?"""
    charge, arrival = dossier.charge, receipt.arrival_date
    if charge.kind is BillKind.NORMAL:
        in_time = in_window(arrival, dossier, policy)
    else:
        in_time = charge.last_day is None or arrival <= charge.last_day
    return in_time or _was_sent_again_for_no_fault_by(arrival, dossier, policy)


def in_window(arrival: date, dossier: Dossier, policy: PolicyBook) -> bool:
    """R-032 by arrival date; R-055: other channels may be used before the first batch, if the region lets them."""
    dates = policy.read(windows, dossier.charge.region, dossier.charge.benefit_year)
    early = policy.read(levy_rules, dossier.charge.region, dossier.charge.benefit_year).early_self_payment
    return (dates.concentrated_from if early else dates.first_levy_send) <= arrival <= dates.concentrated_until


def _was_sent_again_for_no_fault_by(arrival: date, dossier: Dossier, policy: PolicyBook) -> bool:
    """R-059 「非参保人个人原因…重新传送…补缴扣费」; ended by a personal failure of the re-sent bill after the period (D3)."""
    faultless = [failure for failure in dossier.failures if not failure.cause.is_personal and failure.failed_on <= arrival]
    if not faultless:
        return False
    last = max(failure.resend_no for failure in faultless)
    return not any(
        failure.resend_no > last and failure.failed_on <= arrival and _ends_it(failure, dossier, policy) for failure in dossier.failures
    )


def _ends_it(failure: Failure, dossier: Dossier, policy: PolicyBook) -> bool:
    """D3: a personal failure of a re-sent bill after the period abandons it at once."""
    until = policy.read(windows, dossier.charge.region, dossier.charge.benefit_year).concentrated_until
    return failure.cause.is_personal and failure.resend_no > 0 and failure.failed_on > until


def _paid(dossier: Dossier, settling: Receipt, policy: PolicyBook) -> Standing:
    rules = policy.read(levy_rules, dossier.charge.region, dossier.charge.benefit_year)
    late = dossier.charge.kind is BillKind.NORMAL and not in_window(settling.arrival_date, dossier, policy)
    return Standing(
        BillState.PAID,
        settling.arrival_date,
        round_no=settling.round_no,
        resend_no=max(dossier.sending.sent_no, 0),
        settled_serial=settling.serial,
        deemed_in_window=late and rules.resend_deemed_in_window,
    )


def _unpaid(dossier: Dossier, policy: PolicyBook) -> Standing:
    sending, resend_no = dossier.sending, _resend_no(dossier)
    if sending.sent_no < 0 and not dossier.failures and sending.accepted_no < 0:
        return Standing(BillState.HELD if sending.held else BillState.CREATED, sending.created_on)
    of_this_sending = [failure for failure in dossier.failures if failure.resend_no == resend_no]
    if not of_this_sending:
        state = BillState.DEDUCTING if sending.accepted_no >= resend_no else BillState.SENT
        return Standing(state, sending.sent_on or sending.created_on, resend_no=resend_no)
    return _failed(dossier, max(of_this_sending, key=_age), policy)


def _failed(dossier: Dossier, failure: Failure, policy: PolicyBook) -> Standing:
    state, on = _failed_state(dossier, failure, policy), failure.failed_on
    if state is BillState.ABANDONED:
        on = max(on, dossier.sending.period_ended_on or on)
    return Standing(state, on, failure.cause, failure.round_no, failure.resend_no)


def _failed_state(dossier: Dossier, failure: Failure, policy: PolicyBook) -> BillState:
    if not failure.cause.is_personal:
        waits_for_operator = failure.refused and dossier.sending.requeued_no < failure.resend_no
        return BillState.FAILED_SYSTEM if waits_for_operator else BillState.RESEND_QUEUED
    if dossier.charge.kind is not BillKind.NORMAL:
        return BillState.FAILED_PERSONAL
    rules = policy.read(levy_rules, dossier.charge.region, dossier.charge.benefit_year)
    at_once = rules.personal_failure_abandons_at == "FIRST_FAILURE"  # F-09
    ended = dossier.sending.period_ended_on is not None  # the end of the concentrated period
    return BillState.ABANDONED if ended or at_once or _ends_it(failure, dossier, policy) else BillState.FAILED_PERSONAL


def _age(failure: Failure) -> tuple[date, int, tuple[int, str]]:
    return failure.failed_on, failure.round_no, serial_order(failure.serial)


def _resend_no(dossier: Dossier) -> int:
    """The newest sending that we know of, also from its results."""
    return max([0, dossier.sending.sent_no, dossier.sending.accepted_no, *(failure.resend_no for failure in dossier.failures)])


def _verdict(dossier: Dossier, standing: Standing) -> Verdict:
    return Verdict(standing, {receipt.serial: _payment_state(receipt, dossier, standing) for receipt in dossier.receipts})


def _payment_state(receipt: Receipt, dossier: Dossier, standing: Standing) -> PaymentState:
    if receipt.amount != dossier.charge.amount:
        return PaymentState.MISMATCH
    if receipt.serial == standing.settled_serial:
        return PaymentState.SETTLED if standing.group_complete else PaymentState.PARTIAL_GROUP
    if standing.settled_serial is not None:  # R-062, F-31
        return PaymentState.DUPLICATE
    return PaymentState.UNMATCHED
