"""Events between services: outbox, relay, transport, inbox, dead letters."""

from event_bus.dead_letters import DeadLetter, count_dead_letters, discard_dead_letters, inspect_dead_letter, list_dead_letters
from event_bus.embedded import EmbeddedBus
from event_bus.event_keys import EventKey, EventKeyInvalid, Publishers
from event_bus.faults import Fault, fault_of
from event_bus.member import BrokerHealth, BusHealth, BusMember, EventBus, Membership, Replayed
from event_bus.outbox import outbox_figures, publish_events
from event_bus.proof import KeySigner
from event_bus.rabbitmq import RabbitBus
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
    "Handler",
    "Handlers",
    "KeySigner",
    "MemberDatabase",
    "Membership",
    "Publishers",
    "RabbitBus",
    "Replayed",
    "add_bus_tables",
    "count_dead_letters",
    "discard_dead_letters",
    "fault_of",
    "inspect_dead_letter",
    "list_dead_letters",
    "outbox_figures",
    "publish_events",
]
