"""One step of a refund: kept with who took it, told to the others, and the bill and its money decided anew (D5)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any
from uuid import UUID

from enrolment_events.envelope import Event, new_event
from enrolment_events.payment import RefundChangedV1, RefundPaidBackV1, RefundReview, RefundState
from enrolment_terms.benefit_year import SHANGHAI
from enrolment_terms.reasons import ReasonCode
from enrolment_terms.regions import pooling_region_of
from payment_bridge.domain.decisions import BillRecord, MoneyOnBill, PaymentChange
from payment_bridge.domain.facts import MoneyBack, payment_id_of
from payment_bridge.domain.ledger import Cause
from payment_bridge.domain.payment_states import COUNTED, PaymentState
from payment_bridge.domain.refunds import CALLED_OFF, MoneyOfRefund, Refund
from payment_bridge.domain.scope import Scope
from payment_bridge.errors import NoSuchRefund
from payment_bridge.repository.bill_facts import payments_of, records_of_bills
from payment_bridge.repository.refunds import Step, add_step, call_off_money, change_refund, lock_money, lock_refund, money_of_refunds
from payment_bridge.repository.reversals import reversals_of
from payment_bridge.use_cases.book_claims import book_reversals
from payment_bridge.use_cases.decide_bills import decide_bills
from payment_bridge.use_cases.kept_texts import NOTE, seal_text
from service_runtime import Transaction


@dataclass(frozen=True, slots=True)
class Act:
    """What was done: by whom, with which reasons and missing papers (codes), and in which words."""

    by: str
    reasons: Sequence[str] = ()
    missing: Sequence[str] = ()
    note: str | None = None


async def locked_refund(tx: Transaction, refund_id: UUID, scope: Scope | None) -> Refund:
    """Nobody else steps on it meanwhile. Raises NoSuchRefund outside the scope; without a scope for what the tax office tells."""
    refund = await lock_refund(tx.driver, refund_id, scope)
    if refund is None:
        raise NoSuchRefund()
    return refund


async def money_is_gone(tx: Transaction, refund: Refund) -> ReasonCode | None:
    """Why the money cannot go back: the tax office has taken it back (D4), or a bill took what none had taken (R-061). Else None."""
    await bills_of_refund(tx, refund)
    serials = {one.tax_serial for one in await money_of_refunds(tx.driver, [refund.refund_id])}
    there = (await payments_of(tx.driver, [refund.bill_id])).get(refund.bill_id, MoneyOnBill())
    if not serials.isdisjoint(there.taken_back):
        return ReasonCode.NOTHING_TO_REFUND
    held = {payment.tax_serial for payment, stored in there.payments if stored.state not in COUNTED}
    return None if refund.of_bill or serials <= held else ReasonCode.MONEY_MATCHED


async def bills_of_refund(tx: Transaction, refund: Refund) -> dict[UUID, BillRecord]:
    """Its bill with its group, locked. Of money without a bill the money is, and a bill that was made meanwhile is found (R-061)."""
    bills = await records_of_bills(tx.driver, [refund.bill_id])
    if not bills:
        await lock_money(tx.driver, refund.bill_id)
        bills = await records_of_bills(tx.driver, [refund.bill_id])
    return bills


async def step_refund(tx: Transaction, before: Refund, to: RefundState, act: Act, **changed: Any) -> Refund:
    """The refund after the step; `before` is locked. Money that is granted, paid or called off is decided anew with its bill."""
    moves_money = before.state.is_granted or to.is_granted
    bills = await bills_of_refund(tx, before) if moves_money else {}
    now = replace(
        before,
        state=to,
        version=before.version + 1,
        changed_on=tx.now.date(),
        reasons=tuple(act.reasons),
        missing=tuple(act.missing),
        **changed,
    )
    await change_refund(tx.driver, now)
    if to in CALLED_OFF:
        await call_off_money(tx.driver, now.refund_id)
    await keep_step(tx, now, act)
    if moves_money:
        money = await money_of_refunds(tx.driver, [now.refund_id])
        await _move_money(tx, now, money, bills)
        await book_reversals(tx, await reversals_of(tx.driver, sorted(one.tax_serial for one in money)))
    return now


async def fail_payout(tx: Transaction, refund: Refund) -> Refund:
    """The payout that was ordered last was not made: nothing has moved, a person decides on another one."""
    return await step_refund(tx, refund, refund.state, Act("tax-office"), payout_failed=True)


async def keep_step(tx: Transaction, refund: Refund, act: Act) -> None:
    """Who did it, in the audit too; the others are told."""
    note = seal_text(tx, act.note, NOTE, f"{refund.refund_id}/{refund.version}") if act.note else None
    step = Step(refund.refund_id, refund.version, refund.state, act.by, tx.now.date(), list(act.reasons), list(act.missing), note)
    await add_step(tx.driver, step)
    tx.audit("refund.step", subject=str(refund.refund_id), actor=act.by, detail={"state": refund.state, "version": refund.version})
    if refund.participation_id is not None:
        money = await money_of_refunds(tx.driver, [refund.refund_id])
        tx.publish(*refund_events(refund, money, tx.now))


async def _move_money(tx: Transaction, refund: Refund, money: Sequence[MoneyOfRefund], bills: dict[Any, BillRecord]) -> None:
    if refund.bill_id in bills:
        record = bills[refund.bill_id]
        going = {serial: one for serial, one in record.facts.going_back.items() if one.refund_id != refund.refund_id}
        if refund.state not in CALLED_OFF:
            going |= {one.tax_serial: _back(refund, one) for one in money}
        record.facts = record.facts._replace(going_back=going)
        await decide_bills(tx, bills.values(), because=Cause(refund.refund_id, refund.version, refund.changed_on))
        return
    serials, changes = {one.tax_serial for one in money}, []
    there = (await payments_of(tx.driver, [refund.bill_id]))[refund.bill_id]
    for payment, stored in there.payments:
        to = _of_stray_money(refund.state, is_gone=payment.tax_serial in there.taken_back)
        if payment.tax_serial in serials and stored.state is not to:
            changes.append(PaymentChange(payment, refund.bill_id, None, stored.state, to, stored.version + 1, refund.changed_on))
    await decide_bills(tx, [], money_without_bill=changes)


def _of_stray_money(state: RefundState, *, is_gone: bool) -> PaymentState:
    """What money without a bill becomes; what left by a payout has left, whatever was taken back beside it."""
    if state is RefundState.PAID_BACK:
        return PaymentState.REFUNDED
    if is_gone:
        return PaymentState.REVERSED
    return PaymentState.REFUND_PENDING if state is RefundState.APPROVED else PaymentState.UNMATCHED


def _back(refund: Refund, money: MoneyOfRefund) -> MoneyBack:
    return MoneyBack(refund.refund_id, money.tax_serial, refund.of_bill, refund.state, refund.changed_on, refund.paid_back_on)


def refund_events(refund: Refund, money: Sequence[MoneyOfRefund], at: datetime) -> list[Event[Any]]:
    """Its full public state; and that it was paid back, once it was."""
    assert refund.participation_id is not None
    payments = tuple(payment_id_of(one.tax_serial) for one in sorted(money))
    state = RefundChangedV1(
        refund_id=refund.refund_id,
        participation_id=refund.participation_id,
        bill_id=refund.bill_id,
        payment_ids=payments,
        ground=refund.ground,
        amount=refund.amount,
        payer=refund.payer,
        state=refund.state,
        applied_on=refund.applied_on,
        fact_on=refund.fact_on,
        first_review=_review(refund.first_by, refund.first_on, refund.first_decision),
        second_review=_review(refund.second_by, refund.second_on, refund.second_decision),
        reasons=refund.reasons,
        missing=refund.missing,
        ends=refund.ends,
        effective_on=refund.effective_on,
        paid_back_on=refund.paid_back_on,
    )
    told: list[Any] = [state]
    if refund.state is RefundState.PAID_BACK and refund.paid_back_on is not None:
        told.append(
            RefundPaidBackV1(
                refund_id=refund.refund_id,
                participation_id=refund.participation_id,
                bill_id=refund.bill_id,
                payment_id=None if refund.of_bill else payments[0],
                ground=refund.ground,
                amount=refund.amount,
                applied_on=refund.applied_on,
                paid_back_on=refund.paid_back_on,
            )
        )
    return [_event(data, refund, at) for data in told]


def _review(by: str | None, on: Any, decision: str | None) -> RefundReview | None:  # noqa: ANN401 -- a date, or none
    return RefundReview(by=by, on=on, decision=decision) if by and on and decision else None


def _event(data: Any, refund: Refund, at: datetime) -> Event[Any]:  # noqa: ANN401 -- either of the two
    assert refund.person_id is not None
    assert refund.area is not None
    return new_event(
        data,
        aggregate_id=refund.refund_id,
        aggregate_version=refund.version,
        person_id=refund.person_id,
        region=pooling_region_of(refund.area),
        occurred_at=datetime.combine(refund.changed_on, time(), SHANGHAI),
        recorded_at=at,
    )
