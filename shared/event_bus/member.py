"""What a service gives to the bus, and what it gets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from event_bus.batch import Batch, TellBatch
from event_bus.event_keys import Publishers
from event_bus.proof import Signer
from event_bus.tracing import Spans
from event_bus.transaction import Handlers, MemberDatabase


def _tell_nobody(_: Batch) -> None:
    pass


@dataclass(frozen=True)
class BusMember:
    """A service by name, with its database and its handlers. Replicas of one service have the same name."""

    name: str
    database: MemberDatabase
    handlers: Handlers
    spans: Spans = field(default_factory=Spans)
    tell_batch: TellBatch = _tell_nobody
    """Called once for each batch that it has taken."""
    signer: Signer | None = None
    """Signs what it publishes; None on the embedded bus, which makes a key for it."""
    publishers: Publishers | None = None
    """Proves what it hears; None on the embedded bus."""


@dataclass(frozen=True, slots=True)
class BrokerHealth:
    """Whether a member is connected to the broker now."""

    is_embedded: bool = False
    """True where there is no broker: events are handed over inside the process."""
    is_away: bool = False
    away_seconds: float = 0.0
    error: str | None = None
    """Class of the failure of the latest try to connect, while it is away."""


@dataclass(frozen=True, slots=True)
class BusHealth:
    """What a member knows of its relay and its consumer, without asking anybody; numbers since it joined."""

    relay_alive: bool
    relay_leads: bool
    """Only one replica's relay leads; the others stand by."""
    consumer_alive: bool
    broker: BrokerHealth
    holding: bool = False
    """True while events wait for the database to come back, or for the tables and rights that this version needs."""
    held_by: str | None = None
    """Class of the error they wait for to pass, without its text."""
    batch_seconds: float = 0.0
    """For how long the batch in hand has been there; 0 without one."""
    parked: int = 0
    """Broker messages set aside because every delivery ended with its consumer."""
    relay_error: str | None = None
    """Class of the failure that keeps the relay from working now, without its text; None while it works."""
    consumer_error: str | None = None
    """The same of the consumer."""
    undeleted: int = 0
    """Events that every listener has and whose rows could not be deleted yet."""
    held_types: Sequence[str] = ()
    """Types whose events wait until every declared listener has bound its queue to them; known to the leader alone, as the next."""
    refusing: Mapping[str, int] = field(default_factory=dict)
    """Listeners that do not take what is theirs, and how many events wait for each."""
    unrouted: int = 0
    """Broker messages that no queue wanted, as the leader saw them last."""
    events_relayed: int = 0
    messages_relayed: int = 0
    events_consumed: int = 0
    duplicates: int = 0
    poisoned: int = 0
    unproved: int = 0
    """Messages, and events in them, whose publisher was not proved."""
    restarts: int = 0


class Membership(Protocol):
    """A service's place on the bus."""

    @property
    def health(self) -> BusHealth:
        """How relay and consumer are now."""

    def wake(self) -> None:
        """Tells the relay that a transaction with events has committed."""

    async def replay_some(self) -> bool:
        """One batch of a replay that was asked for, or of letters that this version has come to know. False if there is nothing to do now.

        Raises what passes by itself.
        """

    async def leave(self) -> None:
        """Finishes what is in hand and stops. What is still in outbox or queue stays there."""


class EventBus(Protocol):
    """A transport with all its members of this process."""

    async def join(self, member: BusMember) -> Membership:
        """Declares what the member needs and starts its relay and consumer, supervised."""

    async def close(self) -> None:
        """Lets every member leave."""
