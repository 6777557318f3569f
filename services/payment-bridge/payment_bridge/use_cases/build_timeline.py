"""One person's way through the levy."""

from uuid import UUID

from payment_bridge.domain.scope import Scope
from payment_bridge.domain.timeline import TimelineEntry, timeline_of
from payment_bridge.repository.queries import bills_of_person, facts_of_bills
from service_runtime import ReadConnection


async def build_timeline(read: ReadConnection, person_id: UUID, scope: Scope) -> list[TimelineEntry]:
    """From the bills inside the scope; empty if there are none."""
    bills = await bills_of_person(read.driver, person_id, scope)
    facts = await facts_of_bills(read.driver, [bill.bill_id for bill in bills]) if bills else []
    return timeline_of(bills, facts)
