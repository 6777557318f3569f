"""Business health and figures of duplicate cases: how many are open, which nobody may decide, and what is decided and not done."""

from collections.abc import Sequence
from datetime import timedelta

from prometheus_client.core import Metric

from dedup.domain.cases import OPEN
from dedup.repository.area_scope import EVERYWHERE
from dedup.repository.still_both import Told, count_cases, still_both
from service_runtime import HealthFigure, ReadConnection, Runtime, gauge, gauges

_GRACE, _WINDOW = timedelta(hours=24), timedelta(days=35)
_MOST = 1000


async def check_cases(runtime: Runtime) -> list[HealthFigure]:
    """Warns of relations that should rest since a day and do not, and of cases that wait for a choice that no time-out may make."""
    async with runtime.database.read() as read:
        both, escalated = await _still_both(read), sum(late for _, late in (await count_cases(read.driver)).values())
    return [
        HealthFigure("duplicate-cases:still-both", "warn" if both else "pass", both, "relations"),
        HealthFigure("duplicate-cases:escalated", "warn" if escalated else "pass", escalated, "cases"),
    ]


async def case_figures(read: ReadConnection) -> Sequence[Metric]:
    """Open cases by state, and the list that must be empty."""
    counted = await count_cases(read.driver)
    escalated = sum(late for _, late in counted.values())
    open_cases: dict[str, float] = {state.value: counted.get(state.value, (0, 0))[0] for state in OPEN}
    return [
        gauges("open_duplicate_cases", "Duplicate cases that are open, by state", "state", open_cases),
        gauge("duplicate_cases_escalated", "Duplicate cases whose answer is overdue, and no day decides", escalated),
        gauge("duplicate_relations_still_both", "Decided a day ago and active still: must be 0", await _still_both(read)),
    ]


async def _still_both(read: ReadConnection) -> int:
    """Of those that were asked for some weeks ago or later."""
    until = read.now - _GRACE
    return len(await still_both(read.driver, EVERYWHERE, read.now.date(), Told(until - _WINDOW, until), _MOST))
