"""Business health: applications that wait too long for their conflict check (D1 "no answer after retries → alarm")."""

from collections.abc import Sequence
from datetime import timedelta

from registration.repository.application_rows import count_waiting_since
from registration.repository.connection import driver_of
from service_runtime import HealthFigure, Runtime

LONGEST_WAIT = timedelta(hours=1)


async def conflict_check_health(runtime: Runtime) -> Sequence[HealthFigure]:
    """Warns of applications whose check was asked for more than an hour of business time ago."""
    async with runtime.database.reading() as connection:
        overdue = await count_waiting_since(await driver_of(connection), runtime.clock.now() - LONGEST_WAIT)
    return [HealthFigure("conflict_checks:overdue", "warn" if overdue else "pass", overdue, "applications")]
