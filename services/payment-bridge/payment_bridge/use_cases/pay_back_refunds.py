"""Granted refunds are paid back: ordered once registration has ended what they are for (R-073), settled by what the tax office tells."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from enrolment_events.payment import RefundState
from enrolment_terms.reasons import ReasonCode
from payment_bridge.domain.claims import Outflow
from payment_bridge.domain.ledger import Account
from payment_bridge.domain.payouts import PayoutFacts, case_of_payout, judge_payouts
from payment_bridge.domain.refunds import PayoutResult, Refund, ToldResult
from payment_bridge.domain.scope import Scope
from payment_bridge.domain.tax_cases import CaseKind, TaxCase, case_id_of
from payment_bridge.domain.tax_rows import Contradiction, ToldReview
from payment_bridge.errors import RefundStateDoesNotAllow
from payment_bridge.repository.claims import hold_payout, recovered_of
from payment_bridge.repository.refunds import (
    Payout,
    add_payout_results,
    change_refund,
    facts_of_payouts,
    keep_payout,
    lock_refund,
    payout_results_of,
    payouts_named,
    refunds_to_pay,
    refunds_whose_money_a_bill_took,
)
from payment_bridge.repository.tax_cases import resolve_case
from payment_bridge.use_cases.book_claims import book_payouts
from payment_bridge.use_cases.open_tax_cases import open_tax_cases
from payment_bridge.use_cases.review_refund import Review, review_first
from payment_bridge.use_cases.send_refunds import order_payout
from payment_bridge.use_cases.step_refund import Act, locked_refund, money_is_gone, step_refund
from service_runtime import Runtime, Transaction

_AT_ONCE = 100
_OURSELVES = "payment-bridge"


async def pay_back_refunds(runtime: Runtime) -> int:
    """One step of background work: how many refunds were ordered to be paid, or called off because their money is gone."""
    async with runtime.database.transaction() as tx:
        taken = await refunds_whose_money_a_bill_took(tx.driver, _AT_ONCE)
        for refund in taken:  # it pays what is owed, and nobody's cover ends by a refund of money alone
            await step_refund(tx, refund, RefundState.REJECTED, Act(_OURSELVES, reasons=[ReasonCode.MONEY_MATCHED]))
        ready = await refunds_to_pay(tx.driver, _AT_ONCE)
        for refund in ready:
            if await money_is_gone(tx, refund):  # D4: the tax office took the money back before anything was paid
                await step_refund(tx, refund, RefundState.REJECTED, Act(_OURSELVES, reasons=["REVERSED"]))
            else:
                await _order(tx, refund)
        return len(taken) + len(ready)


async def pay_again(tx: Transaction, refund_id: UUID, scope: Scope, by: str) -> Refund:
    """Another payout, after the one before has failed for good. Raises NoSuchRefund, RefundStateDoesNotAllow."""
    refund = await locked_refund(tx, refund_id, scope)
    if refund.state is not RefundState.APPROVED or not refund.payout_failed:
        raise RefundStateDoesNotAllow()
    tx.audit("refund.pay_again", subject=str(refund_id), actor=by, detail={"payout_no": refund.payout_no + 1})
    return await _order(tx, refund)


async def call_off_refund(tx: Transaction, refund_id: UUID, scope: Scope, by: str, reasons: Sequence[str]) -> Refund:
    """A granted refund that cannot be paid is called off: what was before is restored (R-073).

    Not while a payout is under way: it may have been paid. Raises NoSuchRefund, RefundStateDoesNotAllow.
    """
    refund = await locked_refund(tx, refund_id, scope)
    if refund.state is not RefundState.APPROVED or (refund.payout_no > 0 and not refund.payout_failed):
        raise RefundStateDoesNotAllow()
    return await step_refund(tx, refund, RefundState.REJECTED, Act(by, reasons=reasons))


async def take_reviews(tx: Transaction, told: Sequence[ToldReview]) -> None:
    """The tax office's reviews. One of what was handed in before, and one that was told already, changes nothing. Raises Contradiction."""
    for one in told:
        refund = await lock_refund(tx.driver, one.refund_id, None)
        if refund is None:
            raise Contradiction("refund_id", "there is no such refund")
        if one.reviewed_on < refund.applied_on:
            raise Contradiction("reviewed_on", "a day before it was asked for")
        if refund.state is RefundState.TAX_FIRST_REVIEW and refund.version == one.submission:
            review = Review(decision=one.decision, by=f"tax:{one.reviewer}", on=one.reviewed_on, reasons=one.reasons, missing=one.missing)
            await review_first(tx, one.refund_id, None, review)
        elif one.submission >= refund.version:
            raise Contradiction("submission", "it was not handed in yet")


async def take_payout_results(tx: Transaction, told: Sequence[ToldResult]) -> None:
    """What became of payouts: any order, any repetition; of one payout the highest serial holds. Raises Contradiction."""
    if not told:
        return
    known = {one.payout_id: one for one in await payouts_named(tx.driver, [one.payout_id for one in told])}
    if any(one.payout_id in known and one.happened_on < known[one.payout_id].ordered_on for one in told):
        raise Contradiction("arrival_date", "a day before it was ordered")
    new = await add_payout_results(tx.driver, told)
    for refund_id in sorted({known[payout_id].refund_id for payout_id in new if payout_id in known}):
        refund = await lock_refund(tx.driver, refund_id, None)
        assert refund is not None
        await settle_payouts(tx, refund)
    for payout_id in sorted(new - known.keys()):
        await hold_payout(tx.driver, payout_id)
        await book_stray_payout(tx, payout_id)


async def settle_payouts(tx: Transaction, refund: Refund) -> Refund:
    """The refund as its payouts say, what stands out of them booked and told to a person; `refund` is locked."""
    payouts = await facts_of_payouts(tx.driver, refund.refund_id)
    recovered = await recovered_of(tx.driver, [case_of_payout(one) for payout in payouts for one in payout.told])
    verdict = judge_payouts(refund, payouts, recovered)
    before, newest = refund, next((one.last for one in payouts if one.payout_id == refund.payout_id), None)
    failed_anew = verdict is not None and verdict.payout_failed and not refund.payout_failed
    if verdict is not None and (verdict.state is not refund.state or failed_anew):
        changed = {"payout_failed": verdict.payout_failed, "paid_back_on": verdict.paid_back_on}
        refund = await step_refund(tx, refund, verdict.state, Act("tax-office"), **changed)
        if newest is not None and newest.result is PayoutResult.FAILED and verdict.payout_failed:
            await open_tax_cases(tx, [_case(CaseKind.PAYOUT_FAILED, before, newest)])
    await _tell_of_claims(tx, refund, payouts, await book_payouts(tx, refund, payouts))
    return refund


async def book_stray_payout(tx: Transaction, payout_id: UUID) -> None:
    """One that nobody ordered; it is held. Its money is to be recovered."""
    payout = PayoutFacts(payout_id, 0, tuple(await payout_results_of(tx.driver, [payout_id])))
    await _tell_of_claims(tx, None, [payout], await book_payouts(tx, None, [payout]))


async def _tell_of_claims(tx: Transaction, refund: Refund | None, payouts: Sequence[PayoutFacts], standing: Sequence[Outflow]) -> None:
    """A person must know what is to be recovered, and what was paid while another order is out. What came back settles itself."""
    out = {one.case_id for one in standing if one.place is Account.TO_RECOVER}
    cases = []
    for payout in payouts:
        last = payout.last
        is_old = refund is not None and refund.state.is_granted and payout.payout_id != refund.payout_id
        if last is not None and (case_of_payout(last) in out or refund is None or (payout.paid and is_old)):
            cases.append(_case(CaseKind.PAYOUT_UNKNOWN, refund, last))
        for told in payout.told:
            if told is not last:
                await resolve_case(tx.driver, case_of_payout(told))
    await open_tax_cases(tx, cases)


def _case(kind: CaseKind, refund: Refund | None, told: ToldResult) -> TaxCase:
    bill_id = refund.bill_id if refund else None
    case_id = case_id_of(kind, told.payout_id, told.serial)
    return TaxCase(case_id, kind, None, bill_id, told.serial, amount=told.amount, told_on=told.happened_on, code=told.cause)


async def _order(tx: Transaction, refund: Refund) -> Refund:
    """The order has an id of its own that follows from refund and number: however often it is sent, it is one payout."""
    ordered = replace(refund, payout_no=refund.payout_no + 1, payout_failed=False)
    await keep_payout(tx.driver, Payout(ordered.payout_id, refund.refund_id, ordered.payout_no, tx.now.date()))
    await change_refund(tx.driver, ordered)
    await order_payout(tx, ordered)
    return ordered
