"""What people owe, and the one bill that somebody wants to pay now."""

from uuid import UUID

from enrolment_terms.scheme import BillState
from payment_bridge.domain.dues import GONE, Due, due_of, paid_together
from payment_bridge.domain.scope import Scope
from payment_bridge.errors import BillNotPayable, NoSuchBill
from payment_bridge.repository.dues import owed_bills
from payment_bridge.repository.queries import find_bills
from service_runtime import ReadConnection


async def find_dues(read: ReadConnection, scope: Scope) -> list[Due]:
    """All that the people of the scope owe for this year and later ones."""
    today = read.now.date()
    return paid_together([due_of(bill, today, read.policy) for bill in await owed_bills(read.driver, scope, today.year)])


async def find_due(read: ReadConnection, scope: Scope, bill_id: UUID) -> Due:
    """One of them that can be paid now. Raises NoSuchBill; BillNotPayable with the reason, also of one that is paid by whatever channel."""
    found = await find_bills(read.driver, scope, bill_id=bill_id)
    if not found:
        raise NoSuchBill()
    if found[0]["state"] in GONE:
        raise BillNotPayable("BILL_PAID" if found[0]["state"] == BillState.PAID else "BILL_CANCELLED")
    today = read.now.date()
    bill = next((one for one in await owed_bills(read.driver, scope, found[0]["benefit_year"]) if one.bill_id == bill_id), None)
    if bill is None:  # paid, or called off, a moment ago
        raise BillNotPayable("BILL_PAID")
    due = due_of(bill, today, read.policy)
    if not due.payable:
        raise BillNotPayable(f"BILL_{due.status}")
    return due
