"""A dedup database, and what its handlers leave in it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest

from dedup.consumers import HANDLERS
from dedup.domain.told_by_regions import GoneSpell, ToldSpell
from dedup.repository.told_spells import Reference, spell_key
from dedup.use_cases.report_spells import Receipt, report_spells
from enrolment_events.catalogue import decode
from enrolment_events.dedup import CheckCompletedV1
from enrolment_events.envelope import Event, EventData
from policy_parameters import load_policy_book
from row_sets import Statement
from service_runtime import Database, MovableClock, Safe, generate_storage_keys
from tests.conftest import FreshDatabase
from tests.dedup.builders import MORNING


class DedupFacts:
    """Feeds facts to the use cases as the consumers do, and reads what came of them."""

    def __init__(self, database: Database, clock: MovableClock) -> None:
        self.database, self.clock = database, clock
        self.published: list[Event[Any]] = []
        """Answers to checks."""

    async def hear(self, *events: Event[Any]) -> None:
        """One batch, one transaction; events of one kind go to their handler together."""
        async with self.database.transaction() as tx:
            for handler in dict.fromkeys(HANDLERS.values()):
                batch = [event for event in events if HANDLERS[type(event.data)] is handler]
                if batch:
                    await handler(tx, batch)
        await self._read_published()

    async def report(self, *told: ToldSpell | GoneSpell) -> Receipt:
        """What other regions tell."""
        spells = [one for one in told if isinstance(one, ToldSpell)]
        async with self.database.transaction() as tx:
            receipt = await report_spells(tx, spells, [one for one in told if isinstance(one, GoneSpell)])
        await self._read_published()
        return receipt

    async def _read_published(self) -> None:
        self.published = await self.told(CheckCompletedV1)

    async def told(self, kind: type[EventData]) -> list[Event[Any]]:
        """All events of a kind, in their order."""
        events = [decode(row["event"]) for row in await self.rows("SELECT event FROM outbox ORDER BY id")]
        return [event for event in events if isinstance(event.data, kind)]

    def key(self, spell_ref: str, source: str = "tests") -> UUID:
        """Under which the index keeps what this source reported."""
        safe = self.database.surroundings.safe
        assert safe is not None
        return spell_key(safe, Reference(source, spell_ref))

    async def rows(self, sql: str, **values: Any) -> Sequence[Any]:
        """What a statement finds."""
        async with self.database.read() as read:
            return await Statement(sql).rows(read.driver, **values)


@asynccontextmanager
async def dedup_database(fresh_database: FreshDatabase, label: str, *, stays: bool = False) -> AsyncIterator[DedupFacts]:
    """A migrated database of its own."""
    url = await fresh_database(label, "dedup.migrations", stays=stays)
    clock = MovableClock(MORNING)
    database = Database(url, clock, policy=load_policy_book(), safe=Safe.from_json(generate_storage_keys()))
    yield DedupFacts(database, clock)
    await database.close()


@pytest.fixture(scope="session")
async def facts(fresh_database: FreshDatabase) -> AsyncIterator[DedupFacts]:
    """A migrated database; tests share it and keep apart by ids."""
    async with dedup_database(fresh_database, "dedup", stays=True) as facts:
        yield facts
