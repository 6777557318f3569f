"""Locks that a transaction holds with others: taken once, with its BEGIN where the route says so, and given back with a refused part."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from row_sets.tally import Tally, in_hand
from service_runtime import Database, Refusal, SystemClock
from service_runtime.locks import Lock
from service_runtime.transaction import Transaction
from tests.conftest import FreshDatabase

PEOPLE = Lock("tests.people")
HELD = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND granted"


@pytest.fixture
async def database(fresh_database: FreshDatabase) -> AsyncIterator[Database]:
    opened = Database(await fresh_database("locks"), SystemClock())
    yield opened
    await opened.close()


async def held(tx: Transaction) -> int:
    count: int = await tx.driver.fetchval(HELD)
    return count


async def test_it_is_taken_once(database: Database) -> None:
    async with database.transaction() as tx:
        token = in_hand.set(tally := Tally())
        await PEOPLE.hold(tx)
        await PEOPLE.hold(tx)
        in_hand.reset(token)
        assert (tally.statements, await held(tx)) == (1, 1)


async def test_what_is_wanted_from_the_beginning_goes_with_it(database: Database) -> None:
    tx = Transaction(database.surroundings)
    tx.held.add(PEOPLE.shared)
    token = in_hand.set(tally := Tally())
    word = await database.begin(tx, "SELECT 1 WHERE false")
    await PEOPLE.hold(tx)
    in_hand.reset(token)
    try:
        assert (word, tally.statements, await held(tx)) == ("SELECT 0", 1, 1)
    finally:
        await database.pool.give(tx.driver)


async def test_whoever_wants_it_alone_waits_for_those_who_hold_it(database: Database) -> None:
    async def alone() -> None:
        async with database.transaction() as other:
            await PEOPLE.hold_alone(other)

    async with database.transaction() as tx:
        await PEOPLE.hold(tx)
        async with database.transaction() as beside:
            await PEOPLE.hold(beside)
        waiting = asyncio.create_task(alone())
        await asyncio.sleep(0.2)
        assert not waiting.done()
    await waiting


async def test_what_a_refused_part_took_is_taken_again(database: Database) -> None:
    """PostgreSQL gives back with a savepoint what was taken behind it."""

    async def refused(tx: Transaction) -> None:
        async with tx.part():
            await PEOPLE.hold(tx)
            raise Refusal()

    async with database.transaction() as tx:
        with pytest.raises(Refusal):
            await refused(tx)
        assert await held(tx) == 0
        await PEOPLE.hold(tx)
        assert await held(tx) == 1
