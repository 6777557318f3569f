"""The two reviews of a refund (S3 第二十六条 「税务部门受理初审，经办机构复审退还」), and what the applicant may still do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from enrolment_events.payment import RefundState
from enrolment_terms.reasons import Missing, ReasonCode, reason
from enrolment_terms.state_table import TransitionRefused
from payment_bridge.domain.refunds import PROOFS, Decision, Ground, Paper, Refund, RefundEvent, after, after_review, effective_on
from payment_bridge.domain.scope import Scope
from payment_bridge.errors import ReasonsNeeded, RefundNotPossible, RefundStateDoesNotAllow, SameReviewer
from payment_bridge.repository.people import same_people
from payment_bridge.repository.refunds import steps_of_refunds
from payment_bridge.use_cases.request_refund import find_proof
from payment_bridge.use_cases.send_refunds import ask_for_review
from payment_bridge.use_cases.step_refund import Act, locked_refund, money_is_gone, step_refund
from service_runtime import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What one reviewer decides; whoever does not approve says all reasons and all that is missing at once (一次性告知)."""

    decision: Decision
    by: str
    on: date
    reasons: Sequence[str] = ()
    missing: Sequence[str] = ()
    note: str | None = None


async def review_first(tx: Transaction, refund_id: UUID, scope: Scope | None, review: Review) -> Refund:
    """The tax office's review, by another person than whoever handed it in.

    Raises NoSuchRefund, RefundStateDoesNotAllow, SameReviewer, ReasonsNeeded.
    """
    refund = await locked_refund(tx, refund_id, scope)
    to = _after_review(refund, review, second=False)
    await _require_another(tx, refund, review)
    told = {"first_by": review.by, "first_on": review.on, "first_decision": str(review.decision)}
    return await step_refund(tx, refund, to, _act(review), **told)


async def review_second(tx: Transaction, refund_id: UUID, scope: Scope, review: Review) -> Refund:
    """The agency's review, by another person than the first one and than whoever handed it in.

    Approved, the participation ends before any money moves (R-073). Raises NoSuchRefund, RefundStateDoesNotAllow, SameReviewer,
    ReasonsNeeded; RefundNotPossible if the money is not there any more, or a bill has taken it, or the case that proved it is another now.
    """
    refund = await locked_refund(tx, refund_id, scope)
    to = _after_review(refund, review, second=True)
    await _require_another(tx, refund, review)
    told = {"second_by": review.by, "second_on": review.on, "second_decision": str(review.decision)}
    if to is RefundState.APPROVED:
        if why := await money_is_gone(tx, refund):
            raise RefundNotPossible([reason(why, rule="R-071")], [])
        if not await _ground_stands(tx, refund):
            raise RefundNotPossible([reason(ReasonCode.NO_REFUND_GROUND, field="ground", rule="R-133")], [])
        told["effective_on"] = effective_on(review.on, refund.period_start)
    return await step_refund(tx, refund, to, _act(review), **told)


async def hand_in_again(tx: Transaction, refund_id: UUID, scope: Scope, papers: Sequence[Paper], by: str) -> Refund:
    """What was missing is there: the tax office reviews it anew. Raises NoSuchRefund, RefundStateDoesNotAllow, RefundNotPossible."""
    refund = await locked_refund(tx, refund_id, scope)
    to = _after(refund, RefundEvent.HANDED_IN_AGAIN)
    together = {paper.paper: paper for paper in (*refund.papers, *papers)}
    lacking = [code for code in refund.missing if code not in together]
    if lacking:
        raise RefundNotPossible([], [Missing(code, code, "R-072") for code in lacking])
    reviews = dict.fromkeys(f"{which}_{part}" for which in ("first", "second") for part in ("by", "on", "decision"))
    handed_in = await step_refund(tx, refund, to, Act(by), papers=tuple(together.values()), **reviews)
    await ask_for_review(tx, handed_in)
    return handed_in


async def withdraw_refund(tx: Transaction, refund_id: UUID, scope: Scope, by: str) -> Refund:
    """Before it is approved the applicant may take it back. Raises NoSuchRefund, RefundStateDoesNotAllow."""
    refund = await locked_refund(tx, refund_id, scope)
    return await step_refund(tx, refund, _after(refund, RefundEvent.WITHDRAWN), Act(by))


def _after(refund: Refund, event: RefundEvent) -> RefundState:
    try:
        return after(refund.state, event)
    except TransitionRefused:
        raise RefundStateDoesNotAllow() from None


def _after_review(refund: Refund, review: Review, *, second: bool) -> RefundState:
    try:
        to = after_review(refund.state, review.decision, second=second)
    except TransitionRefused:
        raise RefundStateDoesNotAllow() from None
    if review.decision is not Decision.APPROVE and not review.reasons and not review.missing:
        raise ReasonsNeeded()
    return to


async def _require_another(tx: Transaction, refund: Refund, review: Review) -> None:
    handed_in = {step.by for step in await steps_of_refunds(tx.driver, [refund.refund_id]) if step.state is RefundState.TAX_FIRST_REVIEW}
    if review.by in (refund.first_by, refund.applicant, *handed_in):
        raise SameReviewer()


async def _ground_stands(tx: Transaction, refund: Refund) -> bool:
    """R-133: what no paper proves is still proved by a case; one that was decided anew may keep the relation by now."""
    is_second_relation = refund.of_bill and refund.ground is Ground.DUPLICATE_PAYMENT
    if refund.case_id is None and not is_second_relation:
        return True
    if PROOFS.get(refund.ground) in {paper.paper for paper in refund.papers}:
        return True
    assert refund.participation_id is not None
    assert refund.person_id is not None
    people = await same_people(tx.driver, [refund.person_id])
    return await find_proof(tx, refund.ground, refund.participation_id, people) is not None


def _act(review: Review) -> Act:
    return Act(review.by, review.reasons, review.missing, review.note)
