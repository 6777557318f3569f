"""Business health: applications that wait too long for their conflict check (D1 "no answer after retries → alarm")."""

from collections.abc import Sequence
from datetime import timedelta

from registration.repository.application_rows import count_waiting_since
from service_runtime import HealthFigure, Runtime

LONGEST_WAIT = timedelta(hours=1)


async def check_conflict_checks(runtime: Runtime) -> Sequence[HealthFigure]:
    """Warns of applications whose check was asked for more than an hour of business time ago."""
    async with runtime.database.read() as read:
        overdue = await count_waiting_since(read.driver, read.now - LONGEST_WAIT)
    return [HealthFigure("conflict_checks:overdue", "warn" if overdue else "pass", overdue, "applications")]
