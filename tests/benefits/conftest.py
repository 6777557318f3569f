"""A benefits database, and what its handlers leave in it."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from benefits.domain.answers import Answer
from benefits.use_cases.answer_entitlement import answer_entitlement
from benefits.use_cases.facts_from_events import FACTS_OF
from benefits.use_cases.hear_facts import hear_facts
from enrolment_events.envelope import Event
from policy_parameters import load_policy_book
from service_runtime import Database, MovableClock
from service_runtime.migration import migrate
from tests.benefits.builders import MORNING
from tests.conftest import FreshDatabase


class BenefitsFacts:
    """Feeds facts to the use cases as the consumers do, and reads what came of them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.published: list[Event[Any]] = []

    async def hear(self, *events: Event[Any], now: datetime = MORNING) -> list[Event[Any]]:
        """One batch, one transaction; events of one type go to their handler together. Returns what was published."""
        async with self.database.transaction() as tx:
            for event_type in dict.fromkeys(type(event.data) for event in events):
                batch = [event for event in events if type(event.data) is event_type]
                await hear_facts(tx, batch, FACTS_OF[event_type], load_policy_book(), now)
            published = list(tx._events)
        self.published += published
        return published

    async def answer(self, person: UUID, on: str, known_at: datetime | None = None) -> Answer:
        """The entitlement on a day."""
        moment = known_at or datetime.max.replace(tzinfo=MORNING.tzinfo)
        async with self.database.reading() as connection:
            return (await answer_entitlement(connection, person, date.fromisoformat(on), moment, ["4407%"], load_policy_book())).answer

    async def rows(self, sql: str, **values: Any) -> Sequence[Any]:
        """What a statement finds."""
        async with self.database.reading() as connection:
            return (await connection.execute(text(sql), values)).all()


@pytest.fixture(scope="session")
async def benefits_url(fresh_database: FreshDatabase) -> str:
    """A migrated database."""
    url = (await fresh_database("benefits")).replace("postgresql://", "postgresql+asyncpg://")
    await migrate(url, "benefits.migrations")
    return url


@pytest.fixture(scope="session")
async def facts(benefits_url: str) -> AsyncIterator[BenefitsFacts]:
    """The handlers on that database; tests share it and keep apart by ids."""
    database = Database(benefits_url, MovableClock(MORNING))
    yield BenefitsFacts(database)
    await database.close()
