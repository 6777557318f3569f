"""A benefits database, and what its handlers leave in it."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from benefits.consumers import HANDLERS
from benefits.domain.answers import Answer
from benefits.repository.people import Scope
from benefits.use_cases.answer_entitlement import answer_entitlement
from benefits.use_cases.find_scope import View
from benefits.use_cases.record_facts import record_facts
from enrolment_events.catalogue import decode
from enrolment_events.envelope import Event
from policy_parameters import load_policy_book
from row_sets import Statement
from service_runtime import Database, MovableClock, Safe, generate_storage_keys
from service_runtime.migration import migrate
from tests.benefits.builders import MORNING
from tests.benefits.running import RunningBenefits, running_benefits
from tests.conftest import FreshDatabase


class BenefitsFacts:
    """Feeds facts to the use cases as the consumers do, and reads what came of them."""

    def __init__(self, database: Database, clock: MovableClock) -> None:
        self.database = database
        self._clock = clock

    async def record(self, *events: Event[Any], now: datetime = MORNING) -> list[Event[Any]]:
        """One batch, one transaction; events of one type go to their handler together. Returns what was published."""
        self._clock.move_to(now)
        async with self.database.transaction() as tx:
            last = await tx.driver.fetchval("SELECT coalesce(max(id), 0) FROM outbox")
            for event_type in dict.fromkeys(type(event.data) for event in events):
                await record_facts(tx, [event for event in events if type(event.data) is event_type])
        async with self.database.read() as read:
            return [decode(row["event"]) for row in await read.driver.fetch("SELECT event FROM outbox WHERE id > $1 ORDER BY id", last)]

    async def hear(self, event: Event[Any]) -> None:
        """One event, as its consumer takes it."""
        async with self.database.transaction() as tx:
            await HANDLERS[type(event.data)](tx, [event])

    async def answer(self, person: UUID, on: str, known_at: datetime | None = None) -> Answer:
        """The entitlement on a day."""
        moment = known_at or datetime.max.replace(tzinfo=MORNING.tzinfo)
        async with self.database.read() as read:
            return (await answer_entitlement(read, person, date.fromisoformat(on), moment, View(Scope(["4407%"])))).answer

    async def rows(self, sql: str, **values: Any) -> Sequence[Any]:
        """What a statement finds."""
        async with self.database.read() as read:
            return await Statement(sql).rows(read.driver, **values)


@pytest.fixture(scope="session")
async def benefits_url(fresh_database: FreshDatabase) -> str:
    """A migrated database."""
    url = await fresh_database("benefits", stays=True)
    await migrate(url, "benefits.migrations")
    return url


@pytest.fixture(scope="session")
async def facts(benefits_url: str) -> AsyncIterator[BenefitsFacts]:
    """The handlers on that database; tests share it and keep apart by ids."""
    clock = MovableClock(MORNING)
    database = Database(benefits_url, clock, policy=load_policy_book(), safe=Safe.from_json(generate_storage_keys()))
    yield BenefitsFacts(database, clock)
    await database.close()


@pytest.fixture(scope="module")
async def benefits(fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningBenefits]:
    """The running service; tests keep apart by ids."""
    async with running_benefits(fresh_database, tmp_path_factory.mktemp("issuer")) as running:
        yield running
