"""What the facts on a bill amount to: its state, which money settles it, and what becomes of the other money.

Only facts and business dates decide. The order in which they came in does not matter, so it is not an input.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from uuid import UUID

from enrolment_terms.scheme import BillKind, BillState
from payment_bridge.domain.bill_states import CORRECTED_FROM
from payment_bridge.domain.facts import BillFacts, BillStatus, Failure, LevyDelivery, Payment, serial_order
from payment_bridge.domain.payment_states import PaymentState
from policy_parameters import PolicyBook
from policy_parameters.rule_parameters import levy_rules, windows

_DAYS_AT_ONCE = 100
"""On which the bills of the work in hand were made."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A bill's status and the state of each payment on it, by tax serial."""

    status: BillStatus
    payments: dict[str, PaymentState]


def judge_group(group: Sequence[BillFacts], policy: PolicyBook) -> dict[UUID, Verdict]:
    """Verdicts on bills that settle together. Money of a bill is SETTLED when all bills of the group are paid or gone (R-024)."""
    statuses = {facts.charge.bill_id: status_of(facts, policy) for facts in group}
    complete = all(status.state in _SETTLED_OR_GONE for status in statuses.values())
    verdicts = {}
    for facts in group:
        status = statuses[facts.charge.bill_id]
        if status.state is BillState.PAID and not complete:
            status = replace(status, group_complete=False)
        verdicts[facts.charge.bill_id] = _verdict(facts, status, policy)
    return verdicts


_SETTLED_OR_GONE = {BillState.PAID, BillState.CANCELLED, BillState.REFUNDED}


def status_of(facts: BillFacts, policy: PolicyBook) -> BillStatus:
    """The state of one bill by D3."""
    if returned := [one for one in facts.going_back.values() if one.of_bill and one.is_paid_back]:
        last = max(returned, key=lambda one: (one.paid_back_on or date.min, serial_order(one.tax_serial)))
        on = last.paid_back_on or facts.delivery.created_on
        return BillStatus(BillState.REFUNDED, on, resend_no=max(facts.delivery.sent_no, 0), settled_serial=last.tax_serial)
    if settling := settling_money(facts, policy):
        return _paid(facts, settling[-1], policy)
    if facts.participation.is_called_off:
        return BillStatus(BillState.CANCELLED, facts.participation.participation_effective_on, resend_no=_resend_no(facts))
    expired_on = facts.delivery.expired_on
    if expired_on is None or (_ends_with_the_period(facts) and facts.failures):  # a result was told after all
        return _unpaid(facts, policy)
    state = BillState.ABANDONED if _ends_with_the_period(facts) else BillState.CANCELLED
    return BillStatus(state, expired_on, resend_no=_resend_no(facts))


def settling_money(facts: BillFacts, policy: PolicyBook) -> tuple[Payment, ...]:
    """R-062: the first success by any channel closes the bill; first by arrival date. Nothing if no money counts for it.

    R-066 足额: money that was too little closes it together with what was added, once the sum is right; the last of it decides.
    """
    there = sorted(
        (payment for payment in facts.payments if _stands(payment, facts) and counts(payment, facts, policy)),
        key=lambda payment: (payment.arrival_date, serial_order(payment.tax_serial)),
    )
    whole = [payment for payment in there if payment.amount == facts.charge.amount]
    return (whole[0],) if whole else _topped_up([payment for payment in there if payment.amount < facts.charge.amount], facts.charge.amount)


def _stands(payment: Payment, facts: BillFacts) -> bool:
    """D4: neither taken back by the tax office nor on its way back by itself."""
    back = facts.going_back.get(payment.tax_serial)
    return payment.tax_serial not in facts.taken_back and (back is None or back.of_bill or not back.state.is_granted)


def _topped_up(parts: Sequence[Payment], amount: int) -> tuple[Payment, ...]:
    total = 0
    for number, payment in enumerate(parts, start=1):
        total += payment.amount
        if total == amount:
            return tuple(parts[:number])
    return ()


def counts(payment: Payment, facts: BillFacts, policy: PolicyBook) -> bool:
    """Does money that arrived on this date still pay this bill?"""
    arrival, last_day = payment.arrival_date, facts.charge.last_day
    if facts.participation.was_called_off_by(arrival):  # D3: success after CANCELLED is UNMATCHED, whichever message came first
        return False
    if facts.charge.kind is BillKind.NORMAL:  # R-032; a child's next year may be paid after the period, too
        in_time = in_window(arrival, facts, policy) or (last_day is not None and _period_end(facts, policy) < arrival <= last_day)
    else:
        in_time = last_day is None or arrival <= last_day
    if facts.charge.kind is BillKind.REPAIR:  # V-16: once the wait is over, repair wins nothing
        return in_time
    return in_time or _was_sent_again_for_no_fault_by(arrival, facts, policy)


def in_window(arrival: date, facts: BillFacts, policy: PolicyBook) -> bool:
    """R-032 by arrival date; R-055: other channels may be used before the first batch, if the region lets them."""
    dates = policy.read(windows, facts.charge.region, facts.charge.benefit_year)
    early = policy.read(levy_rules, facts.charge.region, facts.charge.benefit_year).early_self_payment
    return (dates.period_start if early else dates.first_levy_send) <= arrival <= dates.period_end()


def _was_sent_again_for_no_fault_by(arrival: date, facts: BillFacts, policy: PolicyBook) -> bool:
    """R-059 「非参保人个人原因…重新传送…补缴扣费」; ended by a personal failure of the re-sent bill after the period (D3)."""
    faultless = [failure for failure in facts.failures if not failure.cause.is_personal and failure.failed_on <= arrival]
    if not faultless:
        return False
    last = max(failure.resend_no for failure in faultless)
    return not any(
        failure.resend_no > last and failure.failed_on <= arrival and _ends_it(failure, facts, policy) for failure in facts.failures
    )


def _ends_it(failure: Failure, facts: BillFacts, policy: PolicyBook) -> bool:
    """D3: a personal failure of a re-sent bill after the period abandons it at once."""
    return failure.cause.is_personal and failure.resend_no > 0 and failure.failed_on > _period_end(facts, policy)


def _period_end(facts: BillFacts, policy: PolicyBook) -> date:
    return policy.read(windows, facts.charge.region, facts.charge.benefit_year).period_end()


def _paid(facts: BillFacts, settling: Payment, policy: PolicyBook) -> BillStatus:
    rules = policy.read(levy_rules, facts.charge.region, facts.charge.benefit_year)
    late = _ends_with_the_period(facts) and not in_window(settling.arrival_date, facts, policy)
    return BillStatus(
        BillState.PAID,
        settling.arrival_date,
        round_no=settling.round_no,
        resend_no=max(facts.delivery.sent_no, 0),
        settled_serial=settling.tax_serial,
        deemed_in_window=late and rules.resend_deemed_in_window,
    )


def first_status(delivery: LevyDelivery) -> BillStatus:
    """Of a bill that was never sent, while nothing is told of it: HELD or CREATED, waiting to be sent (R-055)."""
    return _first_status(delivery.held, delivery.created_on)


@lru_cache(_DAYS_AT_ONCE)
def _first_status(held: bool, created_on: date) -> BillStatus:
    return BillStatus(BillState.HELD if held else BillState.CREATED, created_on)


def _unpaid(facts: BillFacts, policy: PolicyBook) -> BillStatus:
    delivery, resend_no = facts.delivery, _resend_no(facts)
    if delivery.sent_no < 0 and not facts.failures and delivery.accepted_no < 0:
        return first_status(delivery)
    of_this_sending = [failure for failure in facts.failures if failure.resend_no == resend_no]
    if of_this_sending:
        status = _tried_again(facts, _failed(facts, max(of_this_sending, key=_age), policy))
    else:
        state = BillState.DEDUCTING if delivery.accepted_no >= resend_no else BillState.SENT
        status = BillStatus(state, delivery.sent_on or delivery.created_on, resend_no=resend_no)
    return _corrected(facts, status) if facts.is_outdated and status.state in CORRECTED_FROM else status


def _tried_again(facts: BillFacts, failed: BillStatus) -> BillStatus:
    """D3, F-09 随存随扣: after a failure by personal cause the next round has begun, and has told no result yet."""
    delivery = facts.delivery
    begun = delivery.accepted_no == failed.resend_no and delivery.accepted_round > failed.round_no
    if failed.state is not BillState.FAILED_PERSONAL or not begun:
        return failed
    return BillStatus(BillState.DEDUCTING, failed.effective_on, round_no=delivery.accepted_round, resend_no=failed.resend_no)


def _corrected(facts: BillFacts, status: BillStatus) -> BillStatus:
    """R-065: waits to be sent on the terms that hold now."""
    return BillStatus(BillState.RESEND_QUEUED, facts.participation.terms_on or status.effective_on, resend_no=status.resend_no)


def _failed(facts: BillFacts, failure: Failure, policy: PolicyBook) -> BillStatus:
    state, on = _failed_state(facts, failure, policy), failure.failed_on
    if state is BillState.ABANDONED:
        on = max(on, facts.delivery.period_ended_on or on)
    return BillStatus(state, on, failure.cause, failure.round_no, failure.resend_no)


def _failed_state(facts: BillFacts, failure: Failure, policy: PolicyBook) -> BillState:
    if not failure.cause.is_personal:
        waits_for_operator = failure.refused and facts.delivery.requeued_no < failure.resend_no
        return BillState.FAILED_SYSTEM if waits_for_operator else BillState.RESEND_QUEUED
    if not _ends_with_the_period(facts):
        return BillState.FAILED_PERSONAL
    rules = policy.read(levy_rules, facts.charge.region, facts.charge.benefit_year)
    at_once = rules.personal_failure_abandons_at == "FIRST_FAILURE"  # F-09
    ended = facts.delivery.period_ended_on is not None  # the end of the concentrated period
    return BillState.ABANDONED if ended or at_once or _ends_it(failure, facts, policy) else BillState.FAILED_PERSONAL


def _ends_with_the_period(facts: BillFacts) -> bool:
    """R-058: an ordinary bill of a person; that of a child, or of another payer, has a last day of its own (R-024, R-064)."""
    return facts.charge.kind is BillKind.NORMAL and facts.charge.last_day is None


def _age(failure: Failure) -> tuple[date, int, tuple[int, str]]:
    return failure.failed_on, failure.round_no, serial_order(failure.serial)


def _resend_no(facts: BillFacts) -> int:
    """The newest sending that we know of, also from its results."""
    return max([0, facts.delivery.sent_no, facts.delivery.accepted_no, *(failure.resend_no for failure in facts.failures)])


def _verdict(facts: BillFacts, status: BillStatus, policy: PolicyBook) -> Verdict:
    settling = {payment.tax_serial for payment in settling_money(facts, policy)} if status.state is BillState.PAID else set()
    return Verdict(status, {payment.tax_serial: _payment_state(payment, facts, status, settling) for payment in facts.payments})


def _payment_state(payment: Payment, facts: BillFacts, status: BillStatus, settling: Collection[str]) -> PaymentState:
    back = facts.going_back.get(payment.tax_serial)
    if back is not None and back.is_paid_back:
        return PaymentState.REFUNDED
    if payment.tax_serial in facts.taken_back:
        return PaymentState.REVERSED
    if back is not None and back.state.is_granted:
        return PaymentState.REFUND_PENDING
    if payment.tax_serial in settling:
        return PaymentState.SETTLED if status.group_complete else PaymentState.PARTIAL_GROUP
    if payment.amount != facts.charge.amount:
        return PaymentState.MISMATCH
    if status.settled_serial is not None:  # R-062, F-31
        return PaymentState.DUPLICATE
    return PaymentState.UNMATCHED
