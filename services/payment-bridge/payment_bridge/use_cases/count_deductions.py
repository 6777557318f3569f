"""What is counted of people insured twice for whom finance paid (R-098): the offices settle it by the national and provincial rules."""

from collections import defaultdict

from enrolment_terms.regions import pooling_region_of
from payment_bridge.domain.finance_deductions import DeductionCount, FinanceShare, count_of, finance_share
from payment_bridge.domain.scope import Scope
from payment_bridge.repository.finance_deductions import duplicates_counted
from service_runtime import ReadConnection


async def count_deductions(read: ReadConnection, year: int, scope: Scope) -> list[DeductionCount]:
    """By pooling region, as far as the office sees it. Raises PolicyNotKnown."""
    of_region: dict[str, list[tuple[FinanceShare | None, int]]] = defaultdict(list)
    for bill, number in await duplicates_counted(read.driver, year, scope):
        of_region[pooling_region_of(bill.area)].append((finance_share(bill, read.policy), number))
    return [count_of(region, year, shares) for region, shares in sorted(of_region.items())]
