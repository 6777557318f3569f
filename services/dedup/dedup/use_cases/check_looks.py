"""Business health and figures: whose answers, cases or notices could not be derived from what is known of them."""

from collections.abc import Sequence

from prometheus_client.core import Metric

from dedup.repository.looks_due import count_looks_due
from service_runtime import HealthFigure, ReadConnection, Runtime, gauge


async def check_looks(runtime: Runtime) -> list[HealthFigure]:
    """Warns as long as there is anybody: each is tried again, those who were tried least first."""
    async with runtime.database.read() as read:
        number, since = await count_looks_due(read.driver)
    output = f"since {since.isoformat(timespec='minutes')}" if since else None
    return [HealthFigure("people:not-looked-at", "warn" if number else "pass", number, "people", output=output)]


async def look_figures(read: ReadConnection) -> Sequence[Metric]:
    """How many wait."""
    number, _ = await count_looks_due(read.driver)
    return [gauge("people_not_looked_at", "People whose answers, cases or notices could not be derived yet", number)]
