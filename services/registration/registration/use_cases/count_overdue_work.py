"""Work that an office should have done (H-R-051): for health and for the figures."""

from collections.abc import Sequence

from prometheus_client.core import Metric

from policy_parameters import PolicyNotKnown
from registration.domain.work_list import CountedWork, deadlines_of, is_overdue
from registration.repository.work_rows import count_work
from service_runtime import HealthFigure, ReadConnection, Runtime, gauge


async def overdue_work(read: ReadConnection) -> int:
    """Papers and applications that were handed in in time, and are past the office's own deadline."""
    return sum(one.pieces for one in await count_work(read.driver, read.now.date()) if _is_overdue(one, read))


async def check_work_list(runtime: Runtime) -> Sequence[HealthFigure]:
    """Warns as long as there is any."""
    async with runtime.database.read() as read:
        overdue = await overdue_work(read)
    return [HealthFigure("work_list:overdue", "warn" if overdue else "pass", overdue, "applications")]


async def work_figures(read: ReadConnection) -> Sequence[Metric]:
    """Of all regions and years."""
    return [gauge("work_overdue", "Papers and applications past the office's own deadline", await overdue_work(read))]


def _is_overdue(one: CountedWork, read: ReadConnection) -> bool:
    try:
        due_on = deadlines_of(one.region, one.benefit_year, read.policy).of(one.is_new)
    except PolicyNotKnown:
        return False
    return is_overdue(one.filed_on, due_on, read.now.date())
