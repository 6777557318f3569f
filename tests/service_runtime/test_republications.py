"""The present state told anew: batch by batch, each once, whoever breaks in; never more at a time than the outbox may hold."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa

from row_sets import Statement, value
from service_runtime import Transaction
from service_runtime.republications import (
    Republication,
    RepublicationState,
    ask_republication,
    find_republication,
    stop_republication,
    tell_batch,
)
from service_runtime.retelling import Aggregates, Wanted
from tests.conftest import FreshDatabase
from tests.service_runtime.sample_events import note_taken
from tests.service_runtime.sample_service import Sample, running_sample
from tests.service_runtime.sample_tables import notes

NOTES = 1_200
"""Two full batches of 500, and a rest."""
_MAKE = (
    "INSERT INTO notes (id, owner, area, text) SELECT gen_random_uuid(), 'wx:1', CASE WHEN n > 1000 THEN '440785' ELSE '440783' END, n"
    " FROM generate_series(1, {many}) AS n"
)
_FILL = "INSERT INTO outbox (event_id, event_type, event) SELECT gen_random_uuid(), 'a.b.v1', '{}' FROM generate_series(1, 5000)"
_AFTER = Statement(
    sa.select(notes.c.id).where(notes.c.id > value("after", notes.c.id), notes.c.area.like(value("area", notes.c.area)))
    .order_by(notes.c.id).limit(value("most", sa.Integer))
)  # fmt: skip


class Telling:
    """Tells notes, until a test breaks in."""

    def __init__(self) -> None:
        self.calls = 0
        self.fails_in: set[int] = set()
        """After so many batches have been published, and before their commit."""
        self.gate: asyncio.Event | None = None
        """Where the first one waits."""
        self.begun = asyncio.Event()

    async def tell(self, tx: Transaction, wanted: Wanted) -> Sequence[UUID]:
        """One batch."""
        self.calls += 1
        call = self.calls
        ids: list[UUID] = await _AFTER.values(tx.driver, after=wanted.after, area=wanted.area, most=wanted.most)
        tx.publish(*(note_taken(note, tx.now) for note in ids))
        if call in self.fails_in:
            raise ConnectionResetError
        self.begun.set()
        if self.gate is not None and call == 1:
            await self.gate.wait()
        return ids


@pytest.fixture
def telling() -> Telling:
    """What this test's service tells."""
    return Telling()


@pytest.fixture
def aggregates(telling: Telling) -> Aggregates:
    """One kind."""
    return Aggregates({"note": telling.tell}, {})


@pytest.fixture
async def sample(fresh_database: FreshDatabase, tmp_path: Path, aggregates: Aggregates) -> AsyncIterator[Sample]:
    """The sample service with notes; its own job works at what is asked for."""
    async with running_sample(await fresh_database("republish"), tmp_path, aggregates=aggregates) as running:
        async with running.runtime.database.transaction() as tx:
            await tx.driver.execute(_MAKE.format(many=NOTES))
        yield running


async def asked(sample: Sample, area: str = "") -> int:
    """A republication that operators have asked for."""
    async with sample.runtime.database.transaction() as tx:
        return (await ask_republication(tx.driver, ["note"], area, None, "operator-1")).republication_id


async def progress(sample: Sample, republication_id: int) -> Republication:
    """How far it is."""
    async with sample.runtime.database.read() as read:
        found = await find_republication(read.driver, republication_id)
    assert found is not None
    return found


async def ended(sample: Sample, republication_id: int) -> Republication:
    """Returns when it no longer runs; the test's own time-out ends a vain wait."""
    while (found := await progress(sample, republication_id)).state is RepublicationState.RUNNING:  # noqa: ASYNC110 -- nobody tells us
        await asyncio.sleep(0.02)
    return found


async def told(sample: Sample) -> tuple[int, int]:
    """Events that wait in the outbox, and the notes that they tell of."""
    async with sample.runtime.database.read() as read:
        row = await read.driver.fetchrow(
            "SELECT count(*), count(DISTINCT event::jsonb -> 'data' ->> 'application_id') FROM outbox WHERE event_type <> 'a.b.v1'"
        )
    assert row is not None
    return row[0], row[1]


async def test_a_break_between_two_batches_neither_leaves_out_nor_doubles(sample: Sample, telling: Telling) -> None:
    telling.fails_in = {1, 3}
    done = await ended(sample, await asked(sample))
    assert (done.state, done.told, done.kinds_done) == (RepublicationState.DONE, NOTES, 1)
    assert await told(sample) == (NOTES, NOTES)
    assert telling.calls == 5, "three batches, and two of them once more"


async def test_a_part_is_told_of_the_area_that_was_asked_for(sample: Sample) -> None:
    assert (await ended(sample, await asked(sample, "440785"))).told == NOTES - 1000
    assert await told(sample) == (NOTES - 1000,) * 2


async def test_a_second_replica_does_not_tell_what_the_first_has_in_hand(sample: Sample, telling: Telling, aggregates: Aggregates) -> None:
    telling.gate = asyncio.Event()
    republication = await asked(sample)
    await telling.begun.wait()
    assert await tell_batch(sample.runtime, aggregates) == 0
    telling.gate.set()
    assert (await ended(sample, republication)).told == NOTES
    assert await told(sample) == (NOTES, NOTES)


async def test_nothing_is_told_while_much_waits(sample: Sample, aggregates: Aggregates) -> None:
    """Listeners and the events of the day are not drowned; it goes on when there is room."""
    async with sample.runtime.database.transaction() as tx:
        await tx.driver.execute(_FILL)
    republication = await asked(sample)
    assert await tell_batch(sample.runtime, aggregates) == 0
    assert (await progress(sample, republication)).told == 0
    async with sample.runtime.database.transaction() as tx:
        await tx.driver.execute("DELETE FROM outbox")
    assert (await ended(sample, republication)).told == NOTES


async def test_what_an_operator_has_stopped_is_passed_over(sample: Sample) -> None:
    async with sample.runtime.database.transaction() as tx:
        first = await ask_republication(tx.driver, ["note"], "", None, "operator-1")
        stopped = await stop_republication(tx.driver, first.republication_id)
        assert await stop_republication(tx.driver, first.republication_id) is None
    assert stopped is not None
    assert (await ended(sample, await asked(sample, "440785"))).told == NOTES - 1000
    found = await progress(sample, first.republication_id)
    assert (found.state, found.told, await told(sample)) == (RepublicationState.STOPPED, 0, (NOTES - 1000,) * 2)
