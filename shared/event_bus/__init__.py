"""Events between services: outbox, relay, transport, inbox, dead letters."""

from event_bus.dead_letters import (
    DeadLetter,
    LetterCounts,
    count_dead_letters,
    discard_dead_letters,
    inspect_dead_letter,
    list_dead_letters,
)
from event_bus.embedded import EmbeddedBus
from event_bus.event_keys import EventKey, EventKeyInvalid, Publishers
from event_bus.faults import Fault, FaultKind, fault_of
from event_bus.member import BrokerHealth, BusHealth, BusMember, EventBus, Membership
from event_bus.outbox import publish_events
from event_bus.outbox_figures import OutboxFigures
from event_bus.proof import KeySigner
from event_bus.rabbitmq import RabbitBus
from event_bus.replays import Replay, ReplayState, ask_replay, find_replay, list_replays
from event_bus.tables import add_bus_tables
from event_bus.transaction import BusTransaction, Handler, Handlers, MemberDatabase

__all__ = [
    "BrokerHealth",
    "BusHealth",
    "BusMember",
    "BusTransaction",
    "DeadLetter",
    "EmbeddedBus",
    "EventBus",
    "EventKey",
    "EventKeyInvalid",
    "Fault",
    "FaultKind",
    "Handler",
    "Handlers",
    "KeySigner",
    "LetterCounts",
    "MemberDatabase",
    "Membership",
    "OutboxFigures",
    "Publishers",
    "RabbitBus",
    "Replay",
    "ReplayState",
    "add_bus_tables",
    "ask_replay",
    "count_dead_letters",
    "discard_dead_letters",
    "fault_of",
    "find_replay",
    "inspect_dead_letter",
    "list_dead_letters",
    "list_replays",
    "publish_events",
]
