"""An operator has the refused data of a bill corrected and the bill sent again (R-059)."""

from dataclasses import replace
from uuid import UUID

from enrolment_terms.state_table import TransitionRefused, next_state
from payment_bridge.domain.bill_states import TRANSITIONS, BillEvent
from payment_bridge.errors import NoSuchBill, StateDoesNotAllow
from payment_bridge.repository.bill_facts import records_of_bills
from payment_bridge.use_cases.decide_bills import decide_bills
from service_runtime import Transaction, get_logger

_log = get_logger("payment-bridge.bills")


async def resend_bill(tx: Transaction, bill_id: UUID, actor: str) -> None:
    """FAILED_SYSTEM -> RESEND_QUEUED. Raises NoSuchBill, StateDoesNotAllow."""
    records = await records_of_bills(tx.driver, [bill_id])
    record = records.get(bill_id)
    if record is None or record.status is None:
        raise NoSuchBill()
    try:
        next_state(TRANSITIONS, record.status.state, BillEvent.REQUEUED, "bill")
    except TransitionRefused as refused:
        _log.warning("transition.refused", bill_id=str(bill_id), state=refused.state, by=refused.event)
        raise StateDoesNotAllow() from None
    record.change_delivery(replace(record.facts.delivery, requeued_no=record.status.resend_no))
    tx.audit("bill.resend", subject=str(bill_id), actor=actor)
    await decide_bills(tx, records.values())
