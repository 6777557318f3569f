"""The in-process transport while its database cannot take events in."""

import pytest

from event_bus import EmbeddedBus, EventBus
from tests.event_bus.holding import BusHolding


class TestEmbeddedHolding(BusHolding):
    """All of it in one process, on one bus."""

    @pytest.fixture(autouse=True)
    def _one_bus(self) -> None:
        self.bus = EmbeddedBus()

    def make_bus(self) -> EventBus:
        return self.bus
