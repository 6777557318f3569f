"""Long work in parts."""

import asyncio

from enrolment_terms.identifiers import new_id
from service_runtime import in_turns
from tests.service_runtime.sample_events import note_taken
from tests.service_runtime.sample_service import Sample


async def test_all_items_come_in_their_order() -> None:
    assert [part async for part in in_turns(range(7), 3)] == [[0, 1, 2], [3, 4, 5], [6]]
    assert [part async for part in in_turns(iter(()), 3)] == []


async def test_others_have_their_turn_between_the_parts() -> None:
    turns: list[str] = []

    async def work(name: str) -> None:
        async for _ in in_turns(range(4), 2):
            turns.append(name)

    await asyncio.gather(work("a"), work("b"))
    assert turns == ["a", "b", "a", "b"]


async def test_many_events_are_written_in_parts_and_all_of_them(sample: Sample) -> None:
    before = await sample.count("outbox")
    async with sample.runtime.database.transaction() as tx:
        tx.publish(*(note_taken(new_id(), tx.now) for _ in range(1_201)))
        tx.audit("notes.taken", subject="many", actor="a test")
    assert await sample.count("outbox") == before + 1_201
