"""The places where dying hurts: each is a gap between two things that belong together."""

from typing import Any

from canbao_suite.chaos.crashes import CrashPoint
from canbao_suite.environments import SERVICES

_ALL = tuple(SERVICES)
_REGISTRATION, _BRIDGE = ("registration",), ("payment-bridge",)
_COMMIT = "service_runtime.transaction:Transaction.commit"


def _has_events(work: Any, *_: Any) -> bool:
    return bool(work.events)


def _files(_: Any, __: Any, answer: Any = None, *___: Any) -> bool:
    """The commit keeps the answer to a filed application."""
    return getattr(answer, "status", None) == 202


def _has_result(*seen: Any) -> bool:
    return bool(seen[-1])


def _takes_events(_: Any, events: Any, *__: Any) -> bool:
    return bool(events)


REQUESTS = (
    CrashPoint("before-commit", _COMMIT, "before", _ALL, only_if=_has_events),
    CrashPoint("after-commit", _COMMIT, "after", _ALL, only_if=_has_events),
    CrashPoint("after-filing-commit", "service_runtime.database:Database.commit", "after", _REGISTRATION, only_if=_files),
    CrashPoint("after-rows-kept", "service_runtime.transaction:keep_rows", "after", _REGISTRATION),
    CrashPoint("after-key-claim", "service_runtime.idempotency:IdempotencyKey.claim", "after", _REGISTRATION),
    CrashPoint("after-answer-replaced", "service_runtime.idempotency:IdempotencyKey.replace", "after", _REGISTRATION),
)
CONSUMERS = (
    CrashPoint("before-consumer-commit", "event_bus.consumption:Consumption._transact", "before", _ALL),
    CrashPoint("after-inbox-claim", "event_bus.consumption:claim_new", "after", _ALL, only_if=_has_result),
    CrashPoint("after-effect", "event_bus.consumption:Consumption.take_effect", "after", _ALL, only_if=_has_result),
    CrashPoint("before-ack", "event_bus.consumption:Consumption.take", "after", _ALL, only_if=_takes_events),
    CrashPoint("after-queue-declared", "event_bus.rabbit_topology:Topology.declare_queue", "after", _ALL, "start"),
    CrashPoint("after-announced", "event_bus.rabbit_topology:Topology.announce", "after", _ALL, "start"),
    CrashPoint("letter-kept", "event_bus.consumption:keep_dead_letter", "after", ("dedup", "benefits"), "replay"),
    CrashPoint("letter-dropped", "event_bus.replays:drop_dead_letters", "after", ("dedup", "benefits"), "replay"),
    CrashPoint("letter-replayed", "event_bus.replays:Replaying._take_back", "after", ("dedup", "benefits"), "replay"),
)
RELAY = (
    CrashPoint("after-lead", "event_bus.relay:Relay._become_leader", "after", _ALL, "start"),
    CrashPoint("after-outbox-read", "event_bus.outbox_reader:OutboxReader.next", "after", _ALL, only_if=_has_result),
    CrashPoint("before-confirm", "event_bus.rabbit_publisher:RabbitPublisher._taken", "amid", _ALL),
    CrashPoint("after-confirm", "event_bus.rabbit_publisher:RabbitPublisher.publish", "after", _ALL, only_if=_has_result),
    CrashPoint("after-outbox-delete", "event_bus.outbox:delete", "after", _ALL),
)
MONEY = (
    CrashPoint("callback-stored", "payment_bridge.endpoints.tax_webhooks:store_callback", "after", _BRIDGE),
    CrashPoint("callback-committed", "payment_bridge.use_cases.callback_counters:RECEIVED.inc", "before", _BRIDGE),
    CrashPoint("callbacks-done", "payment_bridge.use_cases.process_callbacks:callbacks_done", "after", _BRIDGE),
    CrashPoint("levy-kept", "payment_bridge.repository.levies:keep_batch", "after", _BRIDGE),
    CrashPoint("levy-answered", "payment_bridge.use_cases.send_levies:record_levy_answer", "before", _BRIDGE),
    CrashPoint("ledger-cursor", "payment_bridge.use_cases.read_ledger:move_cursor", "before", _BRIDGE),
)
KEEPING = (
    CrashPoint("audit-block", "service_runtime.audit_sealer:append_block", "after", _REGISTRATION),
    CrashPoint("purge", "service_runtime.purge:Purge.step", "after", _ALL, "start"),
    CrashPoint("republished", "service_runtime.republications:tell_batch", "after", _ALL, "republish", only_if=_has_result),
    CrashPoint("migration-step", "service_runtime.migration:_upgrade", "after", _ALL, "start"),
    CrashPoint("migration-grant", "service_runtime.migration:_grant", "before", _ALL, "start"),
)
POINTS = {point.name: point for point in (*REQUESTS, *CONSUMERS, *RELAY, *MONEY, *KEEPING)}


def points_of(service: str) -> list[CrashPoint]:
    """Those that a process of this service comes by."""
    return [point for point in POINTS.values() if service in point.services]
