"""Granted refunds are paid back: ordered once registration has ended what they are for (R-073), settled by what the tax office tells."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from enrolment_events.payment import RefundState
from payment_bridge.domain.refunds import PayoutResult, Refund, ToldResult, judge_payout, result_of
from payment_bridge.domain.scope import Scope
from payment_bridge.domain.tax_cases import CaseKind, TaxCase, case_id_of
from payment_bridge.domain.tax_rows import Contradiction, ToldReview
from payment_bridge.errors import RefundStateDoesNotAllow
from payment_bridge.repository.refunds import (
    Payout,
    add_payout_results,
    change_refund,
    keep_payout,
    lock_refund,
    payout_results_of,
    payouts_named,
    refunds_to_pay,
)
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
        ready = await refunds_to_pay(tx.driver, _AT_ONCE)
        for refund in ready:
            if await money_is_gone(tx, refund):  # D4: the tax office took the money back before anything was paid
                await step_refund(tx, refund, RefundState.REJECTED, Act(_OURSELVES, reasons=["REVERSED"]))
            else:
                await _order(tx, refund)
        return len(ready)


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
    if any(one.payout_id not in known for one in told):
        raise Contradiction("payout_id", "no such payout was ordered")
    if any(one.happened_on < known[one.payout_id].ordered_on for one in told):
        raise Contradiction("arrival_date", "a day before it was ordered")
    new = await add_payout_results(tx.driver, told)
    for refund_id in sorted({known[payout_id].refund_id for payout_id in new}):
        refund = await lock_refund(tx.driver, refund_id, None)
        assert refund is not None
        if any(one.amount != refund.amount for one in told if known[one.payout_id].refund_id == refund_id):
            raise Contradiction("amount", "it is not the amount of the refund")
        await _settle(tx, refund, {payout_id for payout_id in new if known[payout_id].refund_id == refund_id})


async def _settle(tx: Transaction, refund: Refund, payout_ids: set[UUID]) -> None:
    others = sorted(payout_ids - {refund.payout_id} if refund.state.is_granted else payout_ids)
    if late := [one for one in await payout_results_of(tx.driver, others) if one.result is PayoutResult.PAID]:
        await _open(tx, CaseKind.PAYOUT_UNKNOWN, refund, late[0])  # paid after all, after another was ordered or it was called off
    results = await payout_results_of(tx.driver, [refund.payout_id])
    last, to = result_of(results), judge_payout(refund, results)
    if last is None or not refund.state.is_granted or (to is None and refund.state is RefundState.PAID_BACK):
        return
    failed = last.result is PayoutResult.FAILED
    if failed and (to is not None or not refund.payout_failed):
        await _open(tx, CaseKind.PAYOUT_FAILED, refund, last)
    if to is not None or failed != refund.payout_failed:
        paid_on = None if failed else last.happened_on
        state = to or refund.state
        await step_refund(tx, refund, state, Act("tax-office"), payout_failed=failed, paid_back_on=paid_on)


async def _open(tx: Transaction, kind: CaseKind, refund: Refund, told: ToldResult) -> None:
    case_id = case_id_of(kind, told.payout_id, told.serial)
    case = TaxCase(case_id, kind, None, refund.bill_id, told.serial, amount=told.amount, told_on=told.happened_on, code=told.cause)
    await open_tax_cases(tx, [case])


async def _order(tx: Transaction, refund: Refund) -> Refund:
    """The order has an id of its own that follows from refund and number: however often it is sent, it is one payout."""
    ordered = replace(refund, payout_no=refund.payout_no + 1, payout_failed=False)
    await keep_payout(tx.driver, Payout(ordered.payout_id, refund.refund_id, ordered.payout_no, tx.now.date()))
    await change_refund(tx.driver, ordered)
    await order_payout(tx, ordered)
    return ordered
