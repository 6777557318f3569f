"""Money that was to be recovered is settled: it is on its way from the tax office again, or it stands as the refund that it was."""

from uuid import UUID

from enrolment_events.payment import RefundState
from enrolment_terms.state_table import TransitionRefused
from payment_bridge.domain.claims import Resolution
from payment_bridge.domain.differences import TaxSource
from payment_bridge.domain.payment_states import COUNTED, HELD
from payment_bridge.domain.refunds import Refund, RefundEvent, after, effective_on
from payment_bridge.domain.tax_cases import CaseKind
from payment_bridge.domain.tax_rows import TaxReport
from payment_bridge.errors import RefundStateDoesNotAllow
from payment_bridge.repository.bill_facts import payments_of
from payment_bridge.repository.claims import case_is_about, hold_payout
from payment_bridge.repository.refunds import free_again, lock_refund, money_of_refunds, payout_of_serial, payouts_named
from payment_bridge.repository.reversals import reversals_of
from payment_bridge.repository.serials import claim_serials
from payment_bridge.repository.tax_cases import claims_not_judged, note_tried
from payment_bridge.use_cases.book_claims import book_reversals
from payment_bridge.use_cases.pay_back_refunds import book_stray_payout, settle_payouts
from payment_bridge.use_cases.step_refund import Act, bills_of_refund, step_refund
from payment_bridge.use_cases.take_report import take_report
from payment_bridge.use_cases.take_rows import UNPROCESSABLE
from service_runtime import Runtime, Transaction, get_logger

_log = get_logger("payment-bridge.claims")
_AT_ONCE = 100
_JUDGED = "202611292012"
"""Step since which a claim is judged by all that was told, and booked. Another step here judges all of them once more."""


async def hold_claim(tx: Transaction, case_id: UUID) -> None:
    """Nobody else decides about its money meanwhile: held before the case is, as whoever hears of the money does."""
    about = await case_is_about(tx.driver, case_id)
    if about is None or about["tax_serial"] is None:
        return
    if about["kind"] != CaseKind.PAYOUT_UNKNOWN:
        await claim_serials(tx.driver, [about["other_serial"]] if about["other_serial"] else [])
    else:
        await _held_refund(tx, about["tax_serial"])


async def settle_claim(tx: Transaction, case_id: UUID, resolution: Resolution, actor: str) -> None:
    """The case is closed with this resolution; what was booked moves on. Raises RefundStateDoesNotAllow."""
    about = await case_is_about(tx.driver, case_id)
    assert about is not None
    if about["kind"] != CaseKind.PAYOUT_UNKNOWN:
        if resolution is not Resolution.RECOVERED:
            raise RefundStateDoesNotAllow()
        await book_reversals(tx, await reversals_of(tx.driver, [about["other_serial"]]))
        return
    payout_id, refund = await _held_refund(tx, about["tax_serial"])
    if resolution is Resolution.REFUND_STANDS:
        refund = await _let_stand(tx, refund, actor)
    await _settle_payout(tx, payout_id, refund)


async def book_older_claims(runtime: Runtime) -> int:
    """One step: how many claims were judged once by what is known now; a release before this one opened them and did not book them."""
    async with runtime.database.read() as read:
        older = await claims_not_judged(read.driver, _JUDGED, _AT_ONCE)
    for case_id in older:
        try:
            async with runtime.database.transaction() as tx:
                await _judge_older(tx, case_id)
        except UNPROCESSABLE as error:  # it stays as it is, and holds up no other
            _log.warning("claim.not_judged", case_id=str(case_id), error=type(error).__name__)
        async with runtime.database.transaction() as tx:
            await note_tried(tx.driver, case_id, _JUDGED)
    return len(older)


async def _judge_older(tx: Transaction, case_id: UUID) -> None:
    """As if the tax office told it again."""
    about = await case_is_about(tx.driver, case_id)
    assert about is not None
    if about["kind"] != CaseKind.PAYOUT_UNKNOWN:
        await take_report(tx, TaxReport(reversals=await reversals_of(tx.driver, [about["other_serial"]])), TaxSource.LEDGER)
    else:
        await _settle_payout(tx, *await _held_refund(tx, about["tax_serial"]))


async def _settle_payout(tx: Transaction, payout_id: UUID, refund: Refund | None) -> None:
    if refund is None:
        await book_stray_payout(tx, payout_id)
    else:
        await settle_payouts(tx, refund)


async def _held_refund(tx: Transaction, serial: str) -> tuple[UUID, Refund | None]:
    payout_id = await payout_of_serial(tx.driver, serial)
    assert payout_id is not None
    for payout in await payouts_named(tx.driver, [payout_id]):
        return payout_id, await lock_refund(tx.driver, payout.refund_id, None)
    await hold_payout(tx.driver, payout_id)
    return payout_id, None


async def _let_stand(tx: Transaction, refund: Refund | None, actor: str) -> Refund:
    """D5: called off, and paid all the same. Its money must lie where it lay: neither in another refund nor taken back."""
    if refund is None or not await free_again(tx.driver, refund.refund_id):
        raise RefundStateDoesNotAllow()
    try:
        state = after(refund.state, RefundEvent.STANDS)
    except TransitionRefused:
        raise RefundStateDoesNotAllow() from None
    await bills_of_refund(tx, refund)
    serials = {one.tax_serial for one in await money_of_refunds(tx.driver, [refund.refund_id])}
    there = (await payments_of(tx.driver, [refund.bill_id]))[refund.bill_id]
    wanted = COUNTED if refund.of_bill else HELD
    if any(stored.state not in wanted for payment, stored in there.payments if payment.tax_serial in serials):
        raise RefundStateDoesNotAllow()
    assert state is RefundState.PAID_BACK
    today = tx.now.date()
    changed = {"paid_back_on": today, "payout_failed": False, "effective_on": effective_on(today, refund.period_start)}
    return await step_refund(tx, refund, state, Act(actor), **changed)
