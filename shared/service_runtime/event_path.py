"""The event path of a service in health and metrics. Nothing in it makes the service unready: the outbox buffers."""

from collections.abc import Sequence

from event_bus import BusHealth
from service_runtime.database import is_database_away
from service_runtime.health import HealthFigure, Status
from service_runtime.runtime import Runtime

_OLD_SECONDS = 60.0


async def event_path_health(runtime: Runtime) -> Sequence[HealthFigure]:
    """Outbox age, dead letters, relay and consumer."""
    if runtime.joined is None:
        return []
    health = await runtime.joined.health()
    return [
        HealthFigure("outbox:depth", "pass", health.outbox_depth, "events"),
        HealthFigure("outbox:age", _warn_if(health.outbox_age_seconds > _OLD_SECONDS), round(health.outbox_age_seconds, 1), "s"),
        HealthFigure("deadletters:count", _warn_if(health.dead_letters > 0), health.dead_letters, "events"),
        HealthFigure("relay:alive", _warn_if(not health.relay_alive), output=health.relay_error),
        HealthFigure("consumer:alive", _warn_if(not health.consumer_alive or health.holding), output=health.consumer_error),
    ]


def broker_health(runtime: Runtime) -> Sequence[HealthFigure]:
    """Whether this replica is connected to the broker, and for how many seconds it has not been. Asks nobody."""
    if runtime.joined is None:
        return []
    broker = runtime.joined.broker
    if broker.is_embedded:
        return [HealthFigure("broker:connection", "pass", "embedded")]
    return [HealthFigure("broker:connection", _warn_if(broker.is_away), round(broker.away_seconds, 1), "s", broker.error)]


async def event_path_figures(runtime: Runtime) -> dict[str, float]:
    """The same as gauges; empty if the database is away."""
    if runtime.joined is None:
        return {}
    try:
        return _gauges(await runtime.joined.health())
    except Exception as error:
        if is_database_away(error):
            return {}
        raise


def _gauges(health: BusHealth) -> dict[str, float]:
    return {
        "outbox_depth": health.outbox_depth,
        "outbox_age_seconds": health.outbox_age_seconds,
        "dead_letters": health.dead_letters,
        "relay_alive": health.relay_alive,
        "relay_leads": health.relay_leads,
        "consumer_alive": health.consumer_alive,
        "events_relayed": health.events_relayed,
        "messages_relayed": health.messages_relayed,
        "events_consumed": health.events_consumed,
        "events_duplicate": health.duplicates,
        "events_poisoned": health.poisoned,
        "bus_restarts": health.restarts,
    }


def _warn_if(bad: bool) -> Status:
    return "warn" if bad else "pass"
