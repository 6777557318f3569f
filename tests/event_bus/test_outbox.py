"""Which events the relay takes next, whatever was committed in whatever order, and at what cost."""

import json
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest

from event_bus import OutboxFigures, outbox
from event_bus.memory import Key
from event_bus.outbox_figures import MOST_COUNTED
from event_bus.outbox_reader import GAP_SECONDS, SWEEP_SECONDS, OutboxReader
from row_sets import Driver
from tests.event_bus.effects import Service, blocks_read, submitted

_FILL = """
INSERT INTO outbox (event_id, event_type, event)
SELECT gen_random_uuid(), 'registration.application.submitted.v1', repeat('x', 600) FROM generate_series(1, {many})
"""


NewSession = Callable[[], Awaitable[Driver]]


@pytest.fixture
async def new_session(publisher: Service) -> AsyncIterator[NewSession]:
    """Opens sessions as a relay's; they are closed at the end."""
    async with AsyncExitStack() as stack:

        async def opened() -> Driver:
            session = await publisher.database.relay_session()
            stack.push_async_callback(session.close)
            return session

        yield opened


class Reading:
    """A relay's way of reading: what has come is deleted, as if every listener had it."""

    def __init__(self, session: Driver) -> None:
        self.session, self.moment, self.taken = session, 1000.0, list[str]()
        self.reader = OutboxReader(set(), lambda: self.moment)

    async def read(self, most: int = 3) -> None:
        """All that is there now."""
        self.reader.more = True
        while self.reader.more:
            rows = await self.reader.next(self.session, most)
            self.taken += [str(row.event_id) for row in rows]
            await outbox.delete(self.session, [row.key for row in rows])


class Publishing:
    """A session that publishes in one transaction after the other."""

    def __init__(self, session: Driver) -> None:
        self.session, self.ids, self._transaction = session, list[str](), None

    _transaction: Any

    async def publish(self) -> None:
        """Two events, in the open transaction."""
        if self._transaction is None:
            self._transaction = self.session.transaction()
            await self._transaction.start()
        events = [submitted(), submitted()]
        await outbox.publish_events(self.session, events)
        self.ids += [str(event.id) for event in events]

    async def end(self, *, commits: bool) -> list[str]:
        """What was committed."""
        ids, self.ids = self.ids, []
        if self._transaction is not None:
            await (self._transaction.commit() if commits else self._transaction.rollback())
            self._transaction = None
        return ids if commits else []


@pytest.mark.parametrize("seed", range(8))
async def test_any_interleaving_of_commits_is_read_completely_and_once(publisher: Service, new_session: NewSession, seed: int) -> None:
    """Four sessions publish, commit and roll back in any order; nothing is left for a sweep."""
    chance, expected = random.Random(seed), list[str]()
    sessions = [Publishing(await new_session()) for _ in range(4)]
    reading = Reading(await new_session())
    await reading.read()
    for _ in range(60):
        session = chance.choice(sessions)
        match chance.choice(["publish", "publish", "commit", "roll back", "read"]):
            case "publish":
                await session.publish()
            case "read":
                await reading.read(chance.choice([1, 3, 500]))
            case end:
                expected += await session.end(commits=end == "commit")
    for session in sessions:
        expected += await session.end(commits=True)
    await reading.read()
    assert sorted(reading.taken) == sorted(expected)


async def test_what_a_very_long_transaction_commits_is_found_by_the_sweep(publisher: Service, new_session: NewSession) -> None:
    session, reading = Publishing(await new_session()), Reading(await new_session())
    await session.publish()
    await publisher.publish(submitted())
    await reading.read()
    reading.moment += GAP_SECONDS + SWEEP_SECONDS
    await reading.read()
    assert len(reading.taken) == 1
    late = await session.end(commits=True)
    await reading.read()
    assert len(reading.taken) == 1, "its gap is given up"
    reading.moment += SWEEP_SECONDS + 1
    await reading.read()
    assert reading.taken[1:] == late


async def test_held_types_are_passed_over_and_found_again(publisher: Service, new_session: NewSession) -> None:
    reading = Reading(await new_session())
    events = [submitted() for _ in range(5)]
    reading.reader.held = {submitted().type}
    await publisher.publish(*events)
    await reading.read()
    assert reading.taken == []
    reading.reader.held = ()
    reading.reader.sweep()
    await reading.read()
    assert reading.taken == [str(event.id) for event in events], "in their order"


async def test_dead_rows_that_a_snapshot_keeps_are_not_read_again(publisher: Service, new_session: NewSession) -> None:
    """As beside a pg_dump: what has gone still lies there, thirty thousand rows of it."""
    snapshot = await new_session()
    holding = snapshot.transaction(isolation="repeatable_read")
    await holding.start()
    await snapshot.execute("SELECT 1 FROM outbox")
    reading, moment = Reading(await new_session()), 0.0
    figures = OutboxFigures(lambda: moment)
    await publisher.run(_FILL.format(many=30_000))
    await reading.read(5000)
    assert len(reading.taken) == 30_000
    assert await figures.read(reading.session) == (0, 0.0)
    moment = 61.0
    assert await figures.read(reading.session) == (0, 0.0)
    await publisher.publish(submitted())
    read_before = await blocks_read(reading.session)
    await reading.read()
    assert await figures.read(reading.session) == (0, 0.0)
    assert len(reading.taken) == 30_001
    assert await blocks_read(reading.session) - read_before < 100
    await holding.rollback()


async def test_fifty_thousand_waiting_rows_are_read_in_pages_by_the_index(publisher: Service, new_session: NewSession) -> None:
    await publisher.run(_FILL.format(many=50_000))
    session = await new_session()
    figures = OutboxFigures()
    assert (await figures.read(session))[0] == MOST_COUNTED
    explained = "EXPLAIN (FORMAT JSON) " + outbox._OTHERS_AFTER.text
    places = outbox._OTHERS_AFTER.places({"after": 0, "up_to": 50_000, "held": [], "most": 500})
    plan = json.loads(await session.fetchval(explained, *places))[0]["Plan"]
    assert (plan["Node Type"], plan["Plans"][0]["Node Type"]) == ("Limit", "Index Scan")
    reading, pages = Reading(session), list[int]()
    while reading.reader.more:
        rows = await reading.reader.next(session, 500)
        pages.append(len(rows))
        await outbox.delete(session, [row.key for row in rows])
    assert (max(pages), sum(pages)) == (500, 50_000)
    assert await figures.read(session) == (0, 0.0)


async def test_an_id_that_is_given_out_again_is_another_event(publisher: Service) -> None:
    """As after a restore to an earlier moment."""
    await publisher.publish(first := submitted())
    async with publisher.database.transaction() as tx:
        (row,) = await outbox.rows_after(tx.driver, 0, 10)
    assert row.event_id == first.id
    await publisher.run("UPDATE outbox SET event_id = gen_random_uuid()")
    async with publisher.database.transaction() as tx:
        await outbox.delete(tx.driver, [row.key])
    known: set[Key] = {row.key}
    async with publisher.database.transaction() as tx:
        assert len(await OutboxReader(known).next(tx.driver, 10)) == 1
