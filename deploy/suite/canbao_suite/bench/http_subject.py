"""The registration service as it stands, without the relay: events stay in the outbox; `bench events` measures from there on."""

from fastapi import FastAPI

import registration.app
from event_bus import BrokerHealth, BusHealth, BusMember
from registration.settings import Settings
from service_runtime import SystemClock


class QuietMembership:
    """A place on a bus that carries nothing."""

    health = BusHealth(relay_alive=True, relay_leads=True, consumer_alive=True, broker=BrokerHealth(is_embedded=True))

    def wake(self) -> None:
        """Nobody to wake."""

    async def replay_some(self) -> bool:
        """There is nothing to replay."""
        return False

    async def leave(self) -> None:
        """Nothing in hand."""


class QuietBus:
    """Leaves every event in the outbox."""

    async def join(self, member: BusMember) -> QuietMembership:
        """A quiet place."""
        return QuietMembership()

    async def close(self) -> None:
        """Nothing to close."""


def registration_app() -> FastAPI:
    """The subject."""
    return registration.app.create_app(Settings(), QuietBus(), SystemClock())
