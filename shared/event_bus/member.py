"""What a service gives to the bus, and what it gets."""

from dataclasses import dataclass
from typing import Protocol

from event_bus.transaction import Handlers, MemberDatabase


@dataclass(frozen=True)
class BusMember:
    """A service by name, with its database and its handlers. Replicas of one service have the same name."""

    name: str
    database: MemberDatabase
    handlers: Handlers


@dataclass(frozen=True, slots=True)
class BusHealth:
    """How the event path of one member is, counters since it joined."""

    outbox_depth: int
    outbox_age_seconds: float
    dead_letters: int
    relay_alive: bool
    relay_leads: bool
    """Only one replica's relay leads; the others stand by."""
    consumer_alive: bool
    holding: bool
    """True while events wait for the database to come back."""
    events_relayed: int
    messages_relayed: int
    events_consumed: int
    duplicates: int
    poisoned: int
    restarts: int
    relay_error: str | None
    """Class of the failure that keeps the relay from working now, without its text; None while it works."""
    parked: int = 0
    """Broker messages set aside because every delivery ended with its consumer; `replay` of all takes them back."""
    consumer_error: str | None = None
    """The same of the consumer."""


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
class BusCounts:
    """What a member knows of its event path without asking the database; numbers since it joined."""

    relay_alive: bool
    relay_leads: bool
    consumer_alive: bool
    holding: bool
    parked: int
    events_relayed: int
    messages_relayed: int
    events_consumed: int
    duplicates: int
    poisoned: int
    restarts: int


@dataclass(frozen=True, slots=True)
class Replayed:
    """Outcome of a replay of dead letters."""

    replayed: int
    failed: int
    gone: int = 0
    """Not there, or somebody else was first."""


class Membership(Protocol):
    """A service's place on the bus."""

    @property
    def broker(self) -> BrokerHealth:
        """The connection to the broker as this member knows it; asks nobody."""

    def wake(self) -> None:
        """Tells the relay that a transaction with events has committed."""

    def counts(self) -> BusCounts:
        """Figures of relay and consumer that need no database."""

    async def health(self) -> BusHealth:
        """Figures of outbox, dead letters, relay and consumer. Raises if the database is away."""

    async def replay(self, letter_ids: list[int] | None = None) -> Replayed:
        """Hands these dead letters, discarded or not, or all open ones, to their handlers again."""

    async def leave(self) -> None:
        """Finishes what is in hand and stops. What is still in outbox or queue stays there."""


class EventBus(Protocol):
    """A transport with all its members of this process."""

    async def join(self, member: BusMember) -> Membership:
        """Declares what the member needs and starts its relay and consumer, supervised."""

    async def close(self) -> None:
        """Lets every member leave."""
