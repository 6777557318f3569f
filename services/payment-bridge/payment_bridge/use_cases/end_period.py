"""The end of the concentrated period: bills unpaid for personal cause are abandoned (R-058)."""

from payment_bridge.domain.period_end import period_is_over
from payment_bridge.errors import PeriodNotOver
from payment_bridge.repository.bill_facts import records_of_bills
from payment_bridge.repository.sweeps import count_unpaid_for_personal_cause, declare_period_end, unpaid_for_personal_cause
from payment_bridge.use_cases.decide_bills import decide_bills
from service_runtime import Transaction


def require_period_over(tx: Transaction, region: str, year: int) -> None:
    """Raises PeriodNotOver, PolicyNotKnown."""
    if not period_is_over(tx.now.date(), region, year, tx.policy):
        raise PeriodNotOver()


async def end_period(tx: Transaction, region: str, year: int, limit: int) -> tuple[int, int]:
    """One step: how many were abandoned, how many remain. Raises PeriodNotOver, PolicyNotKnown."""
    require_period_over(tx, region, year)
    today = tx.now.date()
    await declare_period_end(tx.driver, region, year, today)
    unpaid = await unpaid_for_personal_cause(tx.driver, region, year, limit)
    records = await records_of_bills(tx.driver, unpaid)
    await decide_bills(tx, records.values())
    return len(unpaid), await count_unpaid_for_personal_cause(tx.driver, region, year)
