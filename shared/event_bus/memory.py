"""What a relay remembers of events that are still in the outbox. It outlives the relay's runs, not the process."""

from collections.abc import Sequence, Set
from uuid import UUID

from event_bus.outbox import OutboxRow

Key = tuple[int, UUID]
"""Id and event: a database that was restored hands out the same id again, for another event."""


class Memory:
    """Who has which event already."""

    def __init__(self) -> None:
        self.confirmed: set[Key] = set()
        """Every listener has it; only its row is still to be deleted."""
        self.relayed = 0
        self.messages = 0
        self._had_by: dict[Key, frozenset[str]] = {}

    def had_by(self, row: OutboxRow) -> frozenset[str]:
        """The listeners that are known to have an event that others have not."""
        return self._had_by.get(row.key, frozenset()) if self._had_by else frozenset()

    def note(self, rows: Sequence[OutboxRow], listener: str) -> None:
        """One listener has these; others may not."""
        for row in rows:
            self._had_by[row.key] = self.had_by(row) | {listener}

    def confirm(self, keys: Set[Key]) -> None:
        """Every listener has these."""
        self.confirmed |= keys
        for key in self._had_by.keys() & keys:
            del self._had_by[key]

    def deleted(self, keys: Set[Key]) -> None:
        """Their rows are gone."""
        self.confirmed -= keys
        self.relayed += len(keys)
