"""The event path of a service in health and metrics."""

from collections.abc import Sequence

from service_runtime.health import HealthFigure
from service_runtime.runtime import Runtime


async def event_path_health(runtime: Runtime) -> Sequence[HealthFigure]:
    """Outbox, dead letters, relay and consumer; none of them makes the service unready."""
    return []


async def event_path_figures(runtime: Runtime) -> dict[str, float]:
    """The same as gauges; empty if the database is away."""
    return {}
