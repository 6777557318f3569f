"""The event path of a service in health and metrics. Nothing in it makes the service unready: the outbox buffers."""

from collections.abc import Iterable, Sequence

from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

from event_bus import count_dead_letters, outbox_figures
from service_runtime.figures import gauge
from service_runtime.health import HealthFigure, Status
from service_runtime.runtime import Runtime
from service_runtime.transaction import ReadConnection

_OLD_SECONDS = 60.0


async def event_path_health(runtime: Runtime) -> Sequence[HealthFigure]:
    """Outbox age, dead letters, relay and consumer."""
    if runtime.joined is None:
        return []
    async with runtime.database.read() as read:
        depth, age = await outbox_figures(read.driver)
        dead, unproved = await count_dead_letters(read.driver)
    health = runtime.joined.health
    return [
        HealthFigure("outbox:depth", "pass", depth, "events"),
        HealthFigure("outbox:age", _warn_if(age > _OLD_SECONDS), round(age, 1), "s"),
        HealthFigure("deadletters:count", _warn_if(dead > 0), dead, "events"),
        HealthFigure("deadletters:unproved", _warn_if(unproved > 0), unproved, "events"),
        HealthFigure("relay:alive", _warn_if(not health.relay_alive), output=health.relay_error),
        HealthFigure("consumer:alive", _warn_if(not health.consumer_alive or health.holding), output=health.consumer_error),
    ]


def broker_health(runtime: Runtime) -> Sequence[HealthFigure]:
    """Whether this replica is connected to the broker, and for how many seconds it has not been. Asks nobody."""
    if runtime.joined is None:
        return []
    broker = runtime.joined.health.broker
    if broker.is_embedded:
        return [HealthFigure("broker:connection", "pass", "embedded")]
    return [HealthFigure("broker:connection", _warn_if(broker.is_away), round(broker.away_seconds, 1), "s", broker.error)]


async def event_path_figures(read: ReadConnection) -> Sequence[Metric]:
    """What waits in the database."""
    depth, age = await outbox_figures(read.driver)
    dead, unproved = await count_dead_letters(read.driver)
    return [
        gauge("outbox_depth", "Events committed and not yet confirmed by the transport", depth),
        gauge("outbox_age_seconds", "Age of the oldest event not yet confirmed", age),
        gauge("dead_letters", "Events that no handler could take and nobody has discarded", dead),
        gauge("unproved_dead_letters", "Those of them whose publisher was not proved", unproved),
    ]


class EventPathFigures(Collector):
    """What the process itself knows of its relay and its consumer."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def collect(self) -> Iterable[Metric]:
        """Nothing before the service has joined the bus."""
        if self._runtime.joined is None:
            return
        health = self._runtime.joined.health
        yield gauge("relay_alive", "1 if the relay runs", health.relay_alive)
        yield gauge("relay_leads", "1 if this replica's relay is the one that sends", health.relay_leads)
        yield gauge("consumer_alive", "1 if the consumer takes events", health.consumer_alive)
        yield gauge("consumer_holding", "1 while events wait for the database to come back", health.holding)
        yield gauge("parked_messages", "Broker messages set aside because every delivery ended with its consumer", health.parked)
        yield CounterMetricFamily("canbao_events_relayed", "Events confirmed by the transport", health.events_relayed)
        yield CounterMetricFamily("canbao_messages_relayed", "Messages in which events were relayed", health.messages_relayed)
        yield CounterMetricFamily("canbao_events_consumed", "Events whose effect was committed", health.events_consumed)
        yield CounterMetricFamily("canbao_events_duplicate", "Events that came again after their effect", health.duplicates)
        yield CounterMetricFamily("canbao_events_poisoned", "Events put aside as dead letters", health.poisoned)
        yield CounterMetricFamily("canbao_events_unproved", "Messages and events whose publisher was not proved", health.unproved)
        yield CounterMetricFamily("canbao_bus_restarts", "Restarts of relay and consumer after a failure", health.restarts)


def _warn_if(bad: bool) -> Status:
    return "warn" if bad else "pass"
