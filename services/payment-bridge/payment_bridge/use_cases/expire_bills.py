"""Background work: bills with a last day that has gone by are cancelled (D3)."""

from dataclasses import replace
from datetime import timedelta

from payment_bridge.domain.bill_states import MAY_EXPIRE
from payment_bridge.repository.bill_facts import records_of_bills
from payment_bridge.repository.sweeps import past_their_last_day
from payment_bridge.use_cases.decide_bills import decide_bills
from service_runtime import Runtime

_AT_ONCE = 1000


async def expire_bills(runtime: Runtime) -> int:
    """One step: how many bills were cancelled. Money that arrived by the last day still pays one that is heard of later."""
    async with runtime.database.transaction() as tx:
        due = await past_their_last_day(tx.driver, tx.now.date(), MAY_EXPIRE, _AT_ONCE)
        if due:
            records = await records_of_bills(tx.driver, due)
            for bill_id in due:
                record = records[bill_id]
                last_day = record.charge.last_day
                if last_day is not None and record.status is not None and record.status.state in MAY_EXPIRE:
                    record.change_delivery(replace(record.facts.delivery, expired_on=last_day + timedelta(days=1)))
            await decide_bills(tx, records.values())
        return len(due)
