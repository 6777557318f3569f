"""The end of the concentrated period: bills unpaid for personal cause are abandoned (R-058)."""

from payment_bridge.domain.period_end import period_is_over
from payment_bridge.errors import PeriodNotOver
from payment_bridge.repository.dossiers import records_of_bills
from payment_bridge.repository.sweeps import count_unpaid_for_personal_cause, declare_period_end, unpaid_for_personal_cause
from payment_bridge.use_cases.decide_bills import decide_bills
from service_runtime import Runtime, UnitOfWork


async def end_period(tx: UnitOfWork, region: str, year: int, limit: int, runtime: Runtime) -> tuple[int, int]:
    """One step: how many were abandoned, how many remain. Raises PeriodNotOver, PolicyNotKnown."""
    if not period_is_over(runtime.clock.today(), region, year, runtime.policy):
        raise PeriodNotOver()
    await declare_period_end(tx.connection, region, year, runtime.clock.today())
    unpaid = await unpaid_for_personal_cause(tx.connection, region, year, limit)
    records = await records_of_bills(tx.connection, unpaid)
    await decide_bills(tx, records.values(), runtime.policy, runtime.clock.now())
    return len(unpaid), await count_unpaid_for_personal_cause(tx.connection, region, year)
