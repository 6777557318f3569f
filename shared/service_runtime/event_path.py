"""The event path of a service in health and metrics. Nothing in it makes the service unready: the outbox buffers."""

from collections.abc import Iterable, Sequence

from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

from enrolment_events.catalogue import PUBLISHERS
from event_bus import count_dead_letters
from event_bus.outbox_figures import MOST_COUNTED
from service_runtime.figures import FigureSource, gauge, gauges
from service_runtime.health import HealthFigure, Status
from service_runtime.runtime import Runtime
from service_runtime.transaction import ReadConnection

_OLD_SECONDS = 60.0
_UNDELETED = 1000
"""Two batches in flight: more than that cannot be deleted."""


async def event_path_health(runtime: Runtime) -> Sequence[HealthFigure]:
    """Outbox age, dead letters, relay and consumer."""
    if runtime.joined is None:
        return []
    async with runtime.database.read() as read:
        depth, age = await runtime.outbox.read(read.driver)
        letters = await count_dead_letters(read.driver)
    health = runtime.joined.health
    batch_is_old = health.batch_seconds > runtime.settings.slow_batch_seconds
    return [
        HealthFigure("outbox:depth", "pass", depth if depth < MOST_COUNTED else f">={depth}", "events"),
        HealthFigure("outbox:age", _warn_if(age > _OLD_SECONDS), round(age, 1), "s"),
        HealthFigure("deadletters:count", _warn_if(letters.faults > 0), letters.faults, "events"),
        HealthFigure("deadletters:unproved", _warn_if(letters.unproved > 0), letters.unproved, "events"),
        HealthFigure("deadletters:not_yet_known", _warn_if(letters.not_yet_known > 0), letters.not_yet_known, "events"),
        HealthFigure("parked:count", _warn_if(health.parked > 0), health.parked, "messages"),
        HealthFigure("relay:alive", _warn_if(not health.relay_alive), output=health.relay_error),
        HealthFigure("relay:held", _warn_if(bool(health.held_types)), len(health.held_types), "types", _told(health.held_types)),
        HealthFigure("relay:refusing", _warn_if(bool(health.refusing)), sum(health.refusing.values()), "events", _told(health.refusing)),
        HealthFigure("relay:undeleted", _warn_if(health.undeleted > _UNDELETED), health.undeleted, "events"),
        HealthFigure("unrouted:count", _warn_if(health.unrouted > 0), health.unrouted, "messages"),
        HealthFigure(
            "consumer:alive", _warn_if(not health.consumer_alive or health.holding), output=health.held_by or health.consumer_error
        ),
        HealthFigure("consumer:batch_age", _warn_if(batch_is_old), round(health.batch_seconds, 1), "s"),
    ]


def broker_health(runtime: Runtime) -> Sequence[HealthFigure]:
    """Whether this replica is connected to the broker, and for how many seconds it has not been. Asks nobody."""
    if runtime.joined is None:
        return []
    broker = runtime.joined.health.broker
    if broker.is_embedded:
        return [HealthFigure("broker:connection", "pass", "embedded")]
    return [HealthFigure("broker:connection", _warn_if(broker.is_away), round(broker.away_seconds, 1), "s", broker.error)]


def event_path_figures(runtime: Runtime) -> FigureSource:
    """What waits in the database."""

    async def event_path(read: ReadConnection) -> Sequence[Metric]:
        depth, age = await runtime.outbox.read(read.driver)
        letters = await count_dead_letters(read.driver)
        return [
            gauge("outbox_depth", "Events committed and not yet confirmed by the transport; 10,000 means so many or more", depth),
            gauge("outbox_age_seconds", "Age of the oldest event not yet confirmed", age),
            gauge("dead_letters", "Events that no handler could take and nobody has discarded", letters.faults),
            gauge("unproved_dead_letters", "Those of them whose publisher was not proved", letters.unproved),
            gauge("not_yet_known_events", "Events that wait for a version of the service that knows them", letters.not_yet_known),
        ]

    return event_path


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
        yield gauge("relay_held_types", "Types whose events wait until their listeners are bound", len(health.held_types))
        refusing = {**dict.fromkeys(PUBLISHERS, 0.0), **health.refusing}
        yield gauges("relay_refused_events", "Events that wait for a listener which does not take them", "listener", refusing)
        yield gauge("relay_undeleted_events", "Events that every listener has and whose rows could not be deleted yet", health.undeleted)
        yield gauge("unrouted_messages", "Broker messages that no queue wanted, as the leading relay saw them last", health.unrouted)
        yield gauge("consumer_batch_age_seconds", "For how long the batch in hand has been there, 0 without one", health.batch_seconds)
        yield gauge("parked_messages", "Broker messages set aside because every delivery ended with its consumer", health.parked)
        yield CounterMetricFamily("canbao_events_relayed", "Events confirmed by the transport", health.events_relayed)
        yield CounterMetricFamily("canbao_messages_relayed", "Messages in which events were relayed", health.messages_relayed)
        yield CounterMetricFamily("canbao_events_consumed", "Events whose effect was committed", health.events_consumed)
        yield CounterMetricFamily("canbao_events_duplicate", "Events that came again after their effect", health.duplicates)
        yield CounterMetricFamily("canbao_events_poisoned", "Events put aside as dead letters", health.poisoned)
        yield CounterMetricFamily("canbao_events_unproved", "Messages and events whose publisher was not proved", health.unproved)
        yield CounterMetricFamily("canbao_bus_restarts", "Restarts of relay and consumer after a failure", health.restarts)


def _told(names: Iterable[str]) -> str | None:
    return ", ".join(sorted(names)) or None


def _warn_if(bad: bool) -> Status:
    return "warn" if bad else "pass"
