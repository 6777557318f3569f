"""A member on a bus: its relay, its consumer and the watch over both."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from event_bus.consumption import Consumption
from event_bus.handing_over import PublisherFactory
from event_bus.member import BrokerHealth, BusHealth, BusMember
from event_bus.relay import Relay
from event_bus.replays import Replaying
from event_bus.supervision import Watched

DRAIN_SECONDS = 10.0


class ActiveMembership:
    """The membership both transports hand out. `consume` is the transport's consuming task, if it has one."""

    def __init__(
        self,
        member: BusMember,
        consumption: Consumption,
        publisher: PublisherFactory,
        *,
        broker: Callable[[], BrokerHealth] = lambda: BrokerHealth(is_embedded=True),
        consume: Callable[[], Awaitable[None]] | None = None,
        is_consuming: Callable[[], bool] | None = None,
        stop_consuming: Callable[[], None] = lambda: None,
        parked: Callable[[], int] = lambda: 0,
        unpark: Callable[[], Awaitable[None]] | None = None,
        left: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self.member = member
        self.consumption = consumption
        self._replaying = Replaying(member, consumption, unpark)
        self.relay = Relay(member.database.relay_session, publisher)
        self._relay_watch = Watched(
            f"relay of {member.name}", self.relay.run, lambda: self.relay.leads or self.relay.stands_by, lambda: self.relay.longest_pause
        )
        self._is_consuming = is_consuming or (lambda: self._relay_watch.alive)
        self._consumer_watch = Watched(f"consumer of {member.name}", consume, self._is_consuming) if consume else None
        self._broker = broker
        self._stop_consuming = stop_consuming
        self._left = left
        self._parked = parked

    def start(self) -> None:
        """Starts relay and consumer."""
        for watch in self._watches():
            watch.start()

    def _watches(self) -> Sequence[Watched]:
        return [self._relay_watch] + ([self._consumer_watch] if self._consumer_watch else [])

    def wake(self) -> None:
        """Tells the relay that a transaction with events has committed."""
        self.relay.wake()

    @property
    def health(self) -> BusHealth:
        """How relay and consumer are now; asks nobody."""
        figures = self.consumption.figures
        return BusHealth(
            relay_alive=self._relay_watch.alive,
            relay_leads=self.relay.leads,
            consumer_alive=self._is_consuming(),
            broker=self._broker(),
            holding=figures.held,
            held_by=figures.held_by,
            batch_seconds=figures.in_hand_seconds,
            parked=self._parked(),
            relay_error=self._relay_watch.error,
            consumer_error=self._consumer_watch.error if self._consumer_watch else None,
            events_relayed=self.relay.memory.relayed,
            messages_relayed=self.relay.memory.messages,
            undeleted=len(self.relay.memory.confirmed),
            held_types=self.relay.held,
            refusing=self.relay.refusing,
            unrouted=self.relay.unrouted,
            events_consumed=figures.consumed,
            duplicates=figures.duplicates,
            poisoned=figures.poisoned,
            unproved=figures.unproved,
            restarts=sum(watch.restarts for watch in self._watches()),
        )

    async def replay_some(self) -> bool:
        """One batch of a replay of dead letters. False if there is nothing to do now."""
        return await self._replaying.step()

    async def leave(self) -> None:
        """Finishes what is in hand and stops; leaving twice is once."""
        self._stop_consuming()
        self.relay.stop()
        relay_patience = DRAIN_SECONDS if self.relay.leads else 0.0
        stopping = [self._relay_watch.stop(relay_patience)]
        if self._consumer_watch is not None:
            stopping.append(self._consumer_watch.stop(DRAIN_SECONDS))
        await asyncio.gather(*stopping)
        if self._left is not None:
            await self._left()
