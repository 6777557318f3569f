"""An operator has the refused data of a bill corrected and the bill sent again (R-059)."""

from dataclasses import replace
from uuid import UUID

from payment_bridge.domain.bill_states import BillEvent, TransitionRefused, move
from payment_bridge.errors import NoSuchBill, StateDoesNotAllow
from payment_bridge.repository.dossiers import records_of_bills
from payment_bridge.use_cases.decide_bills import decide_bills
from service_runtime import Runtime, UnitOfWork, get_logger

_log = get_logger("payment-bridge.bills")


async def resend_bill(tx: UnitOfWork, bill_id: UUID, actor: str, runtime: Runtime) -> None:
    """FAILED_SYSTEM -> RESEND_QUEUED. Raises NoSuchBill, StateDoesNotAllow."""
    records = await records_of_bills(tx.connection, [bill_id])
    record = records.get(bill_id)
    if record is None or record.standing is None:
        raise NoSuchBill()
    try:
        move(record.standing.state, BillEvent.REQUEUED)
    except TransitionRefused as refused:
        _log.warning("transition.refused", bill_id=str(bill_id), state=refused.state, by=refused.event)
        raise StateDoesNotAllow() from None
    sending = replace(record.dossier.sending, requeued_no=record.standing.resend_no)
    record.dossier, record.touched = replace(record.dossier, sending=sending), True
    tx.audit("bill.resend", subject=str(bill_id), actor=actor)
    await decide_bills(tx, records.values(), runtime.policy, runtime.clock.now())
